"""The quality areas: the mean of their items' shares, and whether each has changed."""

from genklang.reporting.context import Context
from genklang.reporting.dots import DotMarks, draw_dots, previous_label, source_of
from genklang.reporting.figures import AREA
from genklang.reporting.model import SectionText
from genklang.reporting.section import Section
from genklang.reporting.story import list_areas, tell_area_changes


def _applies(context: Context) -> bool:
    return sum(context.main(f"area:{a}", AREA).is_told for a in list_areas(context)) > 1


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    sources = [
        source_of(context, f"area:{a}", AREA, label=context.texts.areas.get(a, a), note=_list_items(context, a))
        for a in list_areas(context)
    ]
    marks = DotMarks(
        rows_label=say("labels.columns.area"),
        caption=say("sections.quality_areas.caption"),
        own=context.periods[1],
        previous=previous_label(context),
    )
    changes = tell_area_changes(context, most_named=0)
    title = changes[0].text.removesuffix(".") if changes else say("sections.quality_areas.title")
    return SectionText(
        "quality_areas", title, say("sections.quality_areas.intro"), (draw_dots(context, sources, marks),)
    )


def _list_items(context: Context, area: str) -> str:
    items = [i for i in context.items if i.area == area]
    return context.phrases.say("sections.quality_areas.several", n=len(items)) if len(items) > 1 else ""


part = Section(40, "quality_areas", _applies, _write)
