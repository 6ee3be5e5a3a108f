"""A report from protected tables: complete, in each language, and without a word that its figures do not carry."""

import re
from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
from small_tables import (
    INSTRUMENT,
    ITEMS,
    NOW,
    count_of,
    difference,
    figure,
    list_texts,
    protect_by_hand,
    published,
    record,
    survey,
)

from genklang.errors import Failure
from genklang.instrument.model import REPORT_LANGUAGES
from genklang.reporting.build import build
from genklang.reporting.formats.pdf import render
from genklang.reporting.model import Bullets, Figure, Table, Voice
from genklang.reporting.outline import Genre, Kind, Outline
from genklang.reporting.words.claims import find_forbidden
from genklang.tables.estimate import Status
from genklang.tables.round import Action, Quote

OUTLINE = Outline("A", "2018", previous="2017", organisation_name="Sollentuna kommun", survey="brukarundersökningen")
RECORDS = (
    record("2017"),
    record(
        "2018",
        channels=("web",),
        target_groups=("ungdomar", "vardnadshavare"),
        actions=(Action("Fler tider för besök."),),
        quotes=(Quote("Vi fortsätter.", "Anna Ek", "socialchef"),),
    ),
)


def make(figures, differences=(), *, outline=OUTLINE, language="sv", records=RECORDS):
    tables = protect_by_hand(figures, differences)
    return build(tables, instrument=INSTRUMENT, outline=outline, language=language, records=records)


def whole():
    return survey()


def with_unit():
    figures, differences = survey(60, unit="U")
    rest = [difference(i, (50, 60), (200, 240), against="complement", label="unit", unit="U") for i in ITEMS]
    return figures, [*differences, *rest]


def hidden():
    return [figure(i, 0, 1, status=Status.CONFIDENTIAL, unit="U") for i in ITEMS], []


def tiny():
    share = {"value": 86.0, "status": Status.SMALL_BASE.value}
    bound = {"value": 83.0, "status": Status.AT_LEAST.value}
    return [
        figure(i, 0, 1, status=Status.CONFIDENTIAL, unit="U") | (bound if i == "helhetssyn" else share) for i in ITEMS
    ], []


def imported():
    rows = [published(i, v, round=r) for r, v in (("2017", 83), ("2018", 90)) for i in ITEMS]
    rate = published("", 40, statistic="response_rate") | {"value": None, "status": Status.ENTRY_ERROR.value}
    return [*rows, rate], []


CASES = {
    "whole": (whole, OUTLINE),
    "unit": (with_unit, replace(OUTLINE, unit="U", unit_names={"U": "Ungdomsenheten"})),
    "hidden": (hidden, replace(OUTLINE, unit="U")),
    "tiny": (tiny, replace(OUTLINE, unit="U")),
    "imported": (imported, replace(OUTLINE, kind=Kind.PUBLISHED)),
}


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_sentence_is_clean_and_says_no_more_than_figures_can(case, language):
    rows, outline = CASES[case]
    report = make(*rows(), outline=outline, language=language)
    texts = list(list_texts(report))
    assert len(texts) > (5 if case == "hidden" else 10)
    for place, text in texts:
        assert not re.search(r"[{}]|  |\bNone\b(?! of)|\bnan\b|\.\.|,,| [.,;:]", text), (place, text)
        assert text == text.strip(), (place, text)
        assert find_forbidden(text, language) == [], (place, text)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_sentences_begin_with_a_capital_and_end(case, language):
    rows, outline = CASES[case]
    report = make(*rows(), outline=outline, language=language)
    titles = [report.title, *(s.title for s in report.sections)]
    sentences = [report.lead, report.footer, *report.news[1:]]
    sentences += [b.text for s in report.sections for b in s.blocks if hasattr(b, "voice")]
    sentences += [s.intro for s in report.sections if s.intro]
    for text in (*titles, *sentences):
        assert not text[0].islower(), text
    assert not any(title.endswith(".") for title in titles)
    assert all(re.search(r"[.:”“]$", text) for text in sentences)


def test_a_report_has_its_finding_first_and_its_method_last():
    report = make(*survey())
    assert report.title == "Nio av tio är nöjda med stödet från socialtjänsten – ökning i tre av sju frågor sedan 2017"
    assert report.lead == (
        "90 procent av dem som tagit ställning är nöjda med stödet från socialtjänsten. "
        "Sedan 2017 har andelen positiva svar ökat för ”Stor förståelse för situationen”, "
        "”Blir tillfrågad om sina synpunkter” och ”Har kunnat påverka hjälpen”. "
        "För övriga finns ingen säkerställd förändring. "
        "Lägst av de sju frågorna ligger, liksom 2017, ”Har kunnat påverka hjälpen”, med 70 procent."
    )
    assert [s.name for s in report.sections] == [
        "items",
        "bear_in_mind",
        "distribution",
        "against_others",
        "who_answered",
        "method",
    ]
    assert [(k.value, k.note) for k in report.key_figures] == [
        ("90\u00a0%", "osäkerhet 86–93\u00a0%"),
        ("300", "svarsfrekvens 50\u00a0%"),
        ("85\u00a0%", "Nöjd med stödet"),
        ("70\u00a0%", "osäkerhet 65–75\u00a0%"),
    ]


def test_what_people_recorded_is_told_and_marked():
    report = make(*survey())
    (section,) = [s for s in report.sections if s.name == "bear_in_mind"]
    voices = {b.text: b.voice for b in section.blocks}
    assert voices["”Vi fortsätter”, säger Anna Ek, socialchef."] is Voice.QUOTE
    assert voices["Nytt för i år är att vårdnadshavare också har tillfrågats."] is Voice.BODY
    assert [v for t, v in voices.items() if t.startswith("Enkäten var digital")] == [Voice.CAVEAT]


def test_both_national_averages_are_shown_and_named_apart():
    report = make(*survey())
    (section,) = [s for s in report.sections if s.name == "against_others"]
    (shown,) = [b for b in section.blocks if isinstance(b, Table)]
    assert shown.columns[2::2] == ("Deltagande kommuner, ovägt", "Deltagande kommuner, alla svar")
    notes = [b.text for b in section.blocks if getattr(b, "voice", None) is Voice.NOTE]
    assert len(notes) == 2
    assert all("Den egna kommunen ingår inte." in note for note in notes)


@pytest.mark.parametrize(
    ("others", "title"),
    [
        ((8500, 10000), "Två av de sju frågorna ligger högre och en lägre än"),
        ((5000, 10000), "Sju av de sju frågorna ligger högre än"),
        ((9900, 10000), "Sju av de sju frågorna ligger lägre än"),
    ],
)
def test_a_comparison_says_in_its_title_how_many_questions_differ(others, title):
    figures, _ = survey()
    against = [difference(i, (round(NOW[i] * 3), 300), others, against="national_mean") for i in ITEMS]
    (section,) = [s for s in make(figures, against).sections if s.name == "against_others"]
    assert section.title == f"{title} det ovägda genomsnittet för övriga deltagande kommuner"


def test_a_unit_is_held_against_the_rest_of_its_organisation():
    rows, outline = CASES["unit"]
    report = make(*rows(), outline=outline)
    assert report.unit == "Ungdomsenheten"
    (section,) = [s for s in report.sections if s.name == "against_others"]
    assert section.title == "Ingen säkerställd skillnad mot resten av Sollentuna kommun"
    assert report.news[1].startswith("Här är resultatet för Ungdomsenheten")


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_a_unit_that_cannot_be_shown_gets_a_page_that_says_why_and_what_to_do(language):
    rows, outline = CASES["hidden"]
    report = make(*rows(), outline=outline, language=language)
    assert [s.name for s in report.sections] == ["withheld", "method"]
    (steps,) = [b for b in report.sections[0].blocks if isinstance(b, Bullets)]
    assert len(steps.texts) == 4
    assert report.key_figures == ()
    assert not re.search(r"\d+ ?%", " ".join(text for _, text in list_texts(report)))


def test_a_tiny_base_is_told_as_a_bound_or_as_a_whole_per_cent():
    rows, outline = CASES["tiny"]
    report = make(*rows(), outline=outline)
    assert report.title == "Minst 83 procent är nöjda med stödet från socialtjänsten"
    (items,) = [s for s in report.sections if s.name == "items"]
    cells = {row[0].text: row[1].text for row in items.blocks[0].table.rows}
    assert cells["Nöjd med stödet"] == "83\u00a0% eller mer"
    assert cells["Förbättrad situation"] == "86\u00a0%"


def test_published_figures_are_neither_tested_nor_given_an_interval():
    rows, outline = CASES["imported"]
    report = make(*rows(), outline=outline, records=())
    text = " ".join(text for _, text in list_texts(report))
    assert report.title == "90 procent är nöjda med stödet från socialtjänsten – 2017 var det 83 procent"
    assert "gick från 83 procent 2017 till 90 procent 2018. Skillnaden är inte prövad mot slumpen." in text
    assert "har ökat" not in text
    charts = [b.chart for s in report.sections for b in s.blocks if isinstance(b, Figure)]
    rows_of = [row for c in charts for row in (getattr(c, "points", ()) or getattr(c, "rows", ()))]
    assert rows_of
    assert all(row.low is None and row.high is None for row in rows_of)
    assert "Svarsfrekvensen visas inte: det som matats in kan inte stämma." in text


def test_where_the_overall_item_is_hidden_another_takes_its_place_and_none_is_said_to_stand_still():
    figures, differences = survey()
    figures = [
        f
        if (f["item"], f["statistic"]) != ("helhetssyn", "share_positive")
        else figure("helhetssyn", 0, 1, status=Status.CONFIDENTIAL, round=f["round"])
        for f in figures
    ]
    differences = [d for d in differences if d["item"] != "helhetssyn"]
    report = make(figures, differences)
    assert report.title.startswith("85 procent tycker att det är lätt att få kontakt")
    assert "För övriga finns ingen säkerställd förändring, eller så kan de inte jämföras." in report.lead


def test_a_comparison_with_another_round_than_asked_for_is_left_out():
    figures, differences = survey()
    report = make(figures, differences, outline=replace(OUTLINE, previous="2016"))
    assert "har ökat" not in " ".join(text for _, text in list_texts(report))


def test_only_the_sections_asked_for():
    report = make(*survey(), outline=replace(OUTLINE, sections=("method", "items")))
    assert [s.name for s in report.sections] == ["items", "method"]


@pytest.mark.parametrize("genre", list(Genre))
def test_news_is_the_same_claims_in_each_genre(genre):
    report = make(*survey(), outline=replace(OUTLINE, genre=genre))
    assert report.news[0] == report.title
    assert len(report.news) == len(make(*survey()).news)


@pytest.mark.parametrize(
    ("change", "language", "code"),
    [
        ({}, "no", "R101"),
        ({}, "xx", "R101"),
        ({"sections": ("ghosts",)}, "sv", "R106"),
        ({"round": "1999"}, "sv", "R107"),
        ({"unit": "Ghost"}, "sv", "R107"),
    ],
)
def test_what_cannot_be_reported_is_refused(change, language, code):
    with pytest.raises(Failure) as failure:
        make(*survey(), outline=replace(OUTLINE, **change), language=language)
    assert [p.code for p in failure.value.problems] == [code]


def test_a_language_without_instrument_texts_is_refused():
    texts = {"sv": INSTRUMENT.instrument.texts["sv"]}
    lacking = replace(INSTRUMENT, instrument=replace(INSTRUMENT.instrument, texts=texts))
    with pytest.raises(Failure) as failure:
        build(protect_by_hand(*survey()), instrument=lacking, outline=OUTLINE, language="da")
    assert [p.code for p in failure.value.problems] == ["R102"]


def test_a_declared_total_stands_in_where_there_is_no_figure_for_all():
    figures, differences = survey(target_group="ifo")
    assert make(figures, differences).title.startswith("Nio av tio är nöjda")


def test_what_is_known_of_a_group_with_the_same_respondents_holds_for_all():
    figures, _ = survey()
    same, differences = survey(target_group="ifo")
    report = make([*figures, *same], differences, outline=replace(OUTLINE, previous=None))
    assert "against_others" in [s.name for s in report.sections]
    other, _ = survey(250, target_group="ifo")
    report = make([*figures, *other], differences, outline=replace(OUTLINE, previous=None))
    (section,) = [s for s in report.sections if s.name == "against_others"]
    assert section.intro.startswith("Jämförelsen gäller IFO totalt och ")


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_a_hidden_unit_gets_one_page_with_what_is_known_of_the_whole(language):
    few = [figure("kontakt", 8, 10, target_group="ungdomar"), figure("kontakt", 0, 1, status=Status.CONFIDENTIAL)]
    figures, differences = survey()
    rows = [*[f for f in figures if f["item"] != "kontakt"], *few[1:], *hidden()[0]]
    report = make(rows, differences, outline=replace(OUTLINE, unit="U"), language=language)
    assert [s.name for s in report.sections] == ["withheld", "whole", "method"]
    (table,) = report.sections[1].blocks
    assert len(table.rows) == len(ITEMS) - 1
    assert "Sollentuna kommun" in report.sections[1].title
    assert "Sollentuna kommun" in table.caption
    assert len(pypdfium2.PdfDocument(render(report))) == 1


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_the_first_page_holds_title_lead_key_figures_and_the_chart_of_all_items(language):
    report = make(*survey(), language=language)
    page = pypdfium2.PdfDocument(render(report))[0].get_textpage().get_text_range().replace("\u00a0", " ")
    (items,) = [s for s in report.sections if s.name == "items"]
    for text in (report.key_figures[1].value, items.title, items.blocks[0].chart.previous_label):
        assert text in page
    assert all(row.value_text.replace("\u00a0", " ") in page for row in items.blocks[0].chart.rows)


@pytest.mark.parametrize("case", ["whole", "unit", "imported"])
def test_no_sentence_stands_more_than_twice(case):
    rows, outline = CASES[case]
    report = make(*rows(), outline=outline)
    parts = [report.title, report.lead, *(s.title for s in report.sections), *(s.intro for s in report.sections)]
    parts += [b.text for s in report.sections for b in s.blocks if hasattr(b, "text")]
    sentences = Counter(s.rstrip(".") for part in parts for s in re.split(r"(?<=\.) (?=[A-ZÅÄÖ])", part) if s)
    assert [s for s, times in sentences.items() if times > 2] == []
    stated = set(re.split(r"(?<=\.) (?=[A-ZÅÄÖ])", report.lead))
    (told,) = [s for s in report.sections if s.name == "bear_in_mind"]
    assert not [s for b in told.blocks for s in stated if s in b.text]


def test_the_figures_of_a_unit_are_its_own_and_the_whole():
    figures, differences = survey(60, unit="U")
    rest = [figure("kontakt", 80, 100, **keys) for keys in ({}, {"target_group": "ungdomar"}, {"gender": "K"})]
    old = [figure("kontakt", 80, 100, unit="U", round="2014"), figure("kontakt", 80, 100, unit="V")]
    own = [figure("kontakt", 30, 60, unit="U", gender="K")]
    found = make([*figures, *rest, *old, *own], differences, outline=replace(OUTLINE, unit="U")).figures
    domains = set(found.select("round", "unit", "target_group", "gender").rows())
    assert domains == {(r, "U", None, None) for r in ("2017", "2018")} | {
        ("2018", "U", None, "K"),
        ("2018", None, None, None),
    }


def test_the_figures_of_an_organisation_are_all_its_totals_and_its_units_without_genders():
    figures, differences = survey()
    keys = [{"gender": "K"}, {"target_group": "ungdomar", "gender": "K"}, {"unit": "U"}, {"unit": "U", "gender": "K"}]
    more = [figure("kontakt", 80, 100, **each) for each in keys]
    found = make([*figures, *more], differences).figures.filter(item="kontakt", statistic="share_positive")
    domains = {row[1:] for row in found.select("round", "unit", "target_group", "gender").rows()}
    assert domains == {(None, None, None), (None, None, "K"), (None, "ungdomar", "K"), ("U", None, None)}


def test_the_figures_of_a_report_are_its_own_organisation_alone():
    figures, differences = survey()
    others = [figure("kontakt", 80, 100, organisation="B"), *count_of(100, 200, organisation="B")]
    assert set(make([*figures, *others], differences).figures["organisation"]) == {"A"}
