"""Units, or the own place, held against the band that places of their size are expected in: three words, no rank."""

from collections.abc import Iterable
from typing import Final

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import count_cell, drop_empty, make_cell, value_cell
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import Block, Cell, Figure, Paragraph, PointChart, PointRow, SectionText, Table, Voice
from genklang.reporting.section import Section
from genklang.reporting.words.claims import told
from genklang.reporting.words.course import claim_expected, place_of
from genklang.reporting.words.evidence import Difference, Share
from genklang.reporting.words.numbers import interval_figure, number_word, percent_figure
from genklang.tables.derived import EXPECTED, SHRUNK

MOST_NAMED: Final = 3
Unit = tuple[str, Share, Difference]
"""A unit's code, its share, and how it lies to the band."""


def _list_units(context: Context, item: Item) -> list[Unit]:
    """Return the units that are told in full and have a band, by name; none in a unit's own report."""
    if context.outline.unit is not None:
        return []
    place = (context.outline.round, context.outline.organisation)
    rest = (context.group, None, item.code, POSITIVE, EXPECTED)
    codes = [key[2] for key in context.figures.differences if key[:2] == place and key[3:] == rest and key[2]]
    found = [(c, context.share(item.code, unit=c, group=context.group), _expected(context, item, c)) for c in codes]
    return sorted(found, key=lambda unit: context.outline.name_unit(unit[0]).casefold())


def _expected(context: Context, item: Item, unit: str | None) -> Difference:
    return context.difference(item.code, EXPECTED, unit=unit, group=context.group)


def _applies(context: Context) -> bool:
    item = context.overall
    if item is None:
        return False
    return bool(_list_units(context, item)) or _expected(context, item, context.outline.unit).is_tested


def _write(context: Context) -> SectionText:
    item = context.overall
    if item is None:
        raise ValueError("a report without items has no band")
    units = _list_units(context, item)
    own = claim_expected(
        _expected(context, item, context.outline.unit), name=context.subject_name, wording=context.wording
    )
    sentences = [claim.text for claim in told([own])]
    blocks: list[Block] = []
    title = sentences.pop(0).split(" (")[0] if sentences and not units else _choose_title(context, units)
    if units:
        blocks.append(Figure(_draw(context, item, units), _make_table(context, item, units)))
    blocks += [Paragraph(text) for text in sentences]
    blocks.append(Paragraph(context.phrases.say("sections.expected_band.note"), Voice.NOTE))
    intro = context.phrases.say("sections.expected_band.intro", item=context.label_item(item.code))
    return SectionText("expected_band", title, intro, tuple(blocks))


def _choose_title(context: Context, units: list[Unit]) -> str:
    outside = {p: [context.outline.name_unit(c) for c, _, d in units if place_of(d) == p] for p in ("over", "under")}
    over, under = outside["over"], outside["under"]
    key = "both" if over and under else "over" if over else "under" if under else "within"
    values = {
        name: context.phrases.all_of(labels) if len(labels) <= MOST_NAMED else _count(context, labels)
        for name, labels in outside.items()
        if labels
    }
    return context.phrases.sentence(f"sections.expected_band.title_{key}", **values)


def _count(context: Context, labels: list[str]) -> str:
    return context.phrases.say("sections.expected_band.units", count=number_word(len(labels), context.language))


def _draw(context: Context, item: Item, units: list[Unit]) -> PointChart:
    say = context.phrases.say
    rows = [PointRow(context.outline.name_unit(c), float(s.n or 0), s.value or 0.0, d.is_certain) for c, s, d in units]
    return PointChart(
        tuple(rows),
        say("labels.columns.base"),
        say("labels.columns.share"),
        units[0][2].other or 0.0,
        band=_list_band(units),
        band_label=say("sections.expected_band.band"),
        suffixes=("", percent_figure(50, context.language).removeprefix("50")),
        alt=say("sections.expected_band.alt", item=context.label_item(item.code), title=_choose_title(context, units)),
    )


def _list_band(units: Iterable[Unit]) -> tuple[tuple[float, float, float], ...]:
    ends = {s.n: (d.low, d.high) for _, s, d in units if s.n and d.low is not None and d.high is not None}
    return tuple((float(n), low or 0.0, high or 0.0) for n, (low, high) in sorted(ends.items()))


def _make_table(context: Context, item: Item, units: list[Unit]) -> Table:
    say = context.phrases.say
    columns = (
        say("labels.columns.unit"),
        say("labels.columns.share"),
        say("labels.columns.base"),
        say("sections.expected_band.band"),
        say("labels.columns.verdict"),
        say("sections.expected_band.shrunk"),
    )
    rows = tuple(_make_row(context, item, unit) for unit in units)
    caption = say("sections.expected_band.caption", item=context.label_item(item.code))
    return drop_empty(Table(caption, columns, rows, (False, True, True, True, False, True)))


def _make_row(context: Context, item: Item, unit: Unit) -> tuple[Cell, ...]:
    code, share, difference = unit
    ends = interval_figure(difference.low or 0.0, difference.high or 0.0, context.language)
    shrunk = context.share(item.code, SHRUNK, unit=code, group=context.group)
    return (
        Cell(context.outline.name_unit(code)),
        make_cell(context, share),
        count_cell(context, share.n),
        Cell(ends),
        Cell(context.phrases.say(f"sections.expected_band.places.{place_of(difference)}")),
        value_cell(context, shrunk.value),
    )


part = Section(62, "expected_band", _applies, _write)
