"""All items in the order they were asked: share, interval, last round, the others."""

from genklang.reporting.context import Context
from genklang.reporting.dots import DotMarks, draw_dots, previous_label, source_of
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import Paragraph, SectionText
from genklang.reporting.section import Section
from genklang.reporting.story import tell_changes, tell_each_change, tell_lowest
from genklang.reporting.words.differences import MOST_NAMED
from genklang.reporting.words.numbers import number_word


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    other = next(iter(context.item_others), "")
    sources = [
        source_of(
            context,
            item.code,
            POSITIVE,
            label=context.label_item(item.code),
            note=context.texts.areas.get(item.area, ""),
            other=other,
        )
        for item in context.items
    ]
    marks = DotMarks(
        rows_label=say("labels.columns.item"),
        caption=say("sections.items.caption"),
        own=context.periods[1],
        previous=previous_label(context),
        other=context.name_other(other, short=True) if other else "",
    )
    changes = tell_each_change(context)
    told = (*(changes if len(changes) <= MOST_NAMED else ()), *tell_lowest(context))
    title = _choose_title(context)
    blocks = tuple(Paragraph(c.text) for c in told if c.text.removesuffix(".") != title)
    return SectionText("items", title, _intro(context), (draw_dots(context, sources, marks), *blocks))


def _choose_title(context: Context) -> str:
    if changes := tell_changes(context):
        return changes[0].text.removesuffix(".")
    if lowest := tell_lowest(context):
        return lowest[0].text.removesuffix(".")
    count = number_word(len(context.items), context.language)
    return context.phrases.sentence("sections.items.title", n=len(context.items), count=count)


def _intro(context: Context) -> str:
    outside = next((c for i in context.items for c in i.categories if c.is_no_opinion), None)
    item = context.items[0]
    told = [context.phrases.say("sections.items.intro")]
    if outside:
        label = context.label_category(item, outside.name)
        told.append(context.phrases.say("sections.items.intro_outside", label=label))
    if any(context.main(i.code).low is not None for i in context.items):
        told.append(context.phrases.say("sections.items.intro_band"))
    return " ".join(told)


part = Section(20, "items", lambda context: any(context.main(i.code).is_told for i in context.items), _write)
