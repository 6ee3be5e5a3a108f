"""All rounds there are figures for, where there are three: the overall share as a trend, every item in the table."""

from typing import Final

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.course import tell_pooled, tell_trend
from genklang.reporting.dots import base_cell, drop_empty, interval_cell, make_cell, value_cell
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import Block, Cell, Figure, Paragraph, SectionText, Table, TrendChart, TrendPoint, Voice
from genklang.reporting.outline import Kind
from genklang.reporting.section import Section
from genklang.reporting.story import tell_change
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.ladder import word_share, word_status
from genklang.tables.estimate import Status

FEWEST: Final = 3
"""Rounds that make a trend."""


def _list_rounds(context: Context, item: Item) -> list[str]:
    """Return the rounds up to the report's own with a row for the item, in order of their periods."""
    domain = (context.outline.organisation, context.outline.unit, context.group, None, item.code, POSITIVE)
    found = {key[0] for key in context.figures.shares if key[1:] == domain}
    last = context.period(context.outline.round)
    return sorted((r for r in found if r and context.period(r) <= last), key=context.period)


def has_trend(context: Context) -> bool:
    """Whether there are rounds enough to be a trend: two are already side by side in the chart of all items."""
    item = context.overall
    if item is None:
        return False
    shown = (context.main(item.code, round_id=r).is_exact for r in _list_rounds(context, item))
    return sum(shown) >= FEWEST


def _write(context: Context) -> SectionText:
    item = context.overall
    if item is None:
        raise ValueError("a report without items has no trend")
    rounds = _list_rounds(context, item)
    other = next((a for a in context.outline.benchmarks if a in context.others), "")
    blocks: list[Block] = [Figure(_draw(context, item, rounds, other), _table_behind(context, item, rounds, other))]
    blocks += [Paragraph(claim.text) for claim in (*tell_trend(context), *tell_pooled(context))]
    blocks.append(_make_table(context, rounds))
    key = "published" if context.outline.kind is Kind.PUBLISHED else "own"
    blocks.append(Paragraph(context.phrases.say(f"sections.over_time.note_{key}"), Voice.NOTE))
    return SectionText(
        "over_time", _choose_title(context, rounds), context.phrases.say("sections.over_time.intro"), tuple(blocks)
    )


def _choose_title(context: Context, rounds: list[str]) -> str:
    trend = [claim for claim in tell_trend(context) if all(d.is_certain for d in claim.evidence.differences)]
    if change := trend or tell_change(context):
        return change[0].text.split(". ")[0].removesuffix(".")
    return context.phrases.say("sections.over_time.title", first=context.period(rounds[0]))


def _draw(context: Context, item: Item, rounds: list[str], other: str) -> TrendChart:
    points = [_make_point(context, item, r, other) for r in rounds]
    label = context.label_item(item.code)
    return TrendChart(
        label,
        tuple(_show_gaps(points)),
        context.subject_name,
        context.name_other(other, short=True) if other else "",
        _describe(context, label, points),
    )


def _make_point(context: Context, item: Item, round_id: str, other: str) -> TrendPoint:
    share = context.main(item.code, round_id=round_id)
    breaks = not _is_comparable(context, item, round_id)
    return TrendPoint(
        period=context.period(round_id),
        value=share.value if share.is_exact else None,
        low=share.low if share.is_exact else None,
        high=share.high if share.is_exact else None,
        benchmark=context.held_against(item.code, other, round_id=round_id).other if other else None,
        breaks=breaks,
        value_text=word_share(share, context.language, decimals=context.wording.decimals) if share.is_exact else "",
        note=_note(context, share, breaks=breaks),
    )


def _note(context: Context, share: Share, *, breaks: bool) -> str:
    if breaks:
        return context.phrases.say("sections.over_time.breaks")
    return "" if share.is_exact else word_status(share.status, context.language)


def _is_comparable(context: Context, item: Item, round_id: str) -> bool:
    """Whether the item is declared comparable with the round before, and was asked there as far as records tell."""
    if (item.code, round_id) in context.figures.derived.breaks:
        return False
    recorded = [r for r in context.records if r.items]
    place = next((i for i, r in enumerate(recorded) if r.round == round_id), 0)
    return place == 0 or item.code in recorded[place - 1].items


def _show_gaps(points: list[TrendPoint]) -> list[TrendPoint]:
    """Put an empty point where a year between two years is missing."""
    shown: list[TrendPoint] = []
    for point in points:
        if shown and shown[-1].period.isdigit() and point.period.isdigit():
            between = range(int(shown[-1].period) + 1, int(point.period))
            shown += [TrendPoint(str(year), None, None, None, None, breaks=False) for year in between]
        shown.append(point)
    return shown


def _describe(context: Context, label: str, points: list[TrendPoint]) -> str:
    shown = [p for p in points if p.value is not None]
    ends = [value_cell(context, p.value).text for p in (shown[0], shown[-1])]
    return context.phrases.say(
        "sections.over_time.alt",
        label=label,
        first=shown[0].period,
        last=shown[-1].period,
        before=ends[0],
        after=ends[1],
    )


def _table_behind(context: Context, item: Item, rounds: list[str], other: str) -> Table:
    say = context.phrases.say
    columns = [say(f"labels.columns.{c}") for c in ("period", "share", "base", "interval")]
    columns += [context.name_other(other, short=True)] if other else []
    rows = []
    for round_id in rounds:
        share = context.main(item.code, round_id=round_id)
        cells = [
            Cell(context.period(round_id)),
            make_cell(context, share),
            base_cell(context, share),
            interval_cell(context, share),
        ]
        if other:
            cells.append(value_cell(context, context.held_against(item.code, other, round_id=round_id).other))
        rows.append(tuple(cells))
    numeric = (False, *(True for _ in columns[1:]))
    return drop_empty(Table(context.label_item(item.code), tuple(columns), tuple(rows), numeric))


def _make_table(context: Context, rounds: list[str]) -> Table:
    """Every item in every round."""
    columns = (context.phrases.say("labels.columns.item"), *(context.period(r) for r in rounds))
    rows = tuple(
        (Cell(context.label_item(i.code)), *(_short_cell(context, i, r) for r in rounds)) for i in context.items
    )
    return Table(context.phrases.say("sections.over_time.caption"), columns, rows, (False, *(True for _ in rounds)))


def _short_cell(context: Context, item: Item, round_id: str) -> Cell:
    """Return a share as a cell; one that is withheld is a dash, which the note below explains."""
    share = context.main(item.code, round_id=round_id)
    if share.is_told and share.status is not Status.SMALL_BASE:
        return make_cell(context, share)
    return make_cell(context, share) if share.is_told else Cell("–")


part = Section(70, "over_time", has_trend, _write)
