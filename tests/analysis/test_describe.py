"""Describing counts: what is refused, and that the words never run ahead of the counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.analysis.describe import describe_change, describe_difference
from genklang.errors import Failure


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ((101, 100), "R105"),
        ((-1, 100), "R104"),
        ((0, -1), "R104"),
        ((83.0, 100), "R103"),
        (("83", 100), "R103"),
        ((True, 100), "R103"),
        ((83,), "R108"),
        (83, "R108"),
        (None, "R108"),
    ],
)
def test_faulty_counts_are_refused_with_their_place(counts, code):
    with pytest.raises(Failure) as failure:
        describe_change(before=counts, after=(90, 100))
    assert [(p.code, p.where) for p in failure.value.problems] == [(code, "before")]
    with pytest.raises(Failure) as failure:
        describe_difference(own=(90, 100), others=counts)
    assert [(p.code, p.where) for p in failure.value.problems] == [(code, "others")]


@pytest.mark.parametrize("language", ["xx", "", "SV", None])
def test_an_unknown_language_is_refused(language):
    with pytest.raises(Failure) as failure:
        describe_change(before=(83, 100), after=(90, 100), language=language)
    assert [p.code for p in failure.value.problems] == ["R101"]


def test_whole_numbers_of_an_array_are_whole_numbers():
    before, after = (np.int64(83), np.int32(100)), (np.int64(90), np.int64(100))
    assert describe_change(before=before, after=after)[0] == 3


def test_swedish_is_what_is_spoken_unless_said():
    assert describe_change(before=(83, 100), after=(90, 100))[1].startswith("tycks ha ökat")


@st.composite
def _counts(draw):
    n = draw(st.integers(0, 400))
    return draw(st.integers(0, n)), n


@settings(max_examples=60, deadline=None)
@given(before=_counts(), after=_counts())
def test_turning_the_rounds_round_turns_the_words_and_keeps_the_rung(before, after):
    there, back = (describe_change(before=a, after=b) for a, b in ((before, after), (after, before)))
    assert there[0] == back[0]
    assert there[1] == back[1].replace("minskat", "ökat") or back[1] == there[1].replace("minskat", "ökat")
    assert there[0] == 0 or min(before[1], after[1]) >= 5
