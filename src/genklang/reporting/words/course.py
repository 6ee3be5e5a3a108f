"""Claims about more than two figures: a trend over rounds, and a place among others of its kind."""

from genklang.reporting.words.claims import Claim, Ground, Move, Refusal, Wording, make_claim
from genklang.reporting.words.differences import rung_key, write_pair
from genklang.reporting.words.evidence import Difference, Evidence


def claim_trend(difference: Difference, *, claim: str, rounds: tuple[str, str], wording: Wording) -> Claim | Refusal:
    """Say the trend over three rounds or more on its rung; `rounds` are the first and the last of them."""
    if not difference.is_tested or difference.own is None or difference.other is None:
        return Refusal(Move.CHANGE, Ground.NO_TEST)
    before, after = (min(max(value, 0.0), 100.0) for value in (difference.other, difference.own))
    figures = write_pair(before, after, wording)
    text = wording.phrases.sentence(
        f"change.trend.{rung_key(difference)}",
        claim=claim,
        first=rounds[0],
        now=rounds[1],
        before=figures[0],
        after=figures[1],
    )
    return make_claim(Move.CHANGE, text, Evidence((), (difference,), rounds=rounds), wording=wording)


def claim_expected(difference: Difference, *, name: str, wording: Wording) -> Claim | Refusal:
    """Say whether a place lies over, within or under what is expected of one with so many answers; never a rank."""
    if not difference.is_tested or difference.own is None:
        return Refusal(Move.COMPARISON, Ground.NO_TEST)
    figures = write_pair(difference.own, difference.other, wording)
    values = {"name": name, "own": figures[0], "value": figures[1]}
    text = wording.phrases.sentence(f"comparison.expected.{place_of(difference)}", **values)
    return make_claim(Move.COMPARISON, text, Evidence((), (difference,), comparison="expected"), wording=wording)


def place_of(difference: Difference) -> str:
    """Return over, within or under."""
    return ("over" if difference.is_up else "under") if difference.is_certain else "within"
