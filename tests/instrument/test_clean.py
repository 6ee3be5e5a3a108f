"""Words that people write: what is meant stays, what no reader sees goes."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from genklang.instrument.clean import MOST_MARKS, clean_words


def test_control_and_direction_signs_and_lone_surrogates_go():
    assert clean_words("a\x00b\x0bc\x1bd\u202ee\u2066f\ud800g\uffff") == "abcdefg"


def test_lines_languages_and_pictures_stay():
    for words in ("rad ett\nrad två", "لا أعرفُ", "ኣይፈልጥን", "می‌خواهم", "👩‍👩‍👧 👍🏽", "café"):
        assert clean_words(words) == words
    assert clean_words("  ett\r\ntvå\r ") == "ett\ntvå"


def test_piles_of_marks_are_cut():
    assert len(clean_words("Z" + "\u0335" * 50)) == 1 + MOST_MARKS


@given(st.text())
def test_cleaning_twice_changes_nothing_more_and_can_always_be_written(text):
    cleaned = clean_words(text)
    assert clean_words(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert all(unicodedata.category(sign) not in {"Cc", "Cs"} or sign == "\n" for sign in cleaned)
