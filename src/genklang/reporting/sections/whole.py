"""Where a unit may not be shown: what is known of the whole organisation, clearly labelled as such."""

from dataclasses import replace

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import DotMarks, make_table, previous_label, source_of
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import SectionText
from genklang.reporting.section import Section
from genklang.reporting.story import is_withheld


def _see_whole(context: Context) -> Context:
    """Return the context of the organisation that the unit is part of."""
    return replace(context, outline=replace(context.outline, unit=None), group=None, twins=())


def _list_items(context: Context) -> list[Item]:
    """Return the items told of the whole, without those that only few were asked."""
    whole = _see_whole(context)
    bases = {i.code: whole.main(i.code).n or 0 for i in whole.items if whole.main(i.code).is_exact}
    return [i for i in whole.items if i.code in bases and 2 * bases[i.code] >= max(bases.values())]


def _applies(context: Context) -> bool:
    return context.outline.unit is not None and is_withheld(context) and bool(_list_items(context))


def _write(context: Context) -> SectionText:
    say, whole = context.phrases.say, _see_whole(context)
    name = context.outline.name
    sources = [source_of(whole, i.code, POSITIVE, label=context.label_item(i.code)) for i in _list_items(context)]
    marks = DotMarks(
        rows_label=say("labels.columns.item"),
        caption=say("sections.whole.caption", organisation=name),
        own=context.periods[1],
        previous=previous_label(context),
    )
    title = say("sections.whole.title", organisation=name)
    intro = say("sections.whole.intro", organisation=name, name=context.subject_name)
    return SectionText("whole", title, intro, (make_table(whole, sources, marks),))


part = Section(8, "whole", _applies, _write)
