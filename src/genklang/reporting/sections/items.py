"""All items in the order they were asked: share, interval, last round, the others."""

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import DotMarks, draw_dots, previous_label, source_of
from genklang.reporting.figures import NEGATIVE, POSITIVE
from genklang.reporting.model import SectionText
from genklang.reporting.section import Section
from genklang.reporting.words.numbers import number_word, percent_figure


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    other = next(iter(context.item_others), "")
    sources = [
        source_of(
            context,
            item.code,
            POSITIVE,
            label=context.label_item(item.code),
            note=_note(context, item),
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
    count = number_word(len(context.items), context.language)
    title = context.phrases.sentence("sections.items.title", n=len(context.items), count=count)
    return SectionText("items", title, _intro(context), (draw_dots(context, sources, marks),))


def _note(context: Context, item: Item) -> str:
    """Return an item's quality area; where the instrument reports both tails, the other tail."""
    if not context.instrument.tails:
        return context.texts.areas.get(item.area, "")
    tail = context.main(item.code, NEGATIVE)
    if not tail.is_exact or tail.value is None:
        return ""
    share = percent_figure(tail.value, context.language, decimals=context.wording.decimals)
    return context.phrases.say("sections.items.tail", share=share)


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


part = Section(10, "items", lambda context: any(context.main(i.code).is_told for i in context.items), _write)
