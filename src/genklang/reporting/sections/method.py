"""Method and bases: what counts as positive, what is left out, how sure, what is hidden and why, where from."""

from math import ceil

import polars as pl

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import count_cell, drop_empty
from genklang.reporting.figures import DRIVER, EXPLAINED, INDEX, NEGATIVE, NO_OPINION, POSITIVE
from genklang.reporting.model import Block, Cell, Paragraph, SectionText, Table, Voice
from genklang.reporting.outline import Kind
from genklang.reporting.section import Section
from genklang.reporting.story import is_withheld
from genklang.reporting.words.numbers import points_text
from genklang.reporting.words.phrases import capitalise, lower_first
from genklang.tables.derived import DETECTABLE
from genklang.tables.estimate import OWN, Interval, Status


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    if is_withheld(context):
        protection = Paragraph(say("sections.method.protection"), Voice.NOTE)
        return SectionText("method", say("sections.method.title_withheld"), "", (protection,), is_appendix=True)
    blocks: list[Block] = [Paragraph(text, Voice.NOTE) for text in _list_notes(context)]
    blocks += [Paragraph(text, Voice.NOTE) for text in _explain_statuses(context)]
    if context.items:
        blocks.append(_define_items(context))
    return SectionText("method", say("sections.method.title"), "", tuple(blocks), is_appendix=True)


def _list_notes(context: Context) -> list[str]:
    keys = ["share"]
    if context.outline.kind is Kind.PUBLISHED:
        keys.append("published")
    else:
        keys += [_choose_interval(context), *_list_design(context), "ladder"]
    keys += ["index"] if context.has("", INDEX) else []
    keys += ["drivers"] if context.main(DRIVER, EXPLAINED).is_exact else []
    keys += ["averages"] if {"national_mean", "national_pooled"} <= set(context.others) else []
    keys += ["protection"] if context.outline.kind is Kind.OWN else []
    notes = [context.phrases.say(f"sections.method.{key}") for key in keys]
    notes += _plan(context)
    sources = [s for s in context.figures.frame["source"].unique().sort() if s and s != OWN]
    if sources:
        notes.append(context.phrases.sentence("sections.method.source", sources=context.phrases.all_of(sources)))
    return notes


def _choose_interval(context: Context) -> str:
    """Return which note tells what the uncertainty is about: the round, or more than it."""
    frame, place = context.figures.frame, context.outline
    own = frame.filter(
        pl.col("statistic") == POSITIVE, pl.col("round") == place.round, pl.col("organisation") == place.organisation
    )
    return "interval_process" if set(own["interval"].drop_nulls()) == {Interval.PROCESS.value} else "interval"


def _list_design(context: Context) -> list[str]:
    """Return the notes on how the sample was drawn, where the answers say so."""
    found = [r for r in context.records if r.round == context.outline.round]
    record = next((r for r in found if r.organisation == context.outline.organisation), None)
    if record is None:
        return []
    return [key for key, is_so in (("strata", record.in_strata), ("weights", record.is_weighted)) if is_so]


def _plan(context: Context) -> list[str]:
    """Return how large a change must be to be found with as many answers next time."""
    item = context.overall
    points = context.main(item.code, DETECTABLE).value if item else None
    if points is None:
        return []
    size = points_text(ceil(points), context.language)
    return [context.phrases.say("sections.method.detectable", points=size)]


def _define_items(context: Context) -> Table:
    say = context.phrases.say
    columns = ["item_text", "positive", "base", "no_opinion"]
    rows = tuple(_define_item(context, item) for item in context.items)
    names = tuple(say(f"labels.columns.{c}") for c in columns)
    return drop_empty(Table(say("sections.method.definitions"), names, rows, (False, False, True, True)))


def _define_item(context: Context, item: Item) -> tuple[Cell, ...]:
    labels = [lower_first(context.label_category(item, c.name)) for c in item.positive]
    share, outside = context.main(item.code, POSITIVE), context.main(item.code, NO_OPINION)
    base = share.n if share.status is Status.SHOWN else None
    blank = outside.k if outside.status is Status.SHOWN else None
    return (
        Cell(context.texts.items[item.code].text),
        Cell(context.phrases.any_of(labels)),
        count_cell(context, base),
        count_cell(context, blank),
    )


def _explain_statuses(context: Context) -> list[str]:
    """Return what each of the words and codes means that stand in the place of this report's figures."""
    used = context.figures.frame.filter(
        pl.col("unit").eq_missing(pl.lit(context.outline.unit)) if context.outline.unit else pl.lit(value=True),
        pl.col("statistic").is_in([POSITIVE, NEGATIVE, "response_rate"]),
    )["status"].unique()
    names = [s.name.lower() for s in Status if s is not Status.SHOWN and s.value in set(used)]
    say = context.phrases.say
    words = [context.phrases.quoted(capitalise(say(f"status.cell.{name}"))) for name in names]
    codes = [Status[name.upper()].value for name in names]
    means = [say(f"status.legend.{name}") for name in names]
    return [
        say("sections.method.legend", word=word, code=code, means=meaning)
        for word, code, meaning in zip(words, codes, means, strict=True)
    ]


part = Section(100, "method", lambda context: True, _write)  # noqa: ARG005 — every report says how it was made
