"""The three or four large numbers of a report's first page."""

from genklang.reporting.context import Context
from genklang.reporting.figures import INDEX, NEGATIVE, RATE
from genklang.reporting.model import KeyFigure
from genklang.reporting.words.differences import find_lowest
from genklang.reporting.words.evidence import Share
from genklang.reporting.words.ladder import word_share, word_status
from genklang.reporting.words.numbers import format_count, format_number, interval_figure, percent_figure
from genklang.reporting.words.phrases import lower_first
from genklang.tables.estimate import Status


def list_key_figures(context: Context) -> tuple[KeyFigure, ...]:
    """Return the level, the index, the answers, the comparison and the weakest item, as far as they may be told."""
    figures = (_index(context), _level(context), _tail(context), _answers(context), _other(context), _lowest(context))
    return tuple(f for f in figures if f is not None)[:4]


def _level(context: Context) -> KeyFigure | None:
    item = context.overall
    if item is None or not context.main(item.code).is_told:
        return None
    share = context.main(item.code)
    label = context.phrases.say("labels.key.level", subject=context.wording.subject, claim=context.claim_of(item.code))
    return KeyFigure(_short(context, share), label, _sureness(context, share))


def _tail(context: Context) -> KeyFigure | None:
    """The other tail, where the instrument always reports both."""
    item = context.overall
    if item is None or not context.instrument.tails or not context.main(item.code, NEGATIVE).is_told:
        return None
    share = context.main(item.code, NEGATIVE)
    labels = [context.label_category(item, c.name) for c in item.categories if c.negative]
    quoted = context.phrases.any_of(context.phrases.quoted(lower_first(label)) for label in labels)
    return KeyFigure(
        _short(context, share), context.phrases.say("labels.key.tail", labels=quoted), _sureness(context, share)
    )


def _index(context: Context) -> KeyFigure | None:
    share = context.main("", INDEX)
    if not share.is_exact or share.value is None:
        return None
    decimals = context.wording.decimals
    note = ""
    if share.low is not None and share.high is not None:
        ends = [format_number(end, context.language, decimals=decimals) for end in (share.low, share.high)]
        note = context.phrases.say("labels.key.index_sureness", low=ends[0], high=ends[1])
    value = format_number(share.value, context.language, decimals=decimals)
    return KeyFigure(value, context.phrases.say("labels.key.index"), note)


def _answers(context: Context) -> KeyFigure | None:
    answers = context.answers()
    if answers is None:
        return None
    rate = context.main("", RATE)
    note = ""
    if rate.is_exact and rate.value is not None:
        figure = percent_figure(rate.value, context.language, decimals=context.wording.decimals)
        note = context.phrases.say("labels.key.rate", rate=figure)
    elif rate.status is Status.ENTRY_ERROR:
        note = context.phrases.say("labels.key.no_rate")
    value = format_count(answers, context.language)
    return KeyFigure(value, context.phrases.say("labels.key.answers", n=answers), note)


def _other(context: Context) -> KeyFigure | None:
    item = context.overall
    against = next(iter(context.item_others), None)
    if item is None or against is None:
        return None
    value = context.held_against(item.code, against).other
    if value is None:
        return None
    figure = percent_figure(value, context.language, decimals=context.wording.decimals)
    return KeyFigure(figure, context.name_other(against, short=True), context.label_item(item.code))


def _lowest(context: Context) -> KeyFigure | None:
    """The weakest item, where it may be called the lowest at all."""
    shares = [(i.code, context.main(i.code)) for i in context.items]
    shown = [(code, share) for code, share in shares if share.is_exact and share.low is not None]
    lowest = find_lowest(shown)
    if len(lowest) != 1:
        return None
    code, share = lowest[0]
    label = context.phrases.say("labels.key.lowest", label=context.label_item(code))
    return KeyFigure(_short(context, share), label, _sureness(context, share))


def _short(context: Context, share: Share) -> str:
    return word_share(share, context.language, decimals=context.wording.decimals)


def _sureness(context: Context, share: Share) -> str:
    if share.is_exact and share.low is not None and share.high is not None:
        figure = interval_figure(share.low, share.high, context.language, decimals=context.wording.decimals)
        return context.phrases.say("labels.key.sureness", interval=figure)
    return word_status(share.status, context.language)
