"""Comments wait in a queue, in random order, until a person has read them. Each is cleared, as it stands or with words
taken out, or kept back. Comments of a place are released only where at least ten have answered, in random order, and
never beside group, gender, language or day. Source: our own rule, with the limit of ten from the figures' limits.
"""

from random import Random

import pytest

from genklang.disclosure.comments import Ruling, clear, queue_comments, refuse, release, suggest
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.redact import Kind
from genklang.errors import Failure

TITLE = "Review and release"
COMMENTS = ["De lyssnade.", "Ring 070-123 45 67!", "Svårt att nå någon.", " "]
EXPECTED = {
    "cleared": 2,
    "kept back": 1,
    "released with 10 answers": 2,
    "released with 9": 0,
    "released with unknown": 0,
}
WORDS = {kind: kind.value for kind in Kind}


def reviewed():
    queue = queue_comments(COMMENTS, order=Random(1))
    return [refuse(r, reviewer="A. A.") if r.marks else clear(r, r.written, reviewer="A. A.") for r in queue]


def test_only_what_a_person_cleared_is_released():
    queue = reviewed()
    found = {
        "cleared": sum(r.ruling is Ruling.CLEARED for r in queue),
        "kept back": sum(r.ruling is Ruling.REFUSED for r in queue),
    }
    for name, answers in (("10 answers", 10), ("9", 9), ("unknown", None)):
        found[f"released with {name}"] = len(release(queue, answers=answers, policy=DEFAULT, order=Random(2)))
    assert found == EXPECTED


def test_what_waits_is_never_released():
    queue = queue_comments(COMMENTS, order=Random(1))
    assert {r.ruling for r in queue} == {Ruling.WAITING}
    assert release(queue, answers=500, policy=DEFAULT, order=Random(2)) == ()


def test_the_order_is_that_of_chance_and_not_of_arrival():
    many = [f"Kommentar {chr(97 + i)}" for i in range(20)]
    queue = [clear(r, r.written, reviewer="A. A.") for r in queue_comments(many, order=Random(3))]
    told = release(queue, answers=50, policy=DEFAULT, order=Random(4))
    assert sorted(told) == many
    assert list(told) != many
    assert told != release(queue, answers=50, policy=DEFAULT, order=Random(5))
    assert told == release(queue[::-1], answers=50, policy=DEFAULT, order=Random(4))


def test_a_suggestion_is_a_draft():
    (review,) = queue_comments(["Ring 070-123 45 67!"], order=Random(1))
    assert suggest(review, WORDS) == "Ring [phone]!"
    assert clear(review, suggest(review, WORDS), reviewer="A. A.").told == "Ring [phone]!"


@pytest.mark.parametrize(
    ("told", "reviewer", "code"),
    [
        ("De lyssnade.", " ", "D120"),
        ("Mejla mig@exempel.se", "A. A.", "D121"),
        ("Tack, Bergqvist", "A. A.", "D121"),
        ("  ", "A. A.", "D122"),
    ],
)
def test_rules_hold_what_a_person_may_not_clear(told, reviewer, code):
    (review,) = queue_comments(["De lyssnade."], order=Random(1))
    with pytest.raises(Failure, match=code):
        clear(review, told, reviewer=reviewer, staff=["Lena Bergqvist"])
