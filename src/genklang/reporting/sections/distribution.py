"""Where most can be won: how the answers are spread, the weakest item first."""

from collections.abc import Sequence
from dataclasses import replace

from genklang.instrument.model import Item
from genklang.reporting.bands import Band, band_answers
from genklang.reporting.context import Context
from genklang.reporting.dots import count_cell, drop_empty, value_cell
from genklang.reporting.figures import DISTRIBUTION, MEAN, NO_OPINION, POSITIVE
from genklang.reporting.model import BarChart, BarRow, Cell, Figure, SectionText, Segment, Table, Tone
from genklang.reporting.section import Section
from genklang.reporting.words.ladder import word_cell, word_status, write_share
from genklang.reporting.words.numbers import format_count
from genklang.reporting.words.phrases import capitalise, lower_first
from genklang.tables.estimate import Status

TONES = tuple(Tone)


def _applies(context: Context) -> bool:
    return any(_spread(context, item) for item in (*context.items, *context.scored_items))


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    figures = []
    for items, name in ((context.items, "caption"), (context.scored_items, "caption_scores")):
        if any(_spread(context, item) for item in items):
            ranked = sorted(items, key=lambda i: _weakness(context, i))
            figures.append(_draw(context, ranked, caption=say(f"sections.distribution.{name}")))
    title, intro = say("sections.distribution.title"), say("sections.distribution.intro")
    return SectionText("distribution", title, intro, tuple(figures))


def _weakness(context: Context, item: Item) -> tuple[bool, float]:
    """Return what puts the weakest item first, and last what is withheld."""
    figure = context.main(item.code, POSITIVE if item.positive else MEAN)
    return not figure.is_exact, figure.value or 0.0


def _draw(context: Context, items: Sequence[Item], *, caption: str) -> Figure:
    rows = tuple(_make_row(context, item) for item in items)
    words = _name_tones(context, items)
    used = [tone for tone in TONES if any(s.tone is tone for row in rows for s in row.segments)]
    legend = tuple((tone, words[tone]) for tone in used)
    chart = BarChart(rows, legend, _describe(context, rows, words, caption=caption))
    return Figure(chart, _make_table(context, items, words, caption=caption))


def _spread(context: Context, item: Item) -> tuple[Band, ...]:
    """Return the bands of an item's answers, most positive first; none where one of them is withheld."""
    spread = [(c, context.main(item.code, f"{DISTRIBUTION}:{c.code}")) for c in item.substantive]
    if not spread or not all(share.is_exact for _, share in spread):
        return ()
    return band_answers(item, spread, name=lambda category: context.label_category(item, category.name))


def _make_row(context: Context, item: Item) -> BarRow:
    label = context.label_item(item.code)
    bands = _spread(context, item)
    if not bands:
        return BarRow(label, (), word_status(_reason(context, item), context.language))
    ordered = sorted(bands, key=lambda band: TONES.index(band.tone))
    segments = tuple(
        Segment(b.tone, b.share.value or 0.0, write_share(replace(b.share), context.language)) for b in ordered
    )
    return BarRow(label, segments, _note(context, item))


def _reason(context: Context, item: Item) -> Status:
    """Return why a distribution is not there: its own reason, or that of the figure it belongs to."""
    own = [context.main(item.code, f"{DISTRIBUTION}:{c.code}").status for c in item.substantive]
    figure = context.main(item.code, POSITIVE if item.positive else MEAN).status
    return figure if figure is not Status.SHOWN else next((s for s in own if s is not Status.SHOWN), figure)


def _note(context: Context, item: Item) -> str:
    outside = context.main(item.code, NO_OPINION)
    if not outside.is_exact or outside.k is None:
        return ""
    count = format_count(outside.k, context.language)
    return context.phrases.say("sections.distribution.no_opinion", n=outside.k, count=count)


def _name_tones(context: Context, items: Sequence[Item]) -> dict[Tone, str]:
    """Return each tone's name: the category itself where all items share one scale, else a general word."""
    words = {tone: context.phrases.say(f"labels.tones.{tone.value}") for tone in TONES}
    if len({item.scale for item in items}) == 1 and (bands := _spread(context, items[0])):
        words |= {band.tone: lower_first(band.label) for band in bands}
    return words


def _make_table(context: Context, items: Sequence[Item], words: dict[Tone, str], *, caption: str) -> Table:
    """One row an item, a column a tone: per cent of those who have taken a stand, and how many stood outside."""
    say = context.phrases.say
    used = [tone for tone in TONES if any(b.tone is tone for item in items for b in _spread(context, item))]
    columns = (say("labels.columns.item"), *(capitalise(words[t]) for t in used), say("labels.columns.no_opinion"))
    rows = tuple(_make_cells(context, item, used) for item in items)
    return drop_empty(Table(caption, columns, rows, (False, *(True for _ in columns[1:]))))


def _make_cells(context: Context, item: Item, tones: Sequence[Tone]) -> tuple[Cell, ...]:
    label, bands = Cell(context.label_item(item.code)), _spread(context, item)
    if not bands:
        why = Cell(word_cell(_reason(context, item), context.language))
        return (label, why, *(Cell("") for _ in tones))
    shares = [sum(b.share.value or 0.0 for b in bands if b.tone is tone) for tone in tones]
    told = [any(b.tone is tone for b in bands) for tone in tones]
    cells = (value_cell(context, s if known else None) for s, known in zip(shares, told, strict=True))
    outside = context.main(item.code, NO_OPINION)
    return (label, *cells, count_cell(context, outside.k if outside.is_exact else None))


def _describe(context: Context, rows: Sequence[BarRow], words: dict[Tone, str], *, caption: str) -> str:
    weakest = next(row for row in rows if row.segments)
    parts = context.phrases.all_of(f"{words[s.tone]} {s.label}" for s in weakest.segments)
    return context.phrases.say("sections.distribution.alt", caption=caption, label=weakest.label, parts=parts)


part = Section(30, "distribution", _applies, _write)
