"""Method and bases: what counts as positive, what is left out, how sure, what is hidden and why, where from."""

import polars as pl

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import drop_empty
from genklang.reporting.figures import INDEX, NEGATIVE, NO_OPINION, POSITIVE
from genklang.reporting.model import Block, Cell, Paragraph, SectionText, Table, Voice
from genklang.reporting.outline import Kind
from genklang.reporting.section import Section
from genklang.reporting.words.numbers import format_count
from genklang.reporting.words.phrases import lower_first
from genklang.tables.estimate import OWN, Status


def _write(context: Context) -> SectionText:
    say = context.phrases.say
    blocks: list[Block] = [Paragraph(text, Voice.NOTE) for text in _list_notes(context)]
    if context.items:
        blocks.append(_define_items(context))
    if legend := _explain_statuses(context):
        blocks.append(legend)
    return SectionText("method", say("sections.method.title"), say("sections.method.intro"), tuple(blocks))


def _list_notes(context: Context) -> list[str]:
    keys = ["share"]
    if context.outline.kind is Kind.PUBLISHED:
        keys.append("published")
    else:
        keys += ["interval", "ladder"]
    keys += ["index"] if context.has("", INDEX) else []
    keys += ["averages"] if {"national_mean", "national_pooled"} <= set(context.others) else []
    keys += ["protection"] if context.outline.kind is Kind.OWN else []
    notes = [context.phrases.say(f"sections.method.{key}") for key in keys]
    sources = [s for s in context.figures.frame["source"].unique().sort() if s and s != OWN]
    if sources:
        notes.append(context.phrases.sentence("sections.method.source", sources=context.phrases.all_of(sources)))
    return notes


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
        Cell(format_count(base, context.language) if base is not None else "", base),
        Cell(format_count(blank, context.language) if blank is not None else "", blank),
    )


def _explain_statuses(context: Context) -> Table | None:
    """Return the legend of the codes that stand in this report's figures."""
    rounds = {context.outline.round, context.outline.previous}
    used = context.figures.frame.filter(
        pl.col("round").is_in([r for r in rounds if r])
        & pl.col("statistic").is_in([POSITIVE, NEGATIVE, "response_rate"])
    )["status"].unique()
    statuses = [s for s in Status if s is not Status.SHOWN and s.value in set(used)]
    if not statuses:
        return None
    say = context.phrases.say
    rows = tuple(
        (Cell(say(f"status.short.{s.name.lower()}")), Cell(s.value), Cell(say(f"status.legend.{s.name.lower()}")))
        for s in statuses
    )
    columns = (say("labels.columns.reads"), say("labels.columns.code"), say("labels.columns.means"))
    return Table(say("sections.method.legend"), columns, rows, (False, False, False))


part = Section(100, "method", lambda context: True, _write)  # noqa: ARG005 — every report says how it was made
