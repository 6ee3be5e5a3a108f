"""What a reader should know beside the finding: certain changes, tails, base, caveats, what was recorded."""

from collections.abc import Iterable

from genklang.reporting.context import Context
from genklang.reporting.model import Block, Paragraph, SectionText, Voice
from genklang.reporting.section import Section
from genklang.reporting.sections.over_time import has_trend
from genklang.reporting.story import (
    is_withheld,
    tell_base,
    tell_caveats,
    tell_change,
    tell_comparisons,
    tell_each_change,
    tell_index,
    tell_lead,
    tell_level,
    tell_records,
    tell_tail,
)
from genklang.reporting.words.claims import Claim, Move
from genklang.reporting.words.differences import MOST_NAMED

VOICES = {Move.QUOTE: Voice.QUOTE, Move.CAVEAT: Voice.CAVEAT}


def _write(context: Context) -> SectionText:
    lead = tell_lead(context)
    paragraphs = (_tell_changes(context), _tell_spread(context), _tell_comparisons(context))
    told = (_join(claim for claim in claims if claim not in lead) for claims in paragraphs)
    blocks: list[Block] = [Paragraph(text) for text in told if text]
    notes = (*tell_caveats(context), *tell_records(context))
    blocks += [Paragraph(c.text, VOICES.get(c.move, Voice.BODY)) for c in notes]
    return SectionText("bear_in_mind", context.phrases.say("sections.bear_in_mind.title"), "", tuple(blocks))


def _tell_changes(context: Context) -> tuple[Claim, ...]:
    """Return the few changes that are certain, and the overall one where no trend says it."""
    certain = tell_each_change(context)
    named = certain if len(certain) <= MOST_NAMED else ()
    overall = () if has_trend(context) else tell_change(context)
    return (*named, *(claim for claim in overall if claim not in named))


def _tell_spread(context: Context) -> tuple[Claim, ...]:
    """Return the other tail, how the answers were split where the instrument says so, and the base."""
    return (*tell_level(context), *(() if context.instrument.tails else tell_tail(context)), *tell_base(context))


def _tell_comparisons(context: Context) -> tuple[Claim, ...]:
    return (*tell_index(context), *tell_comparisons(context)[:1])


def _join(claims: Iterable[Claim]) -> str:
    return " ".join(claim.text for claim in claims)


part = Section(20, "bear_in_mind", lambda context: not is_withheld(context), _write)
