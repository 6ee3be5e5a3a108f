"""The news text for the web and the press: the report's own claims, as title and paragraphs."""

from collections.abc import Iterable

from genklang.reporting.context import Context
from genklang.reporting.outline import Genre, Kind
from genklang.reporting.story import (
    tell_area_changes,
    tell_base,
    tell_caveats,
    tell_change,
    tell_changes,
    tell_comparisons,
    tell_index,
    tell_level,
    tell_lowest,
    tell_lowest_score,
    tell_records,
    tell_tail,
    why_key,
)
from genklang.reporting.words.claims import Claim, Move
from genklang.reporting.words.phrases import lower_first


def write_news(context: Context, *, title: str) -> tuple[str, ...]:
    """Return the title and the paragraphs of a news item in the outline's genre."""
    intro = context.phrases.sentence(
        f"news.{_choose_intro(context)}",
        name=context.subject_name,
        survey=context.outline.survey or context.phrases.quoted(context.texts.title),
        period=context.periods[1],
        respondents=lower_first(context.wording.respondents),
    )
    level = tell_level(context)
    if not level and not tell_index(context):
        why = context.phrases.sentence(why_key(context), name=context.subject_name)
        return (title, intro, why, *(c.text for c in tell_records(context)))
    records = tell_records(context)
    tails = () if context.instrument.tails else tell_tail(context)
    paragraphs = [
        _join((*level, *tails, *tell_index(context))),
        _join((*tell_change(context), *tell_changes(context), *_all_areas(context))),
        _join(tell_comparisons(context)[:1]),
        _join(tell_lowest(context) or tell_lowest_score(context)),
        *(c.text for c in records if c.move is Move.QUOTE),
        _join((*tell_base(context), *tell_caveats(context), *(c for c in records if c.move is Move.NEW))),
        *(c.text for c in records if c.move is Move.ACTION),
        context.phrases.sentence("news.how_published" if context.outline.kind is Kind.PUBLISHED else "news.how"),
    ]
    return (title, intro, *(p for p in paragraphs if p))


def _choose_intro(context: Context) -> str:
    """Return where the first sentence stands; those who answer for others are named, not called those concerned."""
    genre = Genre.INSTITUTION if context.outline.unit else context.outline.genre
    is_named = genre is Genre.MUNICIPAL and not context.wording.is_plain
    return genre.value + ("_named" if is_named else "")


def _all_areas(context: Context) -> tuple[Claim, ...]:
    """Return what holds of the quality areas, where it is more than the items already say."""
    return tuple(c for c in tell_area_changes(context) if all(d.is_certain for d in c.evidence.differences))


def _join(claims: Iterable[Claim]) -> str:
    return " ".join(claim.text for claim in claims)
