"""Women and men apart, on the overall item: never among the target groups, and only where both may be shown."""

from genklang.reporting.context import REST_OF_GENDERS, Context
from genklang.reporting.dots import DotMarks, DotSource, draw_dots, previous_label, source_of_domain
from genklang.reporting.model import Block, Paragraph, SectionText
from genklang.reporting.section import Section
from genklang.reporting.words.claims import told
from genklang.reporting.words.differences import claim_likeness
from genklang.tables.keys import MEN, WOMEN


def _list_sources(context: Context, item: str) -> list[DotSource]:
    return [
        source_of_domain(
            context,
            item,
            context.phrases.say(f"labels.genders.{code}"),
            group=context.group,
            gender=code,
            rest=REST_OF_GENDERS,
        )
        for code in (WOMEN, MEN)
    ]


def _applies(context: Context) -> bool:
    item = context.overall
    return item is not None and all(s.share.is_told for s in _list_sources(context, item.code))


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    item = context.overall.code if context.overall else ""
    marks = DotMarks(
        rows_label=say("labels.columns.gender"),
        caption=say("sections.genders.caption", item=context.label_item(item)),
        own=context.periods[1],
        previous=previous_label(context),
    )
    intro = say("sections.genders.intro", item=context.label_item(item))
    blocks: list[Block] = [draw_dots(context, _list_sources(context, item), marks), *_tell_likeness(context, item)]
    return SectionText("genders", say("sections.genders.title"), intro, tuple(blocks))


def _tell_likeness(context: Context, item: str) -> list[Paragraph]:
    """Return that about the same holds for both, where their figures are like each other beyond doubt."""
    difference = context.difference(item, REST_OF_GENDERS, unit=context.outline.unit, group=context.group, gender=WOMEN)
    names = [context.phrases.say(f"labels.genders_inside.{code}") for code in (WOMEN, MEN)]
    made = claim_likeness(difference, what=names[0], other=names[1], wording=context.wording)
    return [Paragraph(claim.text) for claim in told([made])]


part = Section(55, "genders", _applies, _write)
