"""Shares with their intervals as a chart of dots, with the table behind it: shared by several sections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from genklang.reporting.context import Context
from genklang.reporting.figures import PREVIOUS
from genklang.reporting.model import Cell, DotChart, DotRow, Figure, Table
from genklang.reporting.words.evidence import Difference, Share
from genklang.reporting.words.ladder import word_cell, word_share, word_status, word_verdict
from genklang.reporting.words.numbers import format_count, interval_figure, percent_figure
from genklang.tables.estimate import Status

KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class DotSource:
    """One row before it is worded: the share, last round's, what it is held against, and both comparisons."""

    label: str
    share: Share
    note: str = ""
    previous: Share | None = None
    change: Difference | None = None
    other: Difference | None = None


@dataclass(frozen=True, slots=True)
class DotMarks:
    """Which marks a chart has beside the share itself; an empty label: that mark is not there."""

    rows_label: str
    caption: str
    own: str
    previous: str = ""
    other: str = ""


def draw_dots(context: Context, sources: Sequence[DotSource], marks: DotMarks) -> Figure:
    """Return the chart and its table."""
    marks = _drop_unused(marks, sources)
    rows = tuple(_make_row(context, source, marks) for source in sources)
    chart = DotChart(rows, marks.own, marks.previous, marks.other, alt=describe_range(context, sources, marks.caption))
    return Figure(chart, make_table(context, sources, marks))


def _drop_unused(marks: DotMarks, sources: Sequence[DotSource]) -> DotMarks:
    """Return the marks without those that no row has."""
    has_previous = any(_exact(source.previous) is not None for source in sources)
    has_other = any(source.other and source.other.other is not None for source in sources)
    return replace(marks, previous=marks.previous if has_previous else "", other=marks.other if has_other else "")


def _make_row(context: Context, source: DotSource, marks: DotMarks) -> DotRow:
    share = source.share
    return DotRow(
        label=source.label,
        note=source.note,
        value=share.value if share.is_told else None,
        low=share.low if share.is_exact else None,
        high=share.high if share.is_exact else None,
        previous=_exact(source.previous) if marks.previous else None,
        benchmark=source.other.other if marks.other and source.other else None,
        value_text=_value_text(context, share),
        verdict=word_row(context, source),
    )


def _value_text(context: Context, share: Share) -> str:
    return word_share(share, context.language, decimals=context.wording.decimals) if share.is_told else ""


def word_row(context: Context, source: DotSource) -> str:
    """Return the verdict on a row: its change, else its difference from others, else why it is not exact."""
    if not source.share.is_exact:
        return word_status(source.share.status, context.language)
    for difference, kind in ((source.change, "change"), (source.other, "difference")):
        if difference and (words := word_verdict(difference, kind=kind, language=context.language)):
            return words
    return ""


def _exact(share: Share | None) -> float | None:
    return share.value if share is not None and share.is_exact else None


def make_table(context: Context, sources: Sequence[DotSource], marks: DotMarks) -> Table:
    """Return the table behind a chart of dots, with only the columns that hold something."""
    say = context.phrases.say
    columns = [
        marks.rows_label,
        say("labels.columns.share"),
        say("labels.columns.base"),
        say("labels.columns.interval"),
    ]
    columns += [marks.previous] if marks.previous else []
    columns += [marks.other] if marks.other else []
    columns.append(say("labels.columns.verdict"))
    rows = tuple(_make_cells(context, source, marks) for source in sources)
    numeric = (False, *(True for _ in columns[1:-1]), False)
    return drop_empty(Table(marks.caption, tuple(columns), rows, numeric))


def drop_empty(table: Table) -> Table:
    """Return the table without the columns that nothing stands in; the first two stay."""
    kept = [c for c in range(len(table.columns)) if c < KEPT or any(row[c].text for row in table.rows)]
    return Table(
        table.caption,
        tuple(table.columns[c] for c in kept),
        tuple(tuple(row[c] for c in kept) for row in table.rows),
        tuple(table.numeric[c] for c in kept),
    )


def _make_cells(context: Context, source: DotSource, marks: DotMarks) -> tuple[Cell, ...]:
    share = source.share
    cells = [Cell(source.label), make_cell(context, share), base_cell(context, share), interval_cell(context, share)]
    if marks.previous:
        cells.append(make_cell(context, source.previous) if source.previous else Cell(""))
    if marks.other:
        other = source.other.other if source.other else None
        cells.append(value_cell(context, other))
    return (*cells, Cell(word_row(context, source) if share.is_told else ""))


def make_cell(context: Context, share: Share) -> Cell:
    """Return a share as a table cell: the figure, or the reason that it is not there."""
    if not share.is_told:
        return Cell(word_cell(share.status, context.language))
    number = share.value if share.is_exact else None
    return Cell(word_share(share, context.language, decimals=context.wording.decimals), number)


def value_cell(context: Context, value: float | None) -> Cell:
    """Return a plain share as a table cell, empty where there is none."""
    if value is None:
        return Cell("")
    return Cell(percent_figure(value, context.language, decimals=context.wording.decimals), value)


def base_cell(context: Context, share: Share) -> Cell:
    """Return the number of answers behind a share, as far as it may be told."""
    if share.status is Status.SMALL_BASE:
        return Cell("5–9")
    if share.n is None or not share.is_told:
        return Cell("")
    return Cell(format_count(share.n, context.language), share.n)


def count_cell(context: Context, count: int | None) -> Cell:
    """Return a count as a table cell, empty where it is not known or may not be told."""
    return Cell(format_count(count, context.language), count) if count is not None else Cell("")


def interval_cell(context: Context, share: Share) -> Cell:
    """Return the interval of a share, empty where there is none."""
    if not share.is_exact or share.low is None or share.high is None:
        return Cell("")
    return Cell(interval_figure(share.low, share.high, context.language, decimals=context.wording.decimals))


def describe_range(context: Context, sources: Sequence[DotSource], caption: str) -> str:
    """Return a chart's alternative text: from the lowest share shown to the highest."""
    shown = sorted((s for s in sources if s.share.is_exact), key=lambda s: s.share.value or 0.0)
    if not shown:
        return context.phrases.say("labels.alt.none", caption=caption)
    values = [_value_text(context, s.share) for s in (shown[0], shown[-1])]
    if len(shown) == 1:
        return context.phrases.say("labels.alt.one", caption=caption, label=shown[0].label, value=values[0])
    return context.phrases.say(
        "labels.alt.range",
        caption=caption,
        low=values[0],
        lowest=shown[0].label,
        high=values[1],
        highest=shown[-1].label,
    )


def previous_label(context: Context) -> str:
    """Return the legend of last round's mark, empty where no round is compared with."""
    return context.periods[0] if context.outline.previous else ""


def source_of_domain(
    context: Context, item: str, label: str, *, group: str | None, gender: str | None = None, rest: str
) -> DotSource:
    """Return the row of a group or gender of the report's unit; held against `rest` where no round is compared with."""
    unit, previous = context.outline.unit, context.outline.previous
    return DotSource(
        label=label,
        share=context.share(item, unit=unit, group=group, gender=gender),
        previous=context.share(item, round_id=previous, unit=unit, group=group, gender=gender) if previous else None,
        change=context.difference(item, PREVIOUS, unit=unit, group=group, gender=gender),
        other=None if previous else context.difference(item, rest, unit=unit, group=group, gender=gender),
    )


def source_of(context: Context, item: str, statistic: str, *, label: str, note: str = "", other: str = "") -> DotSource:
    """Return the row of an item or area in the report's own domain."""
    previous = context.outline.previous
    return DotSource(
        label=label,
        note=note,
        share=context.main(item, statistic),
        previous=context.main(item, statistic, round_id=previous) if previous else None,
        change=context.held_against(item, PREVIOUS, statistic),
        other=context.held_against(item, other, statistic) if other else None,
    )
