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
    ends = [
        percent_figure(v, context.language, decimals=context.wording.decimals) for v in (tail.value, tail.high or 0)
    ]
    key = "tail_none" if tail.value == 0 and tail.high else "tail"
    return context.phrases.say(f"sections.items.{key}", share=ends[0], high=ends[1])


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


def _applies(context: Context) -> bool:
    """Whether there is more to show than the one figure that stands as a key figure beside a table of scores."""
    is_told = any(context.main(i.code).is_told for i in context.items)
    return is_told and (len(context.items) > 1 or not context.scored_items)


part = Section(10, "items", _applies, _write)
