"""The units, each held against the rest of the organisation: in alphabetical order, never ranked."""

from typing import Final

from genklang.instrument.model import Item
from genklang.reporting.context import REST_OF_UNITS, Context
from genklang.reporting.dots import DotMarks, DotSource, make_table
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import Block, Paragraph, SectionText, Voice
from genklang.reporting.section import Section
from genklang.reporting.words.evidence import Difference
from genklang.reporting.words.numbers import number_word
from genklang.tables.estimate import Status
from genklang.tables.keys import UNKNOWN

MOST_NAMED: Final = 2
"""More units than this are counted in the title, not named."""


def _list_units(context: Context, item: Item) -> list[str]:
    """Return the units with a row in this round, by name."""
    found = {
        key[2]
        for key in context.figures.shares
        if key[0] == context.outline.round
        and key[1] == context.outline.organisation
        and key[3:] == (context.group, None, item.code, POSITIVE)
        and key[2] is not None
    }
    return sorted((u for u in found if u), key=lambda code: _name(context, code).casefold())


def _name(context: Context, code: str) -> str:
    return context.phrases.say("labels.units.unknown") if code == UNKNOWN else context.outline.name_unit(code)


def _applies(context: Context) -> bool:
    item = context.overall
    if context.outline.unit is not None or item is None:
        return False
    units = _list_units(context, item)
    return len(units) > 1 and any(_source(context, item, code).share.is_told for code in units)


def _write(context: Context) -> SectionText:
    item = context.overall
    if item is None:
        raise ValueError("a report without items has no units to show")
    say = context.phrases.say
    sources = [_source(context, item, code) for code in _list_units(context, item)]
    marks = DotMarks(
        rows_label=say("labels.columns.unit"),
        caption=say("sections.units.caption", item=context.label_item(item.code)),
        own=context.periods[1],
    )
    blocks: list[Block] = [make_table(context, sources, marks)]
    hidden = sum(s.share.status is Status.CONFIDENTIAL for s in sources)
    if hidden:
        count = number_word(hidden, context.language)
        text = context.phrases.sentence("sections.units.hidden", n=hidden, count=count)
        blocks.append(Paragraph(text, Voice.NOTE))
    intro = say("sections.units.intro", organisation=context.outline.name)
    return SectionText("units", _choose_title(context, sources), intro, tuple(blocks))


def _source(context: Context, item: Item, code: str) -> DotSource:
    return DotSource(
        label=_name(context, code),
        share=context.share(item.code, unit=code, group=context.group),
        other=context.difference(item.code, REST_OF_UNITS, unit=code, group=context.group),
    )


def _choose_title(context: Context, sources: list[DotSource]) -> str:
    compared: list[tuple[str, Difference]] = [(s.label, s.other) for s in sources if s.other and s.other.is_tested]
    up = [label for label, d in compared if d.is_certain and d.is_up]
    down = [label for label, d in compared if d.is_certain and not d.is_up]
    if not compared:
        return context.phrases.say("sections.units.title")
    key = "up_and_down" if up and down else "up" if up else "down" if down else "none"
    values: dict[str, object] = {"organisation": context.outline.name, "n": max(len(up), len(down))}
    if len(up) + len(down) > MOST_NAMED:
        values |= {"up": number_word(len(up), context.language), "down": number_word(len(down), context.language)}
        return context.phrases.sentence(f"sections.units.count_{key}", **values)
    values |= {"up": context.phrases.all_of(up) if up else "", "down": context.phrases.all_of(down) if down else ""}
    return context.phrases.sentence(f"sections.units.title_{key}", **values)


part = Section(60, "units", _applies, _write)
