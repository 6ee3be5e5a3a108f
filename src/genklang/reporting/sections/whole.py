"""Where a unit may not be shown: what is known of the whole organisation, clearly labelled as such."""

from dataclasses import replace

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import DotMarks, draw_dots, previous_label, source_of
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import SectionText
from genklang.reporting.section import Section
from genklang.reporting.story import is_withheld


def _see_whole(context: Context) -> Context:
    """Return the context of the organisation that the unit is part of."""
    return replace(context, outline=replace(context.outline, unit=None), group=None, twins=())


def _list_items(context: Context) -> list[Item]:
    """Return the items told of the whole; those that only the unit's own groups were asked say nothing but of them."""
    whole = _see_whole(context)
    own = {group for *place, group in context.figures.groups if place[2] == context.outline.unit}
    others = [g.code for g in context.instrument.target_groups if g.code not in own]
    shared = {i.code for g in others for i in context.instrument.items_for(g)} if own else {i.code for i in whole.items}
    return [i for i in whole.items if i.code in shared and whole.main(i.code).is_exact]


def _applies(context: Context) -> bool:
    return context.outline.unit is not None and is_withheld(context) and bool(_list_items(context))


def _write(context: Context) -> SectionText:
    say, whole = context.phrases.say, _see_whole(context)
    name = context.outline.name
    sources = [source_of(whole, i.code, POSITIVE, label=context.label_item(i.code)) for i in _list_items(context)]
    marks = DotMarks(
        rows_label=say("labels.columns.item"),
        caption=say("sections.whole.caption", organisation=name),
        own=f"{name}, {context.periods[1]}",
        previous=previous_label(context),
    )
    title = say("sections.whole.title", organisation=name)
    intro = say("sections.whole.intro", organisation=name, name=context.subject_name)
    return SectionText("whole", title, intro, (draw_dots(whole, sources, marks),))


part = Section(8, "whole", _applies, _write)
