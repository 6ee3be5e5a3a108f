"""Who answered: answers, offered and response rate per group, and how the answers came in."""

from genklang.reporting.context import Context
from genklang.reporting.dots import drop_empty, make_cell
from genklang.reporting.figures import ANSWERS, RATE
from genklang.reporting.model import Block, Cell, Paragraph, SectionText, Table, Voice
from genklang.reporting.section import Section
from genklang.reporting.story import is_withheld, tell_base
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.ladder import word_cell
from genklang.reporting.words.numbers import format_count
from genklang.tables.estimate import Status
from genklang.tables.keys import UNKNOWN


def _applies(context: Context) -> bool:
    return not is_withheld(context) and (context.has("", ANSWERS) or context.has("", RATE))


def _write(context: Context) -> SectionText:
    blocks: list[Block] = [_make_table(context)]
    record = context.facts.record
    channels = [c for c in record.channels if c and c != UNKNOWN] if record else []
    if channels:
        names = context.phrases.all_of(context.labels.get(c, c) for c in channels)
        blocks.append(Paragraph(context.phrases.sentence("sections.who_answered.channels", channels=names), Voice.NOTE))
    if not context.has("", RATE):
        blocks.append(Paragraph(context.phrases.say("sections.who_answered.no_offered"), Voice.NOTE))
    base = tell_base(context)
    title = base[0].text.removesuffix(".") if base else context.phrases.say("sections.who_answered.title")
    return SectionText(
        "who_answered",
        title,
        context.phrases.say("sections.who_answered.intro") if context.has("", RATE) else "",
        tuple(blocks),
    )


def _make_table(context: Context) -> Table:
    say = context.phrases.say
    columns = tuple(say(f"labels.columns.{c}") for c in ("group", "answers", "offered", "rate"))
    groups = [context.group, *(g.code for g in context.instrument.target_groups if g.code != context.group)]
    rows = [row for group in groups if group not in context.twins and (row := _make_row(context, group))]
    return drop_empty(Table(say("sections.who_answered.caption"), columns, tuple(rows), (False, True, True, True)))


def _make_row(context: Context, group: str | None) -> tuple[Cell, ...]:
    answers, rate = (context.share("", s, unit=context.outline.unit, group=group) for s in (ANSWERS, RATE))
    if {answers.status, rate.status} <= {Status.NOT_ASKED, Status.NO_ANSWERS}:
        return ()
    label = context.label_group(group)
    return Cell(label), _count_cell(context, answers), _offered_cell(context, rate), _rate_cell(context, rate)


def _count_cell(context: Context, answers: Share) -> Cell:
    if answers.is_exact and answers.value is not None:
        return Cell(format_count(round(answers.value), context.language), answers.value)
    return Cell(word_cell(answers.status, context.language))


def _offered_cell(context: Context, rate: Share) -> Cell:
    if rate.is_exact and rate.n is not None:
        return Cell(format_count(rate.n, context.language), rate.n)
    return Cell("")


def _rate_cell(context: Context, rate: Share) -> Cell:
    return Cell("") if rate.status is Status.NOT_ASKED else make_cell(context, rate)


part = Section(90, "who_answered", _applies, _write)
