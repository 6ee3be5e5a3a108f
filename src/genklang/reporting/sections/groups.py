"""Target groups and genders apart, on the overall item."""

from genklang.reporting.context import Context
from genklang.reporting.figures import POSITIVE, PREVIOUS
from genklang.reporting.model import SectionText
from genklang.reporting.section import Section
from genklang.reporting.sections.dots import DotMarks, DotSource, draw_dots, previous_label
from genklang.reporting.words.claims import told
from genklang.reporting.words.differences import claim_changes
from genklang.reporting.words.phrases import capitalise
from genklang.tables.estimate import Status
from genklang.tables.keys import MEN, WOMEN


def _list_sources(context: Context) -> list[DotSource]:
    groups = [g.code for g in context.instrument.target_groups if g.code != context.group]
    sources = [_source(context, context.label_group(code), group=code) for code in groups]
    sources += [
        _source(context, context.phrases.say(f"labels.genders.{code}"), group=context.group, gender=code)
        for code in (WOMEN, MEN)
    ]
    return [s for s in sources if s.share.status is not Status.NOT_ASKED]


def _source(context: Context, label: str, *, group: str | None, gender: str | None = None) -> DotSource:
    item = context.overall
    if item is None:
        raise ValueError("a report without items has no groups to show")
    unit, previous = context.outline.unit, context.outline.previous
    return DotSource(
        label=label,
        share=context.share(item.code, unit=unit, group=group, gender=gender),
        previous=context.share(item.code, round_id=previous, unit=unit, group=group, gender=gender)
        if previous
        else None,
        change=context.difference(item.code, PREVIOUS, unit=unit, group=group, gender=gender),
    )


def _applies(context: Context) -> bool:
    return context.overall is not None and sum(s.share.is_told for s in _list_sources(context)) > 1


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    sources = _list_sources(context)
    item = context.overall.code if context.overall else ""
    marks = DotMarks(
        rows_label=say("labels.columns.group"),
        caption=say("sections.groups.caption", item=context.label_item(item)),
        own=context.periods[1],
        previous=previous_label(context),
    )
    intro = capitalise(say("sections.groups.intro", item=context.label_item(item), statistic=POSITIVE))
    return SectionText("groups", _choose_title(context, sources), intro, (draw_dots(context, sources, marks),))


def _choose_title(context: Context, sources: list[DotSource]) -> str:
    parts = [(s.label, s.change) for s in sources if s.change is not None]
    made = claim_changes(parts, rounds=context.periods, wording=context.wording, noun="groups")
    return next((c.text.removesuffix(".") for c in told([made])), context.phrases.say("sections.groups.title"))


part = Section(50, "groups", _applies, _write)
