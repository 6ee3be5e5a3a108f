"""Each section alone: when it applies, what its title finds, and that nothing is ranked or hidden without a word."""

from dataclasses import replace

import pytest
from small_tables import INSTRUMENT, ITEMS, count_of, difference, figure, protect_by_hand, record, spread, survey

from genklang.instrument.model import REPORT_LANGUAGES, Category, Item
from genklang.instrument.shelf import find_instrument
from genklang.registry import parts
from genklang.reporting.bands import band_answers, tone_of
from genklang.reporting.build import build
from genklang.reporting.model import BarChart, DotChart, Figure, Tone, TrendChart
from genklang.reporting.outline import Outline
from genklang.reporting.section import Section
from genklang.reporting.words.evidence import Share
from genklang.tables.estimate import Status

OUTLINE = Outline("A", "2018", previous="2017", organisation_name="Sollentuna kommun")


def sections(figures, differences=(), *, outline=OUTLINE, language="sv", instrument=INSTRUMENT, records=()):
    tables = protect_by_hand(figures, differences)
    report = build(tables, instrument=instrument, outline=outline, language=language, records=records)
    return {s.name: s for s in report.sections}


def chart_of(section):
    return next(b for b in section.blocks if isinstance(b, Figure))


def units(*cases):
    """Units with the overall item's counts against the rest; None: hidden."""
    figures, differences = survey()
    for code, own in cases:
        if own is None:
            figures.append(figure("helhetssyn", 0, 1, status=Status.CONFIDENTIAL, unit=code))
            continue
        figures.append(figure("helhetssyn", *own, unit=code))
        rest = {"against": "complement", "label": "unit", "unit": code}
        differences.append(difference("helhetssyn", own, (270 - own[0], 300 - own[1]), **rest))
    return figures, differences


def test_every_section_has_an_order_of_its_own():
    found = parts("genklang.reporting.sections", Section)
    orders = [s.order for s in found.values()]
    assert len(set(orders)) == len(orders)
    assert all(name == section.name for name, section in found.items())


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_chart_has_a_sentence_and_a_table_with_a_row_for_each_of_its_rows(language):
    for section in sections(*survey(), language=language).values():
        for block in section.blocks:
            if isinstance(block, Figure):
                assert block.chart.alt.endswith(".")
                rows = block.chart.points if isinstance(block.chart, TrendChart) else block.chart.rows
                assert len(block.table.rows) >= len(rows)
                assert len(block.table.columns) == len(block.table.numeric) == len(block.table.rows[0])


def test_items_stand_in_the_order_they_were_asked():
    chart = chart_of(sections(*survey())["items"]).chart
    labels = [INSTRUMENT.instrument.texts["sv"].items[code].short for code in ITEMS]
    assert [row.label for row in chart.rows] == labels
    assert isinstance(chart, DotChart)
    assert (chart.own_label, chart.previous_label) == ("2018", "2017")
    assert chart.benchmark_label == "Deltagande kommuner, ovägt"


def test_the_weakest_item_comes_first_where_most_can_be_won():
    figures, differences = survey()
    hidden = [
        f
        if f["item"] != "kontakt" or not f["statistic"].startswith("distribution")
        else figure("kontakt", 0, 1, statistic=f["statistic"], status=Status.CONFIDENTIAL, round=f["round"])
        for f in figures
    ]
    chart = chart_of(sections(hidden, differences)["distribution"]).chart
    assert isinstance(chart, BarChart)
    assert chart.rows[0].label == "Har kunnat påverka hjälpen"
    (withheld,) = [row for row in chart.rows if not row.segments]
    assert (withheld.label, withheld.note) == ("Lätt att få kontakt", "visas inte, för att skydda dem som svarat")
    assert all(99.9 < sum(s.value for s in row.segments) < 100.1 for row in chart.rows if row.segments)


@pytest.mark.parametrize(
    ("cases", "title"),
    [
        ([("Norr", (90, 100)), ("Syd", (45, 50))], "Ingen enhet skiljer sig säkert från resten av Sollentuna kommun"),
        ([("Norr", (99, 100)), ("Syd", (45, 50))], "Norr ligger högre än resten av Sollentuna kommun"),
        ([("Norr", (75, 100)), ("Syd", (45, 50))], "Norr ligger lägre än resten av Sollentuna kommun"),
        (
            [("A", (99, 100)), ("B", (99, 100)), ("C", (75, 100))],
            "Två av enheterna ligger högre och en lägre än resten av Sollentuna kommun",
        ),
        ([("Norr", (90, 100)), ("Dold", None)], "Ingen enhet skiljer sig säkert från resten av Sollentuna kommun"),
    ],
)
def test_units_stand_in_alphabetical_order_under_what_is_certain(cases, title):
    section = sections(*units(*cases))["units"]
    names = [row[0].text for row in section.blocks[0].rows]
    assert section.title == title
    assert names == sorted(names)
    notes = [block.text for block in section.blocks[1:]]
    expected = "En enhet visas inte, för att skydda dem som svarat. Den räknas med i helheten."
    assert notes == [expected] * any(counts is None for _, counts in cases)


def test_a_single_unit_or_units_all_hidden_make_no_section():
    assert "units" not in sections(*units(("Norr", (90, 100))))
    assert "units" not in sections(*units(("Norr", None), ("Syd", None)))


def test_a_year_without_a_survey_is_a_gap():
    figures, differences = survey()
    earlier = [figure(item, 240, 300, round="2014") for item in ITEMS]
    chart = chart_of(sections([*figures, *earlier], differences)["over_time"]).chart
    assert [(p.period, p.value is None) for p in chart.points] == [
        ("2014", False),
        ("2015", True),
        ("2016", True),
        ("2017", False),
        ("2018", False),
    ]


def test_a_round_after_the_reports_own_is_not_in_it():
    figures, differences = survey()
    others = [figure(item, 240, 300, round=r) for item in ITEMS for r in ("2016", "2019")]
    chart = chart_of(sections([*figures, *others], differences)["over_time"]).chart
    assert [p.period for p in chart.points] == ["2016", "2017", "2018"]


def test_two_rounds_are_no_trend():
    assert "over_time" not in sections(*survey())


def test_a_new_item_breaks_its_line():
    records = (record("2016"), record("2017", items=("kontakt",)), record("2018"))
    figures, differences = survey()
    earlier = [figure(item, 240, 300, round="2016") for item in ITEMS]
    chart = chart_of(sections([*figures, *earlier], differences, records=records)["over_time"]).chart
    assert [(p.breaks, p.note) for p in chart.points] == [(False, ""), (False, ""), (True, "ny fråga")]


def test_groups_are_shown_with_why_one_is_not():
    figures, differences = survey()
    figures += [
        figure("helhetssyn", 90, 100, target_group="ungdomar"),
        figure("helhetssyn", 80, 100, target_group="vardnadshavare"),
        figure("helhetssyn", 0, 1, target_group="skadligt_bruk", status=Status.CONFIDENTIAL),
        figure("helhetssyn", 0, 1, target_group="ensamkommande", status=Status.NOT_ASKED),
    ]
    rows = chart_of(sections(figures, differences)["groups"]).chart.rows
    assert [(r.label, r.value, r.verdict) for r in rows] == [
        ("Ungdomar 13 år och äldre", 90.0, ""),
        ("Vårdnadshavare", 80.0, ""),
        ("Skadligt bruk och beroende", None, "visas inte, för att skydda dem som svarat"),
    ]


def genders(women, men):
    figures, differences = survey()
    for code, counts in (("K", women), ("M", men)):
        status = Status.SHOWN if counts else Status.CONFIDENTIAL
        figures.append(figure("helhetssyn", *(counts or (0, 1)), gender=code, status=status))
    if women and men:
        rest = {"against": "complement", "label": "gender", "gender": "K"}
        differences.append(difference("helhetssyn", women, men, **rest))
    return sections(figures, differences)


def test_women_and_men_stand_apart_from_the_groups_and_are_said_to_be_alike_only_where_they_are():
    apart = genders((180, 200), (90, 100))["genders"]
    assert [row.label for row in chart_of(apart).chart.rows] == ["Kvinnor", "Män"]
    assert len(apart.blocks) == 1
    alike = genders((1800, 2000), (1810, 2000))["genders"]
    assert alike.blocks[1].text == "Ungefär detsamma gäller kvinnor som män (90 mot 91 procent)."


def test_one_gender_alone_is_no_section():
    assert "genders" not in genders((180, 200), None)


def test_the_spread_of_answers_is_one_row_an_item_and_a_column_a_tone():
    table = chart_of(sections(*survey())["distribution"]).table
    assert len(table.rows) == len(ITEMS)
    assert table.columns[:3] == ("Fråga", "Mycket positivt", "Positivt")
    for row in table.rows:
        assert sum(cell.number or 0.0 for cell in row[1:6]) == pytest.approx(100)


def test_who_answered_withholds_a_rate_that_cannot_be_right():
    figures, differences = survey()
    wrong = count_of(40, 30, target_group="ungdomar")
    figures += [f | ({"value": None, "status": "e"} if f["statistic"] == "response_rate" else {}) for f in wrong]
    rows = sections(figures, differences)["who_answered"].blocks[0].rows
    assert [cell.text for cell in rows[1]] == [
        "Ungdomar 13 år och äldre",
        "40",
        "",
        "kan\u00a0inte stämma",
    ]


def test_method_explains_only_the_codes_that_are_used():
    figures, differences = survey()
    before = sections(figures, differences)["method"].blocks
    figures.append(figure("helhetssyn", 0, 1, target_group="ungdomar", status=Status.CONFIDENTIAL))
    after = sections(figures, differences)["method"].blocks
    (legend,) = [block.text for block in after if block not in before]
    assert legend.startswith("”Visas\u00a0inte” (kod c): ")


def test_method_says_how_the_sample_was_drawn():
    figures, differences = survey()
    plain = texts_of(sections(figures, differences, records=[record("2018")])["method"])
    told = texts_of(
        sections(figures, differences, records=[record("2018", in_strata=True, is_weighted=True)])["method"]
    )
    assert {text.split(":")[0].split(",")[0] for text in told - plain} == {
        "Urvalet är draget inom grupper (strata)",
        "Svaren är viktade",
    }
    open_ended = [f | {"interval": "process"} if "low" in f else f for f in figures]
    (about,) = texts_of(sections(open_ended, differences)["method"]) - plain
    assert "urvalet är draget ur" in about


def texts_of(section):
    return {b.text for b in section.blocks if hasattr(b, "text")}


def measure(item, statistic, value):
    """A mean or an index: no numerator."""
    known = {"value": value, "numerator": None, "denominator": 423, "low": value - 0.2, "high": value + 0.2}
    return figure(item, 1, 2, statistic=statistic) | known


def test_an_index_instrument_tells_index_scores_and_the_split():
    index = find_instrument("brukarbarometern")
    overall = next(i for i in index.instrument.items if i.overall)
    counts = zip(overall.substantive, (95, 202, 82, 38), strict=True)
    figures = [figure(overall.code, k, 417, statistic=f"distribution:{c.code}") for c, k in counts]
    figures.append(figure(overall.code, 297, 417))
    figures.append(measure("", "nki", 76.0))
    figures += [measure(c, "mean_score", m) for c, m in (("telefon", 7.0), ("bemotande", 7.4), ("paverka", 4.6))]
    outline = Outline("A", "2018")
    found = sections(figures, outline=outline, instrument=index)
    assert found["scores"].title == "Medelbetygen på tre frågor"
    text = " ".join(block.text for block in found["bear_in_mind"].blocks)
    assert "22,8 procent svarade ”mycket nöjd” och 48,4 procent ”nöjd”." in text
    report = build(protect_by_hand(figures), instrument=index, outline=outline, language="sv")
    assert report.title.endswith("– Nöjd-Kund-Index 76,0")
    assert "Lägst medelbetyg har ”Möjlighet att påverka hjälpen”, med 4,6." in report.lead
    assert "Nöjd-Kund-Index (NKI) är 76,0 på en skala från 0 till 100. Från 75" in report.lead
    assert report.key_figures[0].value == "76,0"


TEN = Item("x", "index_scale", "ten", tuple(Category(c, str(c), c) for c in range(1, 11)))


def test_a_long_scale_is_joined_to_five_bands():
    bands = band_answers(TEN, [(c, Share(10.0)) for c in TEN.substantive], name=lambda c: c.name)
    assert [(b.label, b.tone, b.share.value) for b in bands] == [
        ("1–2", Tone.VERY_NEGATIVE, 20.0),
        ("3–4", Tone.NEGATIVE, 20.0),
        ("5–6", Tone.NEUTRAL, 20.0),
        ("7–8", Tone.POSITIVE, 20.0),
        ("9–10", Tone.VERY_POSITIVE, 20.0),
    ]


@pytest.mark.parametrize(
    ("item", "tones"),
    [
        ("kontakt", [Tone.VERY_POSITIVE, Tone.POSITIVE, Tone.NEGATIVE, Tone.VERY_NEGATIVE]),
        ("inflytande", [Tone.POSITIVE, Tone.NEGATIVE]),
        ("forbattrad", [Tone.VERY_POSITIVE, Tone.POSITIVE, Tone.NEUTRAL, Tone.NEGATIVE, Tone.VERY_NEGATIVE]),
    ],
)
def test_a_category_has_the_tone_of_its_flags(item, tones):
    found = INSTRUMENT.instrument.item(item)
    assert [tone_of(found, category) for category in found.substantive] == tones


def test_a_spread_adds_up():
    assert sum(row["numerator"] for row in spread("forbattrad", 85, 100)) == 100


def test_a_unit_report_leaves_out_what_is_asked_of_others():
    local = find_instrument("skr-ifo-koping")
    rows = [figure(i.code, 8, 20, unit="U") for i in local.instrument.items if i.positive]
    rows += count_of(20, 40, unit="U", target_group="jobbcenter")
    outline = replace(OUTLINE, unit="U", previous=None)
    shown = chart_of(sections(rows, outline=outline, instrument=local)["items"]).chart.rows
    assert len(shown) == len(ITEMS)
