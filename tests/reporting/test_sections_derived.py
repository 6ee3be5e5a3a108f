"""Sections on what follows from figures: drivers, the expected band, the trend, two rounds together, planning."""

from dataclasses import replace

import polars as pl
import pytest
from small_tables import INSTRUMENT, ITEMS, figure, list_texts, protect_by_hand, survey

from genklang.instrument.model import REPORT_LANGUAGES
from genklang.reporting.build import build
from genklang.reporting.model import Figure, Paragraph, PointChart
from genklang.reporting.outline import Outline
from genklang.reporting.words.claims import find_forbidden
from genklang.tables.derived import Derived
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, Status, Verdict
from genklang.tables.schema import conform

OUTLINE = Outline("A", "2018", previous="2017", organisation_name="Sollentuna kommun")
WEIGHTS = {
    "kontakt": (10, 6, 16),
    "information": (8, 4, 15),
    "forstaelse": (34, 26, 42),
    "inflytande": (14, 9, 20),
    "paverka": (26, 19, 34),
    "forbattrad": (8, 4, 13),
}


def drivers(weights=WEIGHTS):
    base = {"round": "2018", "organisation": "A", "source": "own", "status": "", "answers": 300}
    for item, (value, low, high) in weights.items():
        ends = {"value": float(value), "low": float(low), "high": float(high)}
        yield base | ends | {"item": f"driver:{item}", "statistic": "relative_weight"}
        yield base | {"item": f"driver:{item}", "statistic": "driver_effect", "value": value / 20}
    yield base | {"item": "driver:", "statistic": "explained_variance", "value": 55.0}


def compared(against, own, other, low, high, *, rung, **keys):
    base = {
        "round": "2018",
        "organisation": "A",
        "item": "helhetssyn",
        "statistic": "share_positive",
        "against": against,
    }
    numbers = {"value": own, "other_value": other, "difference": own - other, "low": low, "high": high, "rung": rung}
    return base | numbers | {"verdict": Verdict.TESTED.value, "status": ""} | keys


def derived(estimates=(), comparisons=(), **more):
    frames = [
        conform(pl.DataFrame(list(rows), infer_schema_length=None), schema) if rows else pl.DataFrame(schema=schema)
        for rows, schema in ((estimates, ESTIMATE_SCHEMA), (comparisons, COMPARISON_SCHEMA))
    ]
    return Derived(*frames, **more)


def make(*, extra=(), derived_from=None, language="sv", outline=OUTLINE):
    figures, differences = survey()
    tables = protect_by_hand([*figures, *extra], differences)
    return build(tables, instrument=INSTRUMENT, outline=outline, language=language, derived=derived_from)


def sections(**options):
    return {s.name: s for s in make(**options).sections}


def words_of(section):
    return " ".join(b.text for b in section.blocks if isinstance(b, Paragraph))


def test_drivers_are_placed_in_four_named_fields():
    section = sections(extra=drivers())["drivers"]
    (shown,) = [b for b in section.blocks if isinstance(b, Figure)]
    assert isinstance(shown.chart, PointChart)
    assert shown.chart.quadrants == ("Bevara", "Förbättra om möjligt", "Lägre prioritet", "Prioritera!")
    assert [row.label for row in shown.chart.rows][:2] == ["Lätt att få kontakt", "Lätt att förstå informationen"]
    told = {row[0].text: row[-1].text for row in shown.table.rows}
    assert told["Har kunnat påverka hjälpen"] == "prioritera"
    assert told["Stor förståelse för situationen"] == "förbättra om möjligt"
    assert told["Blir tillfrågad om sina synpunkter"] == "närmast bevara, inte säkert"
    assert "Tillsammans samvarierar frågorna med 55 procent" in words_of(section)


def test_the_title_names_what_is_certainly_first():
    title = sections(extra=drivers())["drivers"].title
    assert title == "”har kunnat påverka hjälpen” har en låg andel och samvarierar starkt med ”nöjd med stödet”"


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({**WEIGHTS, "paverka": (9, 2, 20), "forstaelse": (51, 42, 60)}, "samvarierar mest"),
        (dict.fromkeys(WEIGHTS, (17, 10, 26)), "Det här samvarierar med"),
    ],
)
def test_the_title_says_no_more_than_the_intervals_carry(weights, words):
    assert words in sections(extra=drivers(weights))["drivers"].title


def test_drivers_that_are_withheld_or_too_few_are_not_shown():
    withheld = [row | {"status": Status.CONFIDENTIAL.value, "value": None} for row in drivers()]
    assert "drivers" not in sections(extra=withheld)
    assert "drivers" not in sections(extra=list(drivers())[:4])


def band(codes, outside=()):
    rows = [figure("helhetssyn", 40 + 3 * i, 60, unit=code) for i, code in enumerate(codes)]
    bands = [
        compared(
            "expected",
            r["value"],
            80.0,
            60.0,
            94.0,
            rung=2 if r["unit"] in outside else 4,
            unit=r["unit"],
            against_label="unit",
        )
        for r in rows
    ]
    shrunk = [r | {"statistic": "share_positive_shrunk", "value": 80.0, "low": None, "high": None} for r in rows]
    return rows, derived(shrunk, bands)


def test_units_are_said_to_lie_over_within_or_under_and_never_ranked():
    rows, more = band("EDCBA", outside=("E",))
    section = sections(extra=rows, derived_from=more)["expected_band"]
    (shown,) = [b for b in section.blocks if isinstance(b, Figure)]
    assert [row[0].text for row in shown.table.rows] == list("ABCDE")
    assert {row[4].text for row in shown.table.rows} == {"inom det väntade", "under det väntade"}
    assert section.title == "E ligger under det som kan väntas"
    assert [row.is_certain for row in shown.chart.rows] == [False] * 4 + [True]


def test_a_unit_s_own_report_says_its_place_in_a_sentence():
    rows, more = band("EDCBA", outside=("E",))
    outline = Outline("A", "2018", unit="E", unit_names={"E": "Enhet Öst"})
    section = {s.name: s for s in make(extra=rows, derived_from=more, outline=outline).sections}["expected_band"]
    assert section.title == "Enhet Öst ligger under det som kan väntas med så här många svar"
    assert not [b for b in section.blocks if isinstance(b, Figure)]


def trend(rung, own=90.0, other=80.0):
    earlier = [figure("helhetssyn", 240, 300, round="2016")]
    return earlier, derived(
        comparisons=[compared("trend", own, other, own - other - 5, own - other + 5, rung=rung, against_label="2016")]
    )


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (1, "Sett över 2016–2018 har andelen som är nöjda med stödet från socialtjänsten ökat tydligt."),
        (3, "tycks andelen som är nöjda med stödet från socialtjänsten ha ökat, men det kan bero på slumpen."),
        (4, "finns ingen säkerställd trend"),
    ],
)
def test_the_trend_is_told_on_its_rung(rung, words):
    rows, more = trend(rung)
    assert words in words_of(sections(extra=rows, derived_from=more)["over_time"])


def test_a_certain_trend_is_the_title_and_an_uncertain_one_is_not():
    titles = []
    for rung in (2, 3):
        rows, more = trend(rung)
        titles.append(sections(extra=rows, derived_from=more)["over_time"].title)
    assert titles[0].startswith("Sett över 2016–2018")
    assert not titles[1].startswith("Sett över")


def test_the_line_breaks_where_comparability_is_not_declared():
    rows, _ = trend(4)
    more = derived(breaks=frozenset({("helhetssyn", "2018")}))
    (shown,) = [b for b in sections(extra=rows, derived_from=more)["over_time"].blocks if isinstance(b, Figure)]
    assert [p.breaks for p in shown.chart.points] == [False, False, True]


def test_two_rounds_together_are_told_where_answers_are_few():
    few = [figure(item, 50, 60) for item in ITEMS] + [figure("helhetssyn", 50, 60, round=y) for y in ("2016", "2017")]
    pooled = figure("helhetssyn", 100, 120, statistic="share_positive_pooled")
    tables = protect_by_hand(few)
    report = build(tables, instrument=INSTRUMENT, outline=OUTLINE, derived=derived([pooled]))
    section = {s.name: s for s in report.sections}["over_time"]
    assert "De två omgångarna 2017 och 2018 tillsammans: 83 procent" in words_of(section)
    assert "bygger på 120 svar" in words_of(section)


def test_planning_and_the_parts_of_a_change_are_told():
    base = {"round": "2018", "organisation": "A", "item": "helhetssyn", "source": "own", "status": ""}
    more = derived(
        [
            base | {"statistic": "detectable_change", "value": 8.2},
            base | {"statistic": "change_same_mix", "value": -1.0},
        ],
        shifts={("2018", "A"): ("channel:web", "form_version:easy_read")},
    )
    found = sections(derived_from=more)
    assert "minst 9 procentenheter" in words_of(found["method"])
    told = words_of(found["bear_in_mind"])
    assert "omkring −1 procentenheter i stället för +4" in told
    assert "kom in via webben och det lättlästa formuläret" in told


def test_those_alike_are_named():
    rows = [compared("like_mean", 90.0, 80.0, 2.0, 18.0, rung=2, against_label="3") | {"item": item} for item in ITEMS]
    outline = replace(OUTLINE, benchmarks=("like_mean",))
    section = sections(derived_from=derived(comparisons=rows, like=("B", "A", "C")), outline=outline)["against_others"]
    assert section.title == "Sju av de sju frågorna ligger högre än det ovägda genomsnittet för liknande kommuner"
    assert "valts ut till jämförelsen: B och C." in words_of(section)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_sentence_is_clean_in_every_language(language):
    rows, bands = band("ABCDEF", outside=("A", "F"))
    earlier, trends = trend(2)
    base = {"round": "2018", "organisation": "A", "item": "helhetssyn", "source": "own", "status": ""}
    mixed = base | {"statistic": "change_same_mix", "value": -1.0}
    more = Derived(
        pl.concat([bands.estimates, derived([mixed]).estimates]),
        pl.concat([bands.comparisons, trends.comparisons]),
        shifts={("2018", "A"): ("channel:web",)},
    )
    report = make(extra=[*rows, *earlier, *drivers()], derived_from=more, language=language)
    assert {"drivers", "expected_band", "over_time"} <= {s.name for s in report.sections}
    for place, text in list_texts(report):
        assert find_forbidden(text, language) == [], (place, text)
        assert not any(sign in text for sign in ("{", "}", "  ", "None")), (place, text)
