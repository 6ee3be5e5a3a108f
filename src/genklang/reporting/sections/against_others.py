"""The own figures beside others': the rest of the organisation, and both national averages, each labelled.

A table, since the first of the others already stands as a mark in the chart of all items.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import drop_empty, make_cell, value_cell
from genklang.reporting.figures import POSITIVE
from genklang.reporting.model import Block, Cell, Paragraph, SectionText, Table, Voice
from genklang.reporting.section import Section
from genklang.reporting.story import tell_comparisons, tell_index
from genklang.reporting.words.ladder import word_verdict
from genklang.reporting.words.numbers import number_word

MOST_BESIDE: Final = 2
"""A table holds no more others than this, so that its columns stay wide enough to read."""


def _applies(context: Context) -> bool:
    context = _with_total(context)
    return any(
        context.held_against(i.code, against).other is not None
        for against in context.item_others
        for i in context.items
    )


def _write(context: Context) -> SectionText:
    whole, context = context, _with_total(context)
    others = context.item_others
    known = (*tell_comparisons(whole)[:1], *tell_index(whole))
    claims = (*tell_comparisons(context), *tell_index(context))
    blocks: list[Block] = [Paragraph(c.text) for c in claims if c not in known]
    blocks += [_make_table(context, others[i : i + MOST_BESIDE]) for i in range(0, len(others), MOST_BESIDE)]
    blocks += [Paragraph(text, Voice.NOTE) for text in _explain(context, others)]
    key = "intro" if context.group == whole.group else "intro_group"
    intro = context.phrases.say(f"sections.against_others.{key}", group=context.label_group(context.group))
    return SectionText("against_others", _choose_title(context, others[0]), intro, tuple(blocks))


def _with_total(context: Context) -> Context:
    """Return the context of the declared total that others are compared with, where all respondents are not."""
    if context.item_others:
        return context
    totals = (replace(context, group=total.code, twins=()) for total in context.instrument.totals)
    return next((found for found in totals if found.item_others), context)


def _choose_title(context: Context, against: str) -> str:
    differences = [context.held_against(i.code, against) for i in context.items]
    tested = [d for d in differences if d.is_tested]
    other = context.name_other(against)
    if not tested:
        return context.phrases.sentence("sections.against_others.title", name=context.subject_name, other=other)
    up = sum(d.is_certain and d.is_up for d in tested)
    down = sum(d.is_certain and not d.is_up for d in tested)
    count = number_word(len(context.items), context.language)
    values: dict[str, object] = {
        "n": up or down,
        "other": other,
        "up": number_word(up, context.language),
        "down": number_word(down, context.language),
        "those": context.phrases.say("nouns.items.those", count=count),
    }
    key = "up_and_down" if up and down else "up" if up else "down" if down else "none"
    return context.phrases.sentence(f"sections.against_others.title_{key}", **values)


def _make_table(context: Context, others: Sequence[str]) -> Table:
    say = context.phrases.say
    columns = [say("labels.columns.item"), context.subject_name]
    for against in others:
        columns += [context.name_other(against, short=True), say("labels.columns.verdict")]
    rows = tuple((_own_cells(context, item) + _other_cells(context, item, others)) for item in context.items)
    numeric = (False, True, *(place % 2 == 0 for place in range(2 * len(others))))
    return drop_empty(Table(say("sections.against_others.caption"), tuple(columns), rows, numeric))


def _own_cells(context: Context, item: Item) -> tuple[Cell, ...]:
    return Cell(context.label_item(item.code)), make_cell(context, context.main(item.code, POSITIVE))


def _other_cells(context: Context, item: Item, others: Sequence[str]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for against in others:
        difference = context.held_against(item.code, against)
        verdict = word_verdict(difference, kind="difference", language=context.language)
        cells += [value_cell(context, difference.other), Cell(verdict)]
    return tuple(cells)


def _explain(context: Context, others: Sequence[str]) -> list[str]:
    """Return what each comparison is with, and whether the own answers are part of it."""
    explained = context.phrases.table("sections.against_others.explain")
    keys = [key if (key := context.key_other(a)) in explained else a for a in others]
    alike = [name for name in context.figures.derived.like if name != context.outline.organisation]
    values = {"organisation": context.outline.name, "like": context.phrases.all_of(alike)}
    return [explained[key].format(**values) for key in keys if key in explained]


part = Section(80, "against_others", _applies, _write)
