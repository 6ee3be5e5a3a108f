"""Claims about how a round was done: compulsory caveats, what is new, what was done beside it, who said what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from genklang.reporting.words.claims import Claim, Ground, Move, Refusal, Wording, make_claim
from genklang.reporting.words.evidence import Difference, Evidence, Share
from genklang.reporting.words.numbers import format_count, format_number, format_share
from genklang.reporting.words.phrases import lower_first
from genklang.tables.estimate import Status
from genklang.tables.keys import UNKNOWN
from genklang.tables.round import Action, Quote, RoundRecord

LOW_RATE: Final = 50.0
"""Per cent: a response rate below this is called low."""
SMALL: Final = 30
"""Answers: a base below this is called small."""
FEWER: Final = 0.9
"""A number of answers below this part of last round's is said to be fewer."""
FEWEST_FOR_COMMENTS: Final = 10
MOVED: Final = 2.0
"""Points: what goes with who answered is told from here."""
DIGITAL: Final = frozenset({"web", "digital", "tablet", "kiosk", "sms", "email", "app", "link", "code", "professional"})


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What caveats are decided on: answers and rate now and before (None: withheld or unknown), the records.

    `is_tiny`: there are five to nine answers, which is all that may be told of their number.
    """

    now: str
    answers: int | None
    rate: Share | None
    earlier: str = ""
    earlier_answers: int | None = None
    is_tiny: bool = False
    record: RoundRecord | None = None
    earlier_records: tuple[RoundRecord, ...] = ()
    shifts: tuple[str, ...] = ()
    """Ways of answering and forms that clearly more used than before, as `channel:web`."""

    @property
    def previous(self) -> RoundRecord | None:
        """The record of the round that is compared with."""
        return next((r for r in self.earlier_records if self.earlier in {r.round, r.period}), None)


def claim_caveats(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> tuple[Claim | Refusal, ...]:
    """Return every caveat that is compulsory here; `labels` names groups, items and channels by their codes."""
    return (
        claim_low_rate(facts, wording=wording),
        claim_fewer(facts, wording=wording),
        claim_channel(facts, labels=labels, wording=wording),
        claim_shift(facts, labels=labels, wording=wording),
        claim_small(facts, wording=wording),
        claim_questions(facts, labels=labels, wording=wording),
        claim_gone_groups(facts, labels=labels, wording=wording),
    )


def claim_low_rate(facts: RoundFacts, *, wording: Wording) -> Claim | Refusal:
    """Warn of a low response rate, or say why no rate is shown."""
    rate = facts.rate
    if rate is not None and rate.status is Status.ENTRY_ERROR:
        return _caveat("rate_error", Evidence((rate,)), wording=wording)
    if rate is None or not rate.is_exact or rate.value is None or not 0 <= rate.value <= 100:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    if rate.value >= LOW_RATE:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    share = format_share(rate.value, wording.language, decimals=wording.decimals)
    return _caveat("low_rate", Evidence((rate,)), wording=wording, rate=share)


def claim_fewer(facts: RoundFacts, *, wording: Wording) -> Claim | Refusal:
    """Warn that clearly fewer answered than in the round before."""
    now, before = facts.answers, facts.earlier_answers
    if now is None or before is None or now >= FEWER * before:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    evidence = Evidence((Share(None, n=before), Share(None, n=now)), rounds=(facts.earlier, facts.now))
    counts = {"now": format_count(now, wording.language), "before": format_count(before, wording.language)}
    return _caveat("fewer", evidence, wording=wording, earlier=facts.earlier, **counts)


def claim_channel(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> Claim | Refusal:
    """Warn that the answers were collected in another way; "for the first time" only as far as records tell."""
    record, previous = facts.record, facts.previous
    if record is None or previous is None:
        return Refusal(Move.CAVEAT, Ground.NO_RECORD)
    now, before = (set(r.channels) - {UNKNOWN, ""} for r in (record, previous))
    if not now or not before or now == before:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    evidence = Evidence(rounds=(previous.period, record.period), record="channels")
    digital = DIGITAL & now
    if digital and not any(DIGITAL & set(r.channels) for r in facts.earlier_records):
        whole = "first_digital" if digital == now else "first_also_digital"
        return _caveat(whole, evidence, wording=wording)
    ways = {"now": _name(sorted(now), labels, wording), "before": _name(sorted(before), labels, wording)}
    return _caveat("channel", evidence, wording=wording, earlier=facts.earlier, **ways)


def claim_shift(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> Claim | Refusal:
    """Warn that a clearly larger part than before answered in some way, or on another version of the form."""
    if not facts.shifts or not facts.earlier:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    names = wording.phrases.all_of(labels.get(s.partition(":")[2], s.partition(":")[2]) for s in facts.shifts)
    evidence = Evidence(rounds=(facts.earlier, facts.now), record="shifts")
    return _caveat("shift", evidence, wording=wording, earlier=facts.earlier, names=names)


def claim_same_mix(change: Difference, rate: Share, *, rounds: tuple[str, str], wording: Wording) -> Claim | Refusal:
    """Say what a change would have been with the same parts of groups and ways of answering in both rounds."""
    if rate.value is None or change.own is None or change.other is None or not change.is_tested:
        return Refusal(Move.CAVEAT, Ground.NO_TEST)
    points = change.own - change.other
    if abs(rate.value - points) < MOVED:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    told = {"change": _sign(points, wording), "rate": _sign(rate.value, wording)}
    evidence = Evidence((rate,), (change,), rounds=rounds)
    return _caveat("same_mix", evidence, wording=wording, earlier=rounds[0], **told)


def _sign(points: float, wording: Wording) -> str:
    size = format_number(abs(points), wording.language)
    return size if size == "0" else f"{'+' if points > 0 else '−'}{size}"


def claim_small(facts: RoundFacts, *, wording: Wording) -> Claim | Refusal:
    """Warn of fewer than thirty answers."""
    if facts.is_tiny:
        return _caveat("tiny", Evidence((Share(None, status=Status.SMALL_BASE),)), wording=wording)
    if facts.answers is None or facts.answers >= SMALL:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    return _caveat("small", Evidence((Share(None, n=facts.answers),)), wording=wording, answers=facts.answers)


def claim_questions(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> Claim | Refusal:
    """Warn that the questions are not the same as in the round before."""
    record, previous = facts.record, facts.previous
    if record is None or previous is None or not record.items or not previous.items:
        return Refusal(Move.CAVEAT, Ground.NO_RECORD)
    added = [i for i in record.items if i not in previous.items]
    gone = [i for i in previous.items if i not in record.items]
    if not added and not gone:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    key = "questions_both" if added and gone else "questions_added" if added else "questions_gone"
    names = {"added": _quote_all(added, labels, wording), "gone": _quote_all(gone, labels, wording)}
    evidence = Evidence(rounds=(previous.period, record.period), record="items")
    return _caveat(key, evidence, wording=wording, earlier=facts.earlier, n=len(added or gone), **names)


def claim_gone_groups(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> Claim | Refusal:
    """Warn that a group asked in the round before was not asked now."""
    gone = _find_missing(facts.previous, facts.record)
    if not gone:
        return Refusal(Move.CAVEAT, Ground.NOTHING)
    evidence = Evidence(rounds=(facts.earlier, facts.now), record="target_groups")
    return _caveat("gone", evidence, wording=wording, groups=_name(gone, labels, wording), earlier=facts.earlier)


def claim_new_groups(facts: RoundFacts, *, labels: Mapping[str, str], wording: Wording) -> Claim | Refusal:
    """Say which groups were asked for the first time, by the rounds' own records."""
    if facts.record is None or facts.previous is None:
        return Refusal(Move.NEW, Ground.NO_RECORD)
    known = {group for record in facts.earlier_records for group in record.target_groups}
    new = [g for g in facts.record.target_groups if g not in known]
    if not new or not known:
        return Refusal(Move.NEW, Ground.NOTHING)
    text = wording.phrases.sentence("caveats.new_groups", groups=_name(new, labels, wording))
    evidence = Evidence(rounds=(facts.earlier, facts.now), record="target_groups")
    return make_claim(Move.NEW, text, evidence, wording=wording)


def claim_actions(actions: Sequence[Action], *, wording: Wording) -> Claim | Refusal:
    """Tell what was done in the same time, as recorded; never as the cause of a figure."""
    if not actions:
        return Refusal(Move.ACTION, Ground.NO_RECORD)
    done = "; ".join(lower_first(action.text.strip().rstrip(".")) for action in actions)
    text = wording.phrases.sentence("caveats.actions", done=done)
    return make_claim(Move.ACTION, text, Evidence(record=done), wording=wording)


def claim_quote(quote: Quote, *, answers: int | None, wording: Wording) -> Claim | Refusal:
    """Quote a named person, or a cleared comment where at least ten answered."""
    words = wording.phrases.quoted(quote.text.strip())
    if quote.name and quote.title:
        words = wording.phrases.quoted(quote.text.strip().removesuffix("."))
        text = wording.phrases.say("caveats.quote", words=words, name=quote.name, title=quote.title)
    elif not quote.name and answers is not None and answers >= FEWEST_FOR_COMMENTS:
        text = wording.phrases.say("caveats.comment", words=words)
    else:
        return Refusal(Move.QUOTE, Ground.NO_NAME)
    return make_claim(Move.QUOTE, text, Evidence(record=quote.text), wording=wording)


def _find_missing(earlier: RoundRecord | None, now: RoundRecord | None) -> list[str]:
    if earlier is None or now is None:
        return []
    return [group for group in earlier.target_groups if group not in now.target_groups]


def _caveat(key: str, evidence: Evidence, *, wording: Wording, **values: object) -> Claim | Refusal:
    return make_claim(Move.CAVEAT, wording.phrases.sentence(f"caveats.{key}", **values), evidence, wording=wording)


def _name(codes: Sequence[str], labels: Mapping[str, str], wording: Wording) -> str:
    return wording.phrases.all_of(lower_first(labels.get(code, code)) for code in codes)


def _quote_all(codes: Sequence[str], labels: Mapping[str, str], wording: Wording) -> str:
    return wording.phrases.all_of(wording.phrases.quoted(labels.get(code, code)) for code in codes)
