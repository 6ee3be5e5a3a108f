"""Answers made up for the tests, counted plainly into the tables that disclosure control takes."""

import numpy as np
import polars as pl

from genklang.tables.estimate import ESTIMATE_SCHEMA, POPULATION_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform

TOTALS = {"ifo": ("a", "b")}
CATEGORIES = (1, 2, 3, 4)
POSITIVE = (1, 2)
NO_OPINION, BLANK = -1, None


def draw_answers(*, n, units=3, groups=3, organisations=1, items=2, seed=0, positive=0.85, gender=(0.5, 0.45, 0.05)):
    """One row per response: organisation, unit, target_group, gender, offered weight 2, items as codes."""
    rng = np.random.default_rng(seed)
    high = positive * np.array([0.6, 0.4])
    low = (1 - positive) * np.array([0.7, 0.3])
    chance = np.concatenate([high, low]) * 0.92
    frame = pl.DataFrame(
        {
            "organisation": [f"o{i}" for i in rng.integers(organisations, size=n)],
            "unit": [f"u{i}" for i in rng.integers(units, size=n)],
            "target_group": ["abcdef"[i] for i in np.minimum(rng.geometric(0.45, size=n) - 1, groups - 1)],
            "gender": rng.choice(["K", "M", "X"], size=n, p=gender),
        },
        schema=dict.fromkeys(DOMAIN_KEYS[1:], pl.String),
    )
    codes = np.array([*CATEGORIES, NO_OPINION, -9])
    p = np.append(chance, [0.05, 1 - chance.sum() - 0.05])
    answers = {f"i{j}": [None if c == -9 else int(c) for c in rng.choice(codes, size=n, p=p)] for j in range(items)}
    return frame.with_columns(pl.Series(name, values, dtype=pl.Int64) for name, values in answers.items())


def item_names(responses):
    return [c for c in responses.columns if c not in DOMAIN_KEYS]


def list_domains(responses, totals=TOTALS):
    """Every response once for each domain of the lattice that it is in."""
    nothing = pl.lit(None, dtype=pl.String)
    pooled = [
        responses.filter(pl.col("target_group").is_in(of)).with_columns(target_group=pl.lit(total))
        for total, of in totals.items()
    ]
    by_group = pl.concat([responses, *pooled, responses.with_columns(target_group=nothing)])
    by_gender = pl.concat([by_group, by_group.with_columns(gender=nothing)])
    by_unit = pl.concat([by_gender, by_gender.with_columns(unit=nothing)])
    return pl.concat([by_unit, by_gender.with_columns(unit=nothing, organisation=nothing)])


def count_population(responses, *, round_="r", totals=TOTALS, offered_per_answer=2):
    """POPULATION_SCHEMA; `offered_per_answer` None: offered unknown."""
    domains = list_domains(responses, totals).group_by(DOMAIN_KEYS[1:], maintain_order=True)
    offered = pl.len() * offered_per_answer if offered_per_answer else pl.lit(None)
    frames = [
        domains.agg(
            item=pl.lit(item),
            positive=pl.col(item).is_in(POSITIVE).sum(),
            base=(pl.col(item) > 0).sum(),
            answers=pl.len(),
            offered=offered,
        )
        for item in item_names(responses)
    ]
    columns = [pl.col(c).cast(kind) for c, kind in POPULATION_SCHEMA.items()]
    return pl.concat(frames).with_columns(round=pl.lit(round_)).select(columns).sort("item", *DOMAIN_KEYS[1:])


def estimate_plainly(responses, *, round_="r", totals=TOTALS, offered_per_answer=2):
    """ESTIMATE_SCHEMA of the whole lattice but gender X, unprotected."""
    domains = list_domains(responses, totals).filter(pl.col("gender").ne_missing("X"))
    grouped = domains.group_by(DOMAIN_KEYS[1:], maintain_order=True)
    n = pl.len().cast(pl.Int64)
    frames = [
        grouped.agg(item=pl.lit(""), statistic=pl.lit("answers"), value=pl.len(), denominator=n, answers=n),
    ]
    if offered_per_answer:
        rate = pl.lit(100 / offered_per_answer)
        frames.append(
            grouped.agg(
                item=pl.lit(""),
                statistic=pl.lit("response_rate"),
                value=rate,
                numerator=n,
                denominator=n * offered_per_answer,
                answers=n,
            )
        )
    for item in item_names(responses):
        base = (pl.col(item) > 0).sum()
        shares = {"share_positive": POSITIVE, "share_negative": (3, 4)} | {
            f"distribution:{c}": (c,) for c in CATEGORIES
        }
        for name, codes in shares.items():
            frames.append(_share(grouped, item, name, pl.col(item).is_in(codes).sum(), base))
        frames.append(_share(grouped, item, "no_opinion_share", (pl.col(item) == -1).sum(), pl.col(item).count()))
        frames.append(_share(grouped, item, "item_nonresponse", pl.col(item).null_count(), pl.len()))
    columns = [
        pl.col(c).cast(kind) if c in PRESENT else pl.lit(None, dtype=kind).alias(c)
        for c, kind in ESTIMATE_SCHEMA.items()
    ]
    stacked = pl.concat(frames, how="diagonal_relaxed").with_columns(
        round=pl.lit(round_), source=pl.lit("own"), low=pl.col("value"), high=pl.col("value"), interval=pl.lit("round")
    )
    empty = pl.col("value").is_null() | pl.col("value").is_nan()
    return stacked.with_columns(
        value=pl.when(~empty).then("value"), status=pl.when(empty).then(pl.lit("w")).otherwise(pl.lit(""))
    ).select(columns)


PRESENT = set(ESTIMATE_SCHEMA)


def _share(grouped, item, name, k, n):
    return grouped.agg(
        item=pl.lit(item),
        statistic=pl.lit(name),
        value=100.0 * k / n,
        numerator=k.cast(pl.Int64),
        denominator=n.cast(pl.Int64),
        answers=pl.len().cast(pl.Int64),
    )


def by_place_only(estimates, population):
    """The same where nobody recorded by gender who was offered the questionnaire."""
    everyone = pl.col("gender").is_null()
    rates = pl.col("statistic") == "response_rate"
    return estimates.filter(everyone | ~rates), population.with_columns(offered=pl.when(everyone).then("offered"))


def offer_in_vain(estimates, population, offered, **keys):
    """The same with a domain of the organisation o0 that was offered the questionnaire and gave no answer."""
    domain = {"round": "r", "organisation": "o0", "unit": None, "target_group": None, "gender": None} | keys
    nobody = [pl.lit(value, dtype=pl.String).alias(key) for key, value in domain.items()]
    counts = {"positive": 0, "base": 0, "answers": 0, "offered": offered}
    people = population.select("item").unique(maintain_order=True).with_columns(*nobody, **counts)
    figures = estimates.select("item", "statistic").unique(maintain_order=True)
    rows = figures.with_columns(*nobody, answers=0, source=pl.lit("own"), status=pl.lit("w"))
    return pl.concat([estimates, conform(rows, ESTIMATE_SCHEMA)]), pl.concat(
        [population, conform(people, POPULATION_SCHEMA)]
    )
