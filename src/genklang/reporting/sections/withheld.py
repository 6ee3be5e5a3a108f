"""Where nothing may be shown: why, and what a reader can do instead."""

from genklang.reporting.context import Context
from genklang.reporting.model import Block, Bullets, Paragraph, SectionText
from genklang.reporting.section import Section
from genklang.reporting.story import is_withheld, tell_base, why_key


def _write(context: Context) -> SectionText:
    say = context.phrases.sentence
    blocks: list[Block] = [Paragraph(say(why_key(context), name=context.subject_name))]
    blocks += [Paragraph(claim.text) for claim in tell_base(context)]
    steps = context.phrases.listed(
        "sections.withheld.steps_unit" if context.outline.unit else "sections.withheld.steps"
    )
    blocks.append(Paragraph(say("sections.withheld.what_to_do")))
    blocks.append(Bullets(tuple(step.format(organisation=context.outline.name) for step in steps)))
    return SectionText("withheld", say("sections.withheld.title"), "", tuple(blocks))


part = Section(5, "withheld", is_withheld, _write)
