"""Target groups apart, on the overall item."""

from genklang.reporting.context import REST_OF_GROUPS, Context
from genklang.reporting.dots import DotMarks, DotSource, draw_dots, previous_label, source_of_domain
from genklang.reporting.figures import NEGATIVE, POSITIVE
from genklang.reporting.model import Block, Paragraph, SectionText
from genklang.reporting.section import Section
from genklang.reporting.words.claims import told
from genklang.reporting.words.differences import claim_changes
from genklang.reporting.words.levels import claim_group
from genklang.tables.estimate import Status


def _list_groups(context: Context) -> list[str]:
    return [g.code for g in context.instrument.target_groups if g.code not in {context.group, *context.twins}]


def _list_sources(context: Context, item: str) -> list[DotSource]:
    sources = (
        source_of_domain(context, item, context.label_group(code), group=code, rest=REST_OF_GROUPS)
        for code in _list_groups(context)
    )
    return [s for s in sources if s.share.status is not Status.NOT_ASKED]


def _applies(context: Context) -> bool:
    item = context.overall
    return item is not None and sum(s.share.is_told for s in _list_sources(context, item.code)) > 1


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    item = context.overall.code if context.overall else ""
    sources = _list_sources(context, item)
    marks = DotMarks(
        rows_label=say("labels.columns.group"),
        caption=say("sections.groups.caption", item=context.label_item(item)),
        own=context.periods[1],
        previous=previous_label(context),
    )
    intro = say("sections.groups.intro", item=context.label_item(item))
    if any(s.other and s.other.is_tested for s in sources):
        intro = f"{intro} {say('sections.groups.beside')}"
    blocks: list[Block] = [draw_dots(context, sources, marks), *_list_claims(context, item)]
    return SectionText("groups", _choose_title(context, sources), intro, tuple(blocks))


def _list_claims(context: Context, item: str) -> list[Paragraph]:
    """Return each group's figure as a sentence, with the other tail where the instrument reports both."""
    if not context.instrument.tails:
        return []
    unit = context.outline.unit
    claims = told(
        claim_group(
            context.share(item, POSITIVE, unit=unit, group=group),
            context.share(item, NEGATIVE, unit=unit, group=group),
            group=context.label_group(group),
            claim=context.claim_of(item),
            wording=context.wording,
        )
        for group in _list_groups(context)
    )
    return [Paragraph(claim.text) for claim in claims]


def _choose_title(context: Context, sources: list[DotSource]) -> str:
    parts = [(s.label, s.change) for s in sources if s.change is not None]
    made = claim_changes(parts, rounds=context.periods, wording=context.wording, noun="groups", most_named=0)
    return next((c.text.removesuffix(".") for c in told([made])), context.phrases.say("sections.groups.title"))


part = Section(50, "groups", _applies, _write)
