"""Items on a scale of scores, such as 1–10: their means, which are no shares of positive answers."""

from dataclasses import replace

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.dots import base_cell
from genklang.reporting.figures import MEAN, PREVIOUS
from genklang.reporting.model import Block, Cell, SectionText, Table
from genklang.reporting.section import Section
from genklang.reporting.words.evidence import LIKE, Share
from genklang.reporting.words.ladder import word_status, word_verdict
from genklang.reporting.words.numbers import format_number, number_word
from genklang.tables.estimate import Status


def _applies(context: Context) -> bool:
    return any(context.main(i.code, MEAN).is_told for i in context.scored_items)


def _write(context: Context) -> SectionText:
    items = tuple(i for i in context.scored_items if context.main(i.code, MEAN).status is not Status.NOT_ASKED)
    blocks: list[Block] = [_make_table(context, items)]
    count = number_word(len(items), context.language)
    title = context.phrases.sentence("sections.scores.title", n=len(items), count=count)
    intro = context.phrases.say("sections.scores.intro")
    return SectionText("scores", title, intro, tuple(blocks))


def _make_table(context: Context, items: tuple[Item, ...]) -> Table:
    say = context.phrases.say
    columns = [say(f"labels.columns.{c}") for c in ("item", "mean", "base", "interval")]
    if context.outline.previous:
        columns += [context.periods[0], say("labels.columns.verdict")]
    rows = tuple(_make_row(context, item) for item in items)
    numeric = (False, True, True, True, True, False)[: len(columns)]
    return Table(say("sections.scores.caption"), tuple(columns), rows, numeric)


def _make_row(context: Context, item: Item) -> tuple[Cell, ...]:
    share = context.main(item.code, MEAN)
    cells = [Cell(context.label_item(item.code)), _mean_cell(context, share), base_cell(context, share)]
    cells.append(_interval_cell(context, share))
    if context.outline.previous:
        cells.append(_mean_cell(context, context.main(item.code, MEAN, round_id=context.outline.previous)))
        change = replace(context.held_against(item.code, PREVIOUS, MEAN), margin=_find_margin(item))
        cells.append(Cell(word_verdict(change, kind="change", language=context.language)))
    return tuple(cells)


def _find_margin(item: Item) -> float:
    """Return what five points of a hundred are on the item's scale of scores."""
    scores = [c.score for c in item.substantive if c.score is not None]
    return LIKE / 100 * (max(scores) - min(scores)) if scores else LIKE


def _mean_cell(context: Context, share: Share) -> Cell:
    if not share.is_exact or share.value is None:
        return Cell(word_status(share.status, context.language))
    return Cell(format_number(share.value, context.language, decimals=1), share.value)


def _interval_cell(context: Context, share: Share) -> Cell:
    if not share.is_exact or share.low is None or share.high is None:
        return Cell("")
    ends = [format_number(end, context.language, decimals=1) for end in (share.low, share.high)]
    return Cell(f"{ends[0]}–{ends[1]}")


part = Section(15, "scores", _applies, _write)
