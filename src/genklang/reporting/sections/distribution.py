"""Where most can be won: how the answers are spread, the weakest item first."""

from genklang.instrument.model import Category, Item
from genklang.reporting.context import Context
from genklang.reporting.figures import DISTRIBUTION, NO_OPINION
from genklang.reporting.model import BarChart, BarRow, Cell, Figure, SectionText, Segment, Table, Tone
from genklang.reporting.section import Section
from genklang.reporting.sections.dots import make_cell
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.ladder import word_status, write_share
from genklang.reporting.words.numbers import format_count
from genklang.tables.estimate import Status

TONES = tuple(Tone)
FINEST = 5
"""A scale with more steps than this is drawn in five bands of equal width."""


def _applies(context: Context) -> bool:
    return any(_spread(context, item) is not None for item in context.items)


def _write(context: Context) -> SectionText:
    items = sorted(context.items, key=lambda i: (not context.main(i.code).is_exact, context.main(i.code).value or 0.0))
    rows = tuple(_make_row(context, item) for item in items)
    used = [tone for tone in TONES if any(s.tone is tone for row in rows for s in row.segments)]
    legend = tuple((tone, context.phrases.say(f"labels.tones.{tone.value}")) for tone in used)
    chart = BarChart(rows, legend, _describe(context, rows))
    say = context.phrases.say
    return SectionText(
        "distribution",
        say("sections.distribution.title"),
        say("sections.distribution.intro"),
        (Figure(chart, _make_table(context, items)),),
    )


def _spread(context: Context, item: Item) -> list[tuple[Category, Share]] | None:
    """Return each category's share, None where one of them is withheld."""
    spread = [(c, context.main(item.code, f"{DISTRIBUTION}:{c.code}")) for c in item.substantive]
    return spread if spread and all(share.is_exact for _, share in spread) else None


def _make_row(context: Context, item: Item) -> BarRow:
    label = context.label_item(item.code)
    spread = _spread(context, item)
    if spread is None:
        return BarRow(label, (), word_status(_reason(context, item), context.language))
    shares: dict[Tone, float] = {}
    for place, (_, share) in enumerate(spread):
        tone = tone_of(item, place)
        shares[tone] = shares.get(tone, 0.0) + (share.value or 0.0)
    ordered = [tone for tone in TONES if tone in shares]
    segments = tuple(
        Segment(tone, shares[tone], write_share(Share(shares[tone]), context.language)) for tone in ordered
    )
    return BarRow(label, segments, _note(context, item))


def _reason(context: Context, item: Item) -> Status:
    """Return why a distribution is not there: its own reason, or that of the share it belongs to."""
    own = [context.main(item.code, f"{DISTRIBUTION}:{c.code}").status for c in item.substantive]
    share = context.main(item.code).status
    return share if share is not Status.SHOWN else next((s for s in own if s is not Status.SHOWN), Status.CONFIDENTIAL)


def tone_of(item: Item, place: int) -> Tone:
    """Return the tone of a category by its place in the order shown, most positive first unless reversed."""
    categories = item.substantive
    if len(categories) > FINEST:
        rank = _rank(categories, place)
        return TONES[min(int(rank * FINEST / len(categories)), FINEST - 1)]
    category = categories[place]
    if category.positive:
        others = [c for c in categories if c.positive]
        first = max(others, key=lambda c: c.score or 0.0)
        return Tone.VERY_POSITIVE if len(others) > 1 and category is first else Tone.POSITIVE
    if category.negative:
        others = [c for c in categories if c.negative]
        last = min(others, key=lambda c: c.score or 0.0)
        return Tone.VERY_NEGATIVE if len(others) > 1 and category is last else Tone.NEGATIVE
    return Tone.NEUTRAL


def _rank(categories: tuple[Category, ...], place: int) -> int:
    """Return how many categories are better than this one."""
    own = categories[place].score or 0.0
    return sum((c.score or 0.0) > own for c in categories)


def _note(context: Context, item: Item) -> str:
    outside = context.main(item.code, NO_OPINION)
    if outside.is_exact and outside.k is not None:
        return context.phrases.say(
            "sections.distribution.no_opinion", n=outside.k, count=format_count(outside.k, context.language)
        )
    return ""


def _make_table(context: Context, items: list[Item]) -> Table:
    """One row per item and category: the labels differ from item to item."""
    say = context.phrases.say
    rows = [
        (
            Cell(context.label_item(item.code)),
            Cell(context.label_category(item, category.name)),
            make_cell(context, context.main(item.code, f"{DISTRIBUTION}:{category.code}")),
        )
        for item in items
        for category in item.substantive
    ]
    columns = (say("labels.columns.item"), say("labels.columns.category"), say("labels.columns.share_of_all"))
    return Table(say("sections.distribution.caption"), columns, tuple(rows), (False, False, True))


def _describe(context: Context, rows: tuple[BarRow, ...]) -> str:
    weakest = next((row for row in rows if row.segments), None)
    if weakest is None:
        return context.phrases.say("labels.alt.none", caption=context.phrases.say("sections.distribution.caption"))
    parts = [f"{context.phrases.say(f'labels.tones.{s.tone.value}')} {s.label}" for s in weakest.segments]
    return context.phrases.say("sections.distribution.alt", label=weakest.label, parts=context.phrases.all_of(parts))


part = Section(30, "distribution", _applies, _write)
