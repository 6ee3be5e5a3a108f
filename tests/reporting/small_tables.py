"""Protected tables written by hand: the figures of a small survey of the shipped questionnaire for social services."""

import polars as pl

from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protected import SEAL, ProtectedTables
from genklang.estimation.interval import newcombe, wilson
from genklang.estimation.ladder import rung
from genklang.estimation.test import mid_p
from genklang.instrument.shelf import find_instrument
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, OWN, Status, Verdict
from genklang.tables.round import RoundRecord
from genklang.tables.schema import conform

INSTRUMENT = find_instrument("skr-ifo")
ITEMS = ("kontakt", "information", "forstaelse", "inflytande", "paverka", "helhetssyn", "forbattrad")
NOW = dict(zip(ITEMS, (85, 89, 89, 91, 70, 90, 85), strict=True))
BEFORE = dict(zip(ITEMS, (82, 88, 79, 84, 55, 86, 79), strict=True))


def figure(item, k, n, *, statistic="share_positive", status=Status.SHOWN, **keys):
    """One share with everything that may be told of it."""
    low, high = (100 * float(end) for end in wilson(k, n))
    own = {"round": "2018", "organisation": "A", "item": item, "statistic": statistic, "source": OWN} | keys
    if status is not Status.SHOWN:
        return own | {"status": status.value}
    return own | {
        "value": 100 * k / n,
        "numerator": k,
        "denominator": n,
        "answers": n,
        "low": low,
        "high": high,
        "status": "",
    }


def count_of(answers, offered, **keys):
    """The number of answers and the response rate of a domain."""
    own = {"round": "2018", "organisation": "A", "item": "", "source": OWN, "answers": answers, "status": ""} | keys
    yield own | {"statistic": "answers", "value": float(answers), "denominator": answers}
    rate = {"value": 100 * answers / offered, "numerator": answers, "denominator": offered}
    yield own | {"statistic": "response_rate"} | rate


def published(item, value, **keys):
    """One figure of others: no counts."""
    own = {"round": "2018", "organisation": "A", "item": item, "statistic": "share_positive", "source": "Kolada"}
    return own | {"value": float(value), "status": Status.PUBLISHED.value} | keys


def difference(item, own, other, *, against, label="", **keys):
    """One comparison of counts (k, n)."""
    low, high = (100 * float(end) for end in newcombe(own, other))
    mine, theirs = 100 * own[0] / own[1], 100 * other[0] / other[1]
    p = float(mid_p(own, other))
    return {
        "round": "2018",
        "organisation": "A",
        "item": item,
        "statistic": "share_positive",
        "against": against,
        "against_label": label,
        "value": mine,
        "other_value": theirs,
        "difference": mine - theirs,
        "low": low,
        "high": high,
        "p": p,
        "p_adjusted": p,
        "rung": rung(p, mine - theirs, low, high),
        "verdict": Verdict.TESTED.value,
        "status": "",
    } | keys


def protect_by_hand(figures, differences=()):
    """Put rows into protected tables as they are."""
    frames = (
        conform(pl.DataFrame(list(rows), infer_schema_length=None), schema) if rows else pl.DataFrame(schema=schema)
        for rows, schema in ((list(figures), ESTIMATE_SCHEMA), (list(differences), COMPARISON_SCHEMA))
    )
    return ProtectedTables(*frames, DEFAULT, SEAL)


def survey(n=300, **keys):
    """All items of an organisation in two rounds, with negative tails, distributions and comparisons."""
    figures, differences = [], []
    for round_id, shares in (("2017", BEFORE), ("2018", NOW)):
        figures += count_of(n, 2 * n, **{"round": round_id} | keys)
        for item, value in shares.items():
            k = round(value * n / 100)
            figures.append(figure(item, k, n, **{"round": round_id} | keys))
            figures.append(figure(item, n - k, n, statistic="share_negative", **{"round": round_id} | keys))
            figures += spread(item, k, n, **{"round": round_id} | keys)
    for item in ITEMS:
        own, before = ((round(s[item] * n / 100), n) for s in (NOW, BEFORE))
        differences.append(difference(item, own, before, against="previous", label="2017", **keys))
        averages = ("national_mean", "national_pooled")
        differences += [difference(item, own, (8500, 10000), against=against, **keys) for against in averages]
    return figures, differences


def spread(item, k, n, **keys):
    """A distribution that goes with k of n: the best answers take the positive ones, the worst the rest."""
    categories = INSTRUMENT.instrument.item(item).substantive
    counts = dict.fromkeys((c.code for c in categories), 0)
    good = [c.code for c in categories if c.positive]
    bad = [c.code for c in categories if not c.positive]
    for codes, total in ((good, k), (bad, n - k)):
        for place, code in enumerate(codes):
            counts[code] = total // len(codes) + (place < total % len(codes))
    return [figure(item, count, n, statistic=f"distribution:{code}", **keys) for code, count in counts.items()]


def record(round_id, **known):
    defaults = {"channels": ("paper",), "target_groups": ("ungdomar",), "items": ITEMS}
    return RoundRecord(round_id, round_id, "A", **defaults | known)


def list_texts(report):
    """Every sentence and label of a report but quotations, each with where it stands."""
    yield from (("title", report.title), ("lead", report.lead), ("footer", report.footer))
    yield from ((f"news {i}", text) for i, text in enumerate(report.news) if not text.startswith(("”", "“")))
    for key in report.key_figures:
        yield from (("key", text) for text in (key.value, key.label, key.note))
    for section in report.sections:
        yield from ((f"{section.name} title", section.title), (f"{section.name} intro", section.intro))
        for block in section.blocks:
            yield from ((section.name, text) for text in _list_block(block))


def _list_block(block):
    kind = type(block).__name__
    if kind == "Paragraph":
        if block.voice != "quote":
            yield block.text
    elif kind == "Bullets":
        yield from block.texts
    elif kind == "Figure":
        yield block.chart.alt
        yield from _list_block(block.table)
        for row in getattr(block.chart, "rows", ()):
            yield from (text for text in (row.label, getattr(row, "note", ""), getattr(row, "verdict", "")) if text)
    else:
        yield block.caption
        yield from block.columns
        yield from (cell.text for row in block.rows for cell in row)
