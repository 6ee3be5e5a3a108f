"""The name on a page: read back as written, refused with any fault in it, and never about a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.paper.identity import ALPHABET, PageName, name_form, print_name, read_code, write_code

FORMS = st.text(ALPHABET, min_size=10, max_size=10)
NAMES = st.builds(PageName, FORMS, st.integers(1, 2))


@given(NAMES, st.integers(0, 1))
@settings(max_examples=60)
def test_a_code_is_read_as_it_was_written(name, place):
    assert read_code(write_code(name, place)) == (name, place)


@given(NAMES, st.integers(2, 13), st.sampled_from(ALPHABET))
@settings(max_examples=120)
def test_one_wrong_sign_is_seen(name, where, sign):
    code = write_code(name)
    wrong = code[:where] + sign + code[where + 1 :]
    assert wrong == code or read_code(wrong) is None


@given(NAMES, st.integers(2, 11))
@settings(max_examples=120)
def test_two_signs_changed_about_are_seen(name, where):
    code = write_code(name)
    wrong = code[:where] + code[where + 1] + code[where] + code[where + 2 :]
    assert wrong == code or read_code(wrong) is None


@pytest.mark.parametrize("text", ["", "https://example.org", "GK", "GK123", "gk" + "0" * 12, "GK" + "0" * 11 + "é"])
def test_codes_of_others_are_none_of_ours(text):
    assert read_code(text) is None


def test_what_is_printed_differently_has_another_id():
    assert name_form("2026, Norr") != name_form("2026, Söder")
    assert name_form("2026, Norr") == name_form("2026, Norr")
    assert set(name_form("a")) <= set(ALPHABET)


def test_a_person_can_read_the_name_aloud():
    assert print_name(PageName("0123456789", 1)).split()[:3] == ["GK", "01234", "56789"]
