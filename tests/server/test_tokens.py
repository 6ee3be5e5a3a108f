"""Codes are read as people type them, and every slip of one key is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genklang.server.fieldwork.models import Place
from genklang.server.fieldwork.tokens import ALPHABET, hash_token, new_code, place_token, read_code, show_code

codes = st.builds(lambda _: new_code(), st.integers())


def test_codes_have_no_look_alikes():
    assert not set("OILZSBU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 29


@given(codes, st.sampled_from(" -\t"))
def test_a_code_is_read_whatever_its_case_and_gaps(code, gap):
    assert read_code(show_code(code).lower().replace("-", gap)) == code


def test_look_alikes_are_read_as_what_they_look_like():
    code = next(c for c in iter(new_code, "") if "0" in c and "1" in c)
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@given(codes, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_seen(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(codes, st.integers(0, 10))
def test_two_neighbours_that_changed_places_are_seen(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("typed", ["", "A", "0" * 12, "0" * 14, "ä" * 13, "\0" * 13])
def test_anything_else_is_no_code(typed):
    assert read_code(typed) is None


def test_a_places_token_is_its_own_and_stays_the_same():
    made = [place_token(Place(round_id=1, unit_id=u, target_group=g)) for u, g in ((1, "a"), (2, "a"), (1, "b"))]
    assert len(set(made)) == 3
    assert made[0] == place_token(Place(round_id=1, unit_id=1, target_group="a"))
    assert all(len(token) == 22 for token in made)


def test_links_and_codes_open_for_as_long_as_their_secret_key_is_listed(settings):
    before = place_token(Place(round_id=1, unit_id=1, target_group="a")), hash_token("code")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]
    assert (place_token(Place(round_id=1, unit_id=1, target_group="a")), hash_token("code")) == before
    settings.SECRET_KEY_FALLBACKS = []
    assert hash_token("code") != before[1]
