"""Claims about a level: the headline share, its base, both tails, the split of the answers, the index."""

from collections.abc import Sequence
from dataclasses import replace
from math import gcd
from typing import Final

from genklang.reporting.words.claims import Claim, Ground, Move, Refusal, Wording, find_fault, make_claim
from genklang.reporting.words.evidence import Evidence, Share
from genklang.reporting.words.ladder import write_share
from genklang.reporting.words.numbers import format_count, format_number, number_word
from genklang.reporting.words.phrases import capitalise, lower_first
from genklang.tables.estimate import Status

NEAR: Final = 1.5
"""Points: how near "x of y" must be to the share."""
PLAIN_PARTS: Final = (3, 4, 5, 10)
SMALLEST_COUNT: Final = 10
"""A published count or response rate needs at least this many."""
NOT_APPROVED: Final = 40.0
VERY_SATISFIED: Final = 75.0
"""Index points (Statistics Sweden's reading of the NKI)."""

_BY_STATUS: Final = {
    Status.SHOWN: "shown",
    Status.AT_LEAST: "at_least",
    Status.AT_MOST: "at_most",
    Status.SMALL_BASE: "small_base",
    Status.PUBLISHED: "published",
}


def claim_headline(share: Share, *, claim: str, wording: Wording) -> Claim | Refusal:
    """Say "90 per cent of those who have taken a stand …"; `claim` is the instrument's own completion."""
    if ground := find_fault(share, exact=False):
        return Refusal(Move.HEADLINE, ground)
    text = wording.phrases.sentence(
        f"claims.headline.{_BY_STATUS[share.status]}",
        share=write_share(share, wording.language, decimals=wording.decimals),
        subject=wording.subject,
        claim=claim,
        source=share.source,
    )
    return make_claim(Move.HEADLINE, text, Evidence((share,), definition=share.definition), wording=wording)


def claim_title(share: Share, *, claim: str, wording: Wording) -> Claim | Refusal:
    """Say the headline share in a title's few words: "Nine in ten …", or in per cent."""
    if ground := find_fault(share, exact=False):
        return Refusal(Move.HEADLINE, ground)
    evidence = Evidence((share,), definition=share.definition)
    if not (figure := find_parts(share, wording)) and not wording.is_plain:
        headline = claim_headline(share, claim=claim, wording=wording)
        return replace(headline, text=headline.text.removesuffix(".")) if isinstance(headline, Claim) else headline
    key = ("parts_plain" if wording.is_plain else "parts_named") if figure else _BY_STATUS[share.status]
    values = {
        "figure": figure,
        "claim": claim,
        "respondents": lower_first(wording.respondents),
        "share": write_share(share, wording.language, decimals=wording.decimals),
    }
    text = wording.phrases.sentence(f"claims.title.{key}", **values)
    return make_claim(Move.HEADLINE, text, evidence, wording=wording)


def find_parts(share: Share, wording: Wording) -> str:
    """Return "nine in ten" where that is within 1.5 points of the share and inside its interval, else ""."""
    if share.status is not Status.SHOWN or share.value is None or share.low is None or share.high is None:
        return ""
    fractions = [(x, y) for y in PLAIN_PARTS for x in range(1, y) if gcd(x, y) == 1]
    near = [
        (abs(100 * x / y - share.value), y, x)
        for x, y in fractions
        if abs(100 * x / y - share.value) <= NEAR and share.low <= 100 * x / y <= share.high
    ]
    return _write_parts(min(near)[2], min(near)[1], wording) if near else ""


def _write_parts(x: int, y: int, wording: Wording) -> str:
    if wording.phrases.say("numbers.of_in") == "figures":
        return wording.phrases.say("numbers.of", x=x, y=y)
    words = (number_word(x, wording.language), number_word(y, wording.language))
    return wording.phrases.say("numbers.of", x=words[0], y=words[1])


def claim_base(*, answers: int | None, offered: int | None, rate: Share | None, wording: Wording) -> Claim | Refusal:
    """Say how many answered, and how many of those asked where the rate may be told."""
    if answers is None or answers < SMALLEST_COUNT:
        return Refusal(Move.BASE, Ground.WITHHELD)
    key = "answers_plain" if wording.is_plain else "answers_named"
    values = {"answers": format_count(answers, wording.language), "respondents": lower_first(wording.respondents)}
    evidence = Evidence((Share(None, n=answers),))
    if rate is not None and rate.value is not None and rate.is_exact and offered and answers <= offered:
        key = key.replace("answers", "rate")
        values["rate"] = write_share(rate, wording.language, decimals=wording.decimals)
        values["offered"] = format_count(offered, wording.language)
        evidence = Evidence((rate,))
    text = wording.phrases.sentence(f"claims.base.{key}", **values)
    return make_claim(Move.BASE, text, evidence, wording=wording)


def claim_tail(share: Share, *, labels: Sequence[str], wording: Wording) -> Claim | Refusal:
    """Say the other tail by its categories' own labels; "none" only with n and an upper bound."""
    if ground := find_fault(share, exact=False):
        return Refusal(Move.TAIL, ground)
    if share.value == 0 and share.status is Status.SHOWN:
        return _claim_none(share, labels=labels, wording=wording)
    text = wording.phrases.sentence(
        f"claims.tail.{_BY_STATUS[share.status]}",
        share=write_share(share, wording.language, decimals=wording.decimals),
        labels=_quote_labels(labels, wording),
    )
    return make_claim(Move.TAIL, text, Evidence((share,), definition=share.definition), wording=wording)


def _claim_none(share: Share, *, labels: Sequence[str], wording: Wording) -> Claim | Refusal:
    if share.k != 0 or share.n is None or share.high is None:
        return Refusal(Move.TAIL, Ground.NO_BOUND)
    key = "claims.tail.none" if share.high > 0 else "claims.tail.none_of_all"
    text = wording.phrases.sentence(
        key,
        n=2,
        base=format_count(share.n, wording.language),
        labels=_quote_labels(labels, wording),
        respondents=lower_first(wording.respondents),
        high=format_number(share.high, wording.language),
    )
    return make_claim(Move.TAIL, text, Evidence((share,), definition=share.definition), wording=wording)


def claim_split(parts: Sequence[tuple[str, Share]], *, wording: Wording) -> Claim | Refusal:
    """Say how the answers were split: "80 per cent answered “to a high degree” and 20 per cent …"."""
    if not parts or any(find_fault(share) for _, share in parts):
        return Refusal(Move.SPLIT, Ground.WITHHELD)
    patterns = wording.phrases
    told = [
        patterns.say(
            "claims.split.first" if place == 0 else "claims.split.next",
            share=write_share(share, wording.language, decimals=wording.decimals),
            label=patterns.quoted(lower_first(label)),
        )
        for place, (label, share) in enumerate(parts)
    ]
    evidence = Evidence(tuple(share for _, share in parts))
    return make_claim(Move.SPLIT, capitalise(patterns.all_of(told)) + ".", evidence, wording=wording)


def claim_group(share: Share, tail: Share, *, group: str, claim: str, wording: Wording) -> Claim | Refusal:
    """Say a group's share, and beside it the share that answered negatively where that may be told too."""
    if ground := find_fault(share):
        return Refusal(Move.HEADLINE, ground)
    has_tail = find_fault(tail) is None and tail.value != 0
    values = {
        "group": group,
        "claim": claim,
        "share": write_share(share, wording.language, decimals=wording.decimals),
        "tail": write_share(tail, wording.language, decimals=wording.decimals) if has_tail else "",
    }
    text = wording.phrases.sentence(f"sections.groups.{'both' if has_tail else 'one'}", **values)
    evidence = Evidence((share, tail) if has_tail else (share,), definition=share.definition, comparison=group)
    return make_claim(Move.HEADLINE, text, evidence, wording=wording)


def claim_index(share: Share, *, wording: Wording) -> Claim | Refusal:
    """Say the satisfaction index (0–100), with the words that go with its limits 40 and 75."""
    if not share.is_exact or share.value is None or not 0 <= share.value <= 100:
        return Refusal(Move.INDEX, Ground.WITHHELD)
    if share.status is Status.SHOWN and (share.n is None or not share.is_sound):
        return Refusal(Move.INDEX, Ground.NO_BASE if share.n is None else Ground.UNSOUND)
    value = format_number(share.value, wording.language, decimals=wording.decimals)
    text = wording.phrases.sentence(f"claims.index.{_grade(share.value)}", value=value)
    return make_claim(Move.INDEX, text, Evidence((share,), definition="NKI"), wording=wording)


def claim_pooled(share: Share, *, claim: str, rounds: tuple[str, str], wording: Wording) -> Claim | Refusal:
    """Say a share over two rounds together, with its base and its interval."""
    if ground := find_fault(replace(share, definition=claim)):
        return Refusal(Move.HEADLINE, ground)
    if share.low is None or share.high is None or share.n is None:
        return Refusal(Move.HEADLINE, Ground.NO_BASE)
    ends = [format_number(end, wording.language) for end in (share.low, share.high)]
    text = wording.phrases.sentence(
        "claims.pooled",
        share=write_share(share, wording.language, decimals=wording.decimals),
        subject=wording.subject,
        claim=claim,
        base=format_count(share.n, wording.language),
        earlier=rounds[0],
        now=rounds[1],
        low=ends[0],
        high=ends[1],
    )
    return make_claim(Move.HEADLINE, text, Evidence((share,), definition=claim, rounds=rounds), wording=wording)


def claim_title_index(share: Share, *, wording: Wording) -> Claim | Refusal:
    """Say the satisfaction index in a title's few words, beside the level."""
    made = claim_index(share, wording=wording)
    if isinstance(made, Refusal):
        return made
    value = format_number(share.value or 0.0, wording.language, decimals=wording.decimals)
    return replace(made, text=wording.phrases.say("claims.title.index", value=value))


def _grade(value: float) -> str:
    if value < NOT_APPROVED:
        return "not_approved"
    return "very_satisfied" if value >= VERY_SATISFIED else "shown"


def _quote_labels(labels: Sequence[str], wording: Wording) -> str:
    return wording.phrases.any_of(wording.phrases.quoted(lower_first(label)) for label in labels)
