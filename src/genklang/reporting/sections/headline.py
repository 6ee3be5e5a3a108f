"""The finding and how sure it is: level, change, comparison, what to bear in mind, what has been recorded."""

from collections.abc import Iterable

from genklang.reporting.context import Context
from genklang.reporting.model import Block, Paragraph, SectionText, Voice
from genklang.reporting.section import Section
from genklang.reporting.story import (
    is_comparable,
    list_changes,
    tell_base,
    tell_caveats,
    tell_change,
    tell_changes,
    tell_comparisons,
    tell_index,
    tell_lead,
    tell_level,
    tell_records,
    tell_tail,
    why_key,
)
from genklang.reporting.words.claims import Claim, Move

VOICES = {Move.QUOTE: Voice.QUOTE, Move.CAVEAT: Voice.CAVEAT}


def _write(context: Context) -> SectionText:
    if not tell_level(context) and not tell_index(context):
        return _write_withheld(context)
    lead = tell_lead(context)
    tail = () if context.instrument.tails else tell_tail(context)
    first = (*tell_level(context), *tail, *tell_base(context))
    rest = (tell_index(context), tell_change(context), tell_changes(context), tell_comparisons(context)[:1])
    told = [_join(first), *(_join(claim for claim in claims if claim not in lead) for claims in rest)]
    blocks: list[Block] = [Paragraph(text) for text in told if text]
    blocks += _list_notes(context)
    return SectionText("headline", _choose_title(context), "", tuple(blocks))


def _choose_title(context: Context) -> str:
    differences = [difference for _, difference in list_changes(context)]
    if any(d.is_certain for d in differences):
        key = "certain"
    elif tell_caveats(context):
        key = "careful"
    else:
        key = "uncertain" if is_comparable(differences) else "plain"
    return context.phrases.say(f"sections.headline.{key}")


def _write_withheld(context: Context) -> SectionText:
    say = context.phrases.sentence
    told = [Paragraph(say(why_key(context), name=context.subject_name))]
    told += [Paragraph(c.text) for c in tell_base(context)]
    steps = context.phrases.listed(
        "sections.withheld.steps_unit" if context.outline.unit else "sections.withheld.steps"
    )
    told += [Paragraph(say("sections.withheld.what_to_do"))]
    told += [Paragraph(step.format(organisation=context.outline.name)) for step in steps]
    told += _list_notes(context)
    return SectionText("headline", say("sections.withheld.title"), "", tuple(told))


def _list_notes(context: Context) -> list[Paragraph]:
    """Return what to bear in mind, and what has been recorded."""
    claims = (*tell_caveats(context), *tell_records(context))
    return [Paragraph(c.text, VOICES.get(c.move, Voice.BODY)) for c in claims]


def _join(claims: Iterable[Claim]) -> str:
    return " ".join(claim.text for claim in claims)


part = Section(10, "headline", lambda context: True, _write)  # noqa: ARG005 — every report has a finding
