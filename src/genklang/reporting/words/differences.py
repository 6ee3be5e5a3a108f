"""Claims about a difference: over time, against others, among the parts of a whole."""

from collections.abc import Sequence
from typing import Final

from genklang.reporting.words.claims import Claim, Ground, Move, Refusal, Wording, find_fault, make_claim
from genklang.reporting.words.evidence import Difference, Evidence, Share
from genklang.reporting.words.numbers import format_number, format_share, number_word
from genklang.tables.estimate import Verdict

MOST_NAMED: Final = 3
"""More parts than this are counted in a sentence, not named."""

MIN_PARTS: Final = 2
"""A sum over fewer parts is no sum."""

Part = tuple[str, Difference]
"""A label and how that part has changed."""


def claim_change(
    before: Share, after: Share, difference: Difference, *, claim: str, rounds: tuple[str, str], wording: Wording
) -> Claim | Refusal:
    """Say the change between two rounds on its rung; two published figures are said to be untested."""
    if ground := find_fault(before) or find_fault(after):
        return Refusal(Move.CHANGE, ground)
    if difference.verdict is not Verdict.UNTESTED and not difference.is_tested:
        return Refusal(Move.CHANGE, Ground.NO_TEST)
    if difference.verdict is Verdict.UNTESTED and has_gap(rounds):
        return Refusal(Move.CHANGE, Ground.GAP)
    figures = write_pair(before.value, after.value, wording)
    key = rung_key(difference)
    same = "_same" if key == "untested" and before.value == after.value else ""
    text = wording.phrases.sentence(
        f"change.{key}{same}",
        claim=claim,
        before=figures[0],
        after=figures[1],
        earlier=rounds[0],
        now=rounds[1],
    )
    text += _add_small(difference, wording)
    evidence = Evidence((before, after), (difference,), after.definition, rounds)
    return make_claim(Move.CHANGE, text, evidence, wording=wording)


def _add_small(difference: Difference, wording: Wording) -> str:
    """Return what is said beside a difference that is certain and yet of no relevance; otherwise nothing."""
    is_small = difference.is_certain and difference.is_like
    return f" {wording.phrases.say('comparison.small')}" if is_small else ""


def has_gap(rounds: tuple[str, str]) -> bool:
    """Whether a year is missing between two rounds that are named by their years."""
    before, now = rounds
    return before.isdigit() and now.isdigit() and int(now) - int(before) > 1


def claim_comparison(
    own: Share, difference: Difference, *, claim: str, other: str, wording: Wording
) -> Claim | Refusal:
    """Say the difference from `other` (who they are, in full) on its rung."""
    if ground := find_fault(own):
        return Refusal(Move.COMPARISON, ground)
    if not other:
        return Refusal(Move.COMPARISON, Ground.NO_WHOM)
    if difference.verdict is not Verdict.UNTESTED and not difference.is_tested:
        return Refusal(Move.COMPARISON, Ground.NO_TEST)
    figures = write_pair(own.value, difference.other, wording)
    fixed = "fixed" if difference.verdict is Verdict.FIXED else "tested"
    text = wording.phrases.sentence(
        f"comparison.{rung_key(difference)}",
        claim=claim,
        other=other,
        figures=wording.phrases.say(f"comparison.figures.{fixed}", own=figures[0], value=figures[1]),
    )
    text += _add_small(difference, wording)
    evidence = Evidence((own,), (difference,), own.definition, comparison=other)
    return make_claim(Move.COMPARISON, text, evidence, wording=wording)


def claim_likeness(difference: Difference, *, what: str, other: str, wording: Wording) -> Claim | Refusal:
    """Say that about the same holds for `what` as for `other`: the whole interval lies within ±5 points."""
    if not difference.is_tested or not difference.is_like:
        return Refusal(Move.LIKENESS, Ground.NOT_LIKE)
    figures = write_pair(difference.own, difference.other, wording)
    values = {"what": what, "other": other, "own": figures[0], "value": figures[1]}
    text = wording.phrases.sentence("comparison.likeness", **values)
    return make_claim(Move.LIKENESS, text, Evidence((), (difference,), comparison=other), wording=wording)


def claim_index_comparison(own: Share, difference: Difference, *, other: str, wording: Wording) -> Claim | Refusal:
    """Say the difference of the satisfaction index from `other` on its rung, in index points."""
    if not own.is_exact or not difference.is_tested or not other:
        return Refusal(Move.COMPARISON, Ground.NO_TEST)
    figures = write_pair(own.value, difference.other, wording)
    text = wording.phrases.sentence(
        f"comparison.index.{rung_key(difference)}", other=other, own=figures[0], value=figures[1]
    )
    return make_claim(Move.COMPARISON, text, Evidence((own,), (difference,), "NKI", comparison=other), wording=wording)


def claim_lowest(
    parts: Sequence[tuple[str, Share]],
    *,
    wording: Wording,
    earlier: Sequence[tuple[str, Share]] = (),
    rounds: tuple[str, str] = ("", ""),
) -> Claim | Refusal:
    """Say which part is lowest, or which are among the lowest, only where intervals do not overlap.

    `earlier`: the same parts in the round before; where the same one was the lowest then, that is said too.
    """
    shown = [(label, s) for label, s in parts if s.is_exact and s.low is not None and s.high is not None]
    lowest = find_lowest(shown)
    if not lowest:
        return Refusal(Move.RANK, Ground.OVERLAP)
    values = {
        "labels": wording.phrases.all_of(wording.phrases.quoted(label) for label, _ in lowest),
        "share": _write(lowest[0][1].value, wording),
        "noun": wording.phrases.say(
            f"nouns.items.{'those' if len(shown) == len(parts) else 'comparable'}",
            count=number_word(len(shown), wording.language),
        ),
        "earlier": rounds[0],
    }
    was_lowest = find_lowest([part for part in earlier if part[1].is_exact and part[1].low is not None])
    is_still = len(lowest) == 1 and [label for label, _ in was_lowest] == [lowest[0][0]]
    key = "lowest_still" if is_still else "lowest" if len(lowest) == 1 else "among_lowest"
    told = (*shown, *was_lowest) if is_still else shown
    evidence = Evidence(tuple(s for _, s in told), rounds=rounds if is_still else ())
    return make_claim(Move.RANK, wording.phrases.sentence(f"change.rank.{key}", **values), evidence, wording=wording)


def claim_lowest_score(parts: Sequence[tuple[str, Share]], *, wording: Wording) -> Claim | Refusal:
    """Say which item has the lowest mean score, or which are among the lowest, only where intervals do not overlap."""
    shown = [(label, s) for label, s in parts if s.is_exact and s.low is not None and s.high is not None]
    lowest = find_lowest(shown)
    if not lowest:
        return Refusal(Move.RANK, Ground.OVERLAP)
    values = {
        "labels": wording.phrases.all_of(wording.phrases.quoted(label) for label, _ in lowest),
        "score": format_number(lowest[0][1].value or 0.0, wording.language, decimals=1),
    }
    key = "change.rank.lowest_score" if len(lowest) == 1 else "change.rank.among_lowest_scores"
    evidence = Evidence(tuple(s for _, s in shown), definition="mean score")
    return make_claim(Move.RANK, wording.phrases.sentence(key, **values), evidence, wording=wording)


def find_lowest(parts: Sequence[tuple[str, Share]]) -> Sequence[tuple[str, Share]]:
    """Return the lowest parts that no other part overlaps: at most a third of them, else none."""
    ranked = sorted(parts, key=lambda part: part[1].value or 0.0)
    for size in range(1, len(ranked) // 3 + 1):
        top = max(share.high or 0.0 for _, share in ranked[:size])
        if all((share.low or 0.0) > top for _, share in ranked[size:]):
            return ranked[:size]
    return ()


def claim_changes(
    parts: Sequence[Part],
    *,
    rounds: tuple[str, str],
    wording: Wording,
    noun: str = "items",
    most_named: int = MOST_NAMED,
) -> Claim | Refusal:
    """Sum up how the parts of a whole have changed; "all" and "all but" only where every part holds.

    More than `most_named` parts are counted, not named; with 0 the sum is short enough for a title.
    """
    tested = [part for part in parts if part[1].is_tested]
    if len(tested) < MIN_PARTS:
        return Refusal(Move.CHANGE, Ground.NO_TEST)
    up = [label for label, d in tested if d.is_certain and d.is_up]
    down = [label for label, d in tested if d.is_certain and not d.is_up]
    rest = [label for label, _ in parts if label not in up]
    key = _choose_summary(len(parts), len(tested), len(up), len(down), most_named=most_named)
    values = {
        "up": _name(up, wording),
        "down": _name(down, wording),
        "rest": _name(rest, wording),
        "count_up": number_word(len(up), wording.language),
        "count_down": number_word(len(down), wording.language),
        "total": wording.phrases.say(f"nouns.{noun}.of", count=number_word(len(parts), wording.language)),
        "all": wording.phrases.say(f"nouns.{noun}.all", count=number_word(len(parts), wording.language)),
        "those": wording.phrases.say(f"nouns.{noun}.those", count=number_word(len(parts), wording.language)),
        "comparable": wording.phrases.say(f"nouns.{noun}.comparable", count=number_word(len(tested), wording.language)),
        "earlier": rounds[0],
    }
    text = wording.phrases.sentence(f"change.parts.{key}", **values)
    return make_claim(Move.CHANGE, text, Evidence((), tuple(d for _, d in parts), rounds=rounds), wording=wording)


def _choose_summary(parts: int, tested: int, up: int, down: int, *, most_named: int) -> str:
    if not up and not down:
        return "none" if tested == parts else "none_comparable"
    rest = "" if tested == parts else "_comparable"
    if up == parts:
        return "all_up"
    if down == parts:
        return "all_down"
    if most_named and up and not down and parts - up <= 2 and tested == parts > 3:
        return "all_up_but"
    if up + down > most_named:
        return "many_up_and_down" if up and down else "many_up" if up else "many_down"
    return "up_and_down" if up and down else ("some_up" if up else "some_down") + rest


def rung_key(difference: Difference) -> str:
    """Return the key of a rung's words: "up.2", "none", "untested"."""
    if difference.verdict is Verdict.UNTESTED:
        return "untested"
    if difference.rung == 4:
        return "unchanged" if difference.is_like else "none"
    return f"{'up' if difference.is_up else 'down'}.{difference.rung}"


def _write(value: float | None, wording: Wording) -> str:
    return format_share(value or 0.0, wording.language, decimals=wording.decimals)


def write_pair(first: float | None, second: float | None, wording: Wording) -> tuple[str, str]:
    """Write two figures so that two that differ do not read the same."""
    pair = (_write(first, wording), _write(second, wording))
    if pair[0] != pair[1] or first == second:
        return pair
    finer = wording.decimals + 1
    language = wording.language
    return format_share(first or 0.0, language, decimals=finer), format_share(second or 0.0, language, decimals=finer)


def _name(labels: Sequence[str], wording: Wording) -> str:
    return wording.phrases.all_of(wording.phrases.quoted(label) for label in labels) if labels else ""


def claim_title_change(parts: Sequence[Part], *, rounds: tuple[str, str], wording: Wording) -> Claim | Refusal:
    """Sum up how the items have changed in a title's few words."""
    tested = [d for _, d in parts if d.is_tested]
    if len(tested) < MIN_PARTS:
        return Refusal(Move.CHANGE, Ground.NO_TEST)
    up = sum(d.is_certain and d.is_up for d in tested)
    down = sum(d.is_certain and not d.is_up for d in tested)
    if not up and not down and len(tested) < len(parts):
        return Refusal(Move.CHANGE, Ground.NOT_ALL)
    key = _choose_title(len(parts), up, down)
    values = {
        "count": number_word(up or down, wording.language),
        "total": number_word(len(parts), wording.language),
        "earlier": rounds[0],
    }
    text = wording.phrases.say(f"change.title.{key}", **values)
    return make_claim(Move.CHANGE, text, Evidence((), tuple(d for _, d in parts), rounds=rounds), wording=wording)


def claim_title_untested(
    before: Share, difference: Difference, *, rounds: tuple[str, str], wording: Wording
) -> Claim | Refusal:
    """Set the earlier of two published figures beside the later one in a title, without judging the difference."""
    if difference.verdict is not Verdict.UNTESTED or not before.is_exact or not before.definition:
        return Refusal(Move.CHANGE, Ground.NO_TEST)
    if has_gap(rounds):
        return Refusal(Move.CHANGE, Ground.GAP)
    text = wording.phrases.say("change.title.untested", earlier=rounds[0], before=_write(before.value, wording))
    return make_claim(Move.CHANGE, text, Evidence((before,), (difference,), before.definition, rounds), wording=wording)


def _choose_title(parts: int, up: int, down: int) -> str:
    if up and down:
        return "up_and_down"
    if not up and not down:
        return "none"
    return ("all_" if parts in {up, down} else "") + ("up" if up else "down")
