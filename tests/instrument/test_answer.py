import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.errors import Problem
from genklang.errors.answers import FAULTS
from genklang.instrument.answer import read_answers, resolve, resolve_key
from genklang.instrument.item_type import type_of
from genklang.instrument.labels import accepted_labels
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.shelf import find_instrument, shipped
from genklang.tables.keys import NOT_ASKED, STORE_KEYS
from genklang.tables.response import Response

SHIPPED = [find_instrument("/".join(name)) for name in shipped()]


def list_labels(published: PublishedInstrument) -> list[tuple[str, str, str, int]]:
    """Return item, language, accepted label and code, for every label of an instrument."""
    return [
        (item.code, language, label, category.code)
        for item in published.instrument.items
        for category in item.categories
        for language, texts in published.instrument.texts.items()
        for label in accepted_labels(texts, item.scale, category)
    ]


ALL_LABELS = [(published, *label) for published in SHIPPED for label in list_labels(published)]


def as_answer(published: PublishedInstrument, item: str, code: int) -> int | tuple[int, ...]:
    several = type_of(published.instrument.item(item)).several
    return (code,) if several and code > 0 else code


@given(case=st.sampled_from(ALL_LABELS), change=st.sampled_from([str, str.upper, str.lower, str.title]))
@settings(max_examples=300, deadline=None)
def test_a_label_leads_to_its_code_in_every_shipped_instrument(case, change) -> None:
    published, code, language, label, expected = case
    item = published.instrument.item(code)
    written = f" {change(label).replace(' ', '  ')}\u200f "
    assert resolve(published, item, written, language) == as_answer(published, code, expected)


@given(case=st.sampled_from(ALL_LABELS))
@settings(max_examples=300, deadline=None)
def test_without_a_language_a_label_leads_to_its_code_or_to_none(case) -> None:
    published, code, _, label, expected = case
    found = resolve(published, published.instrument.item(code), label)
    assert found == as_answer(published, code, expected) or (isinstance(found, Problem) and found.code == "A102")


@pytest.mark.parametrize("published", SHIPPED, ids=lambda published: published.instrument.id)
def test_codes_and_names_lead_to_the_code(published: PublishedInstrument) -> None:
    for item in published.instrument.items:
        for category in item.categories:
            for written in (str(category.code), f"{category.code}.0", category.name):
                assert resolve(published, item, written) == as_answer(published, item.code, category.code)


@pytest.mark.parametrize(
    ("item", "raw", "language", "expected"),
    [
        ("contact", "", "sv", None),
        ("contact", "  ", None, None),
        ("contact", "lätt", "sv", 1),
        ("contact", "LÄTT", "en", 1),
        ("contact", "Lätt", "xx", 1),
        ("contact", "Vet ej", "sv", -1),
        ("contact", "don't know", "en", -1),
        ("contact", "-1", None, -1),
        ("contact", "-2", None, NOT_ASKED),
        ("contact", "2;2", "sv", 2),
        ("satisfied", "7", "sv", 7),
        ("satisfied", "٧", "sv", 7),
        ("satisfied", "Ingen åsikt", "sv", -1),
        ("services", "1", "sv", (1,)),
        ("services", "2, 1", "sv", (1, 2)),
        ("services", "Pengar; Samtal", "sv", (1, 2)),
        ("services", "Inget av detta", "sv", -1),
        ("months", "14", "sv", 14),
        ("months", "14,0", "sv", 14),
        ("comment", " Tack 1;2 ", "sv", "Tack 1;2"),
    ],
)
def test_what_is_written_is_read(small: PublishedInstrument, item, raw, language, expected) -> None:
    assert resolve(small, small.instrument.item(item), raw, language) == expected


REFUSED = [
    ("A101", "contact", "Lättt", "sv"),
    ("A101", "contact", "9", "sv"),
    ("A101", "contact", "low", "sv"),
    ("A101", "satisfied", "inte alls", "sv"),
    ("A101", "satisfied", "11", "sv"),
    ("A101", "satisfied", "7.5", "sv"),
    ("A101", "services", "1;7", "sv"),
    ("A103", "contact", "1;3", "sv"),
    ("A103", "contact", "Lätt | Svårt", "sv"),
    ("A103", "satisfied", "3 4", "sv"),
    ("A103", "services", "1;-1", "sv"),
    ("A104", "months", "ett år", "sv"),
    ("A104", "months", "1_0", "sv"),
    ("A104", "months", "1.5", "sv"),
    ("A105", "months", "121", "sv"),
    ("A105", "months", "-1", "sv"),
]


@pytest.mark.parametrize(("code", "item", "raw", "language"), REFUSED)
def test_what_cannot_be_read_is_a_problem(small: PublishedInstrument, code, item, raw, language) -> None:
    found = resolve(small, small.instrument.item(item), raw, language)
    assert isinstance(found, Problem)
    assert (found.code, found.where) == (code, item)


def test_a_misspelt_label_gets_a_suggestion(small: PublishedInstrument) -> None:
    found = resolve(small, small.instrument.item("contact"), "Svårtt", "sv")
    assert str(found) == (
        'A101 contact: "Svårtt" is not an answer to this item. Did you mean "svårt"? '
        "Possible: 1 (easy), 2 (so_so), 3 (hard), -1 (no_opinion)."
    )


@pytest.fixture
def two_tongued(tmp_path) -> PublishedInstrument:
    """Return an instrument where one word means opposite things in two languages."""
    from small_instrument import FILES, replace_once, write_instrument

    from genklang.instrument.load import load
    from genklang.instrument.publish import publish

    files = replace_once(FILES, "en", 'always = "Always"', 'always = "Aldrig"')
    files = replace_once(files, "en", 'adults = "Adults"', 'adults = "Unga"')
    return publish(load(write_instrument(tmp_path / "two", files)))


def test_the_rows_language_decides_and_without_it_the_word_is_ambiguous(two_tongued) -> None:
    afraid = two_tongued.instrument.item("afraid")
    assert resolve(two_tongued, afraid, "aldrig", "sv") == 2
    assert resolve(two_tongued, afraid, "aldrig", "en") == 1
    found = resolve(two_tongued, afraid, "aldrig", None)
    assert isinstance(found, Problem)
    assert (found.code, "1, 2" in found.what) == ("A102", True)
    key = resolve_key(two_tongued, "target_group", "unga")
    assert isinstance(key, Problem)
    assert key.code == "A112"


@pytest.mark.parametrize(
    ("key", "raw", "expected"),
    [
        ("target_group", "youths", "youths"),
        ("target_group", "unga", "youths"),
        ("target_group", "Young  People", "youths"),
        ("target_group", "", "unknown"),
        ("gender", "K", "K"),
        ("gender", "m", "M"),
        ("gender", "Kvinna", "K"),
        ("gender", "woman", "K"),
        ("gender", "MAN", "M"),
        ("gender", "2", "M"),
        ("gender", "annat", "X"),
        ("gender", "", "X"),
        ("gender", "unknown", "X"),
        ("form_version", "", "standard"),
        ("form_version", "Lättläst", "easy_read"),
        ("form_version", "let at læse", "easy_read"),
        ("language", "en", "en"),
        ("language", "sv-SE", "sv"),
        ("language", "Engelska", "en"),
        ("language", "swedish", "sv"),
        ("channel", "Webbenkät", "web"),
        ("channel", "papper", "paper"),
        ("channel", "", "unknown"),
        ("unit", " Enhet 1 ", "Enhet 1"),
        ("unit", "", "unknown"),
        ("weight_class", "", "1000000"),
    ],
)
def test_keys_are_read(small: PublishedInstrument, key, raw, expected) -> None:
    assert resolve_key(small, key, raw) == expected


@pytest.mark.parametrize(
    ("code", "key", "raw"),
    [
        ("A111", "target_group", "everybody"),
        ("A111", "gender", "both"),
        ("A111", "language", "latin"),
        ("A111", "channel", "fax"),
        ("A113", "gender", "T"),
        ("A113", "gender", " t "),
    ],
)
def test_keys_that_cannot_be_read_are_problems(small: PublishedInstrument, code, key, raw) -> None:
    found = resolve_key(small, key, raw)
    assert isinstance(found, Problem)
    assert (found.code, found.where) == (code, key)


ADULT = {"round": "r1", "target_group": "Vuxna", "language": "sv"}


def test_a_questionnaire_is_read(small: PublishedInstrument) -> None:
    raw = ADULT | {
        "gender": "Kvinna",
        "helped": "Ja",
        "contact": "Lätt",
        "services:1": "x",
        "services:money": "ja",
        "comment": "Bra",
    }
    response = read_answers(small, raw)
    assert isinstance(response, Response)
    assert response.answers == {"helped": 1, "contact": 1, "services": (1, 2), "months": NOT_ASKED}
    assert response.texts == {"comment": "Bra"}
    assert tuple(response.keys) == STORE_KEYS
    assert {key: value for key, value in response.keys.items() if value != "unknown"} == {
        "round": "r1",
        "period": "r1",
        "instrument": "small",
        "version": "2026",
        "target_group": "adults",
        "gender": "K",
        "language": "sv",
        "form_version": "standard",
        "weight_class": "1000000",
    }


@pytest.mark.parametrize(
    ("raw", "item", "expected"),
    [
        ({"helped": "2", "services": "1"}, "services", NOT_ASKED),
        ({"helped": "", "services": "1"}, "services", NOT_ASKED),
        ({"helped": "1", "services": ""}, "services", None),
        ({"helped": "1", "services:1": "0", "services:2": "1"}, "services", (2,)),
        ({"helped": "1", "services:-1": "1"}, "services", -1),
        ({}, "months", NOT_ASKED),
        ({"months": "-2"}, "months", NOT_ASKED),
        ({"target_group": "Unga"}, "months", None),
        ({"target_group": "Unga", "months": "3"}, "months", 3),
        ({"target_group": "", "months": "3"}, "months", 3),
        ({"target_group": "", "months": "-2"}, "months", NOT_ASKED),
    ],
)
def test_what_was_not_asked_is_told_from_what_was_left_blank(small: PublishedInstrument, raw, item, expected) -> None:
    response = read_answers(small, ADULT | raw)
    assert isinstance(response, Response)
    assert response.answers.get(item) == expected


WRONG = [
    ("A101", {"contact": "kanske"}),
    ("A103", {"contact": "1;2"}),
    ("A106", {"months": "3"}),
    ("A107", {"contact": "-2"}),
    ("A108", {"contct": "1"}),
    ("A109", {"version": "2025"}),
    ("A109", {"instrument": "large"}),
    ("A111", {"target_group": "barn"}),
    ("A113", {"gender": "T"}),
    ("A114", {"helped": "1", "services:1": "kanske"}),
    ("A115", {"helped": "1", "services:1": "1", "services": "2"}),
]


@pytest.mark.parametrize(("code", "raw"), WRONG)
def test_a_questionnaire_with_a_fault_is_problems(small: PublishedInstrument, code, raw) -> None:
    found = read_answers(small, ADULT | raw)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == [code]


def test_all_faults_of_a_questionnaire_are_told_at_once(small: PublishedInstrument) -> None:
    found = read_answers(small, ADULT | {"contact": "kanske", "months": "3", "gender": "T", "x": "1"})
    assert isinstance(found, list)
    assert sorted(problem.code for problem in found) == ["A101", "A106", "A108", "A113"]


def test_an_extension_asks_each_group_its_own_items(extension: PublishedInstrument) -> None:
    response = read_answers(extension, {"target_group": "Familjehem", "contract": "Lätt"})
    assert isinstance(response, Response)
    assert response.answers == {
        "contract": 1,
        **dict.fromkeys(("helped", "contact", "satisfied", "afraid", "services", "months"), NOT_ASKED),
    }
    assert resolve(extension, extension.instrument.item("contact"), "Vet inte", "sv") == -1
    assert resolve(extension, extension.instrument.item("contact"), "vet ej/ingen åsikt", "sv") == -1


def test_every_code_is_proven() -> None:
    proven = {code for code, *_ in (*REFUSED, *WRONG)} | {"A102", "A112"}
    assert proven == FAULTS.keys()
