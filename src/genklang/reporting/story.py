"""What a report claims, move by move: the same claims make its lead, its first section and its news text."""

from collections.abc import Iterable

from genklang.instrument.model import Item
from genklang.reporting.context import Context
from genklang.reporting.course import tell_same_mix
from genklang.reporting.figures import AREA, DISTRIBUTION, INDEX, MEAN, NEGATIVE, PREVIOUS, RATE
from genklang.reporting.words.caveats import claim_actions, claim_caveats, claim_new_groups, claim_quote
from genklang.reporting.words.claims import Claim, Move, Refusal, told
from genklang.reporting.words.differences import (
    MOST_NAMED,
    Part,
    claim_change,
    claim_changes,
    claim_comparison,
    claim_index_comparison,
    claim_lowest,
    claim_lowest_score,
    claim_title_change,
    claim_title_untested,
)
from genklang.reporting.words.levels import (
    claim_base,
    claim_headline,
    claim_index,
    claim_split,
    claim_tail,
    claim_title,
    claim_title_index,
)
from genklang.tables.estimate import Status


def tell_title(context: Context) -> tuple[Claim, ...]:
    """Return the claims of the report's title: the level, and what has changed."""
    item = context.overall
    if item is None:
        return tell_index(context)
    level = claim_title(context.main(item.code), claim=context.claim_of(item.code), wording=context.wording)
    change = claim_title_change(list_changes(context), rounds=context.periods, wording=context.wording)
    untested = claim_title_untested(
        context.main(item.code, round_id=context.outline.previous),
        context.held_against(item.code, PREVIOUS),
        rounds=context.periods,
        wording=context.wording,
    )
    index = claim_title_index(context.main("", INDEX), wording=context.wording)
    return told((level, index, change, untested)) if isinstance(level, Claim) else ()


def tell_lead(context: Context) -> tuple[Claim, ...]:
    """Return the claims under the title: the level, the index, what has changed, what is lowest."""
    level = [c for c in tell_level(context) if c.move is not Move.SPLIT]
    return (
        *level,
        *tell_index(context)[:1],
        *tell_changes(context),
        *(tell_lowest(context) or tell_lowest_score(context)),
    )


def tell_level(context: Context) -> tuple[Claim, ...]:
    """Return the headline share; where the instrument reports both tails, the split and the other tail too."""
    item = context.overall
    if item is None:
        return ()
    headline = claim_headline(context.main(item.code), claim=context.claim_of(item.code), wording=context.wording)
    return told((headline, *(_tell_tails(context, item) if context.instrument.tails else ())))


def tell_tail(context: Context) -> tuple[Claim, ...]:
    """Return the other tail of the overall item."""
    item = context.overall
    return told(_tell_tails(context, item)) if item is not None else ()


def _tell_tails(context: Context, item: Item) -> Iterable[Claim | Refusal]:
    wording = context.wording
    told_apart = [c for c in item.substantive if not c.negative]
    if _tells_split(context) and len(told_apart) > 1:
        parts = [
            (context.label_category(item, c.name), context.main(item.code, f"{DISTRIBUTION}:{c.code}"))
            for c in told_apart
        ]
        yield claim_split(parts, wording=wording)
    labels = [context.label_category(item, c.name) for c in item.categories if c.negative]
    if labels and context.has(item.code, NEGATIVE):
        yield claim_tail(context.main(item.code, NEGATIVE), labels=labels, wording=wording)


def _tells_split(context: Context) -> bool:
    """Whether the better answers are reported apart: with both tails, and beside an index."""
    return context.instrument.tails or any(i.index for i in context.instrument.items)


def tell_base(context: Context) -> tuple[Claim, ...]:
    """Return how many answered, of how many asked."""
    rate = context.main("", RATE) if context.has("", RATE) else None
    offered = rate.n if rate is not None else None
    base = claim_base(answers=context.answers(), offered=offered, rate=rate, wording=context.wording)
    return told((base,))


def tell_index(context: Context) -> tuple[Claim, ...]:
    """Return the satisfaction index, and how it compares with others."""
    if not context.has("", INDEX):
        return ()
    own = context.main("", INDEX)
    compared = (
        claim_index_comparison(own, difference, other=context.name_other(against), wording=context.wording)
        for against in context.others
        if (difference := context.held_against("", against, INDEX)).own is not None
    )
    return told((claim_index(own, wording=context.wording), *compared))


def list_changes(context: Context) -> list[Part]:
    """Return each item's label and its change since the round before."""
    return [(context.label_item(i.code), context.held_against(i.code, PREVIOUS)) for i in context.items]


def list_area_changes(context: Context) -> list[Part]:
    """Return each quality area's label and its change since the round before."""
    return [
        (context.texts.areas.get(area, area), context.held_against(f"area:{area}", PREVIOUS, AREA))
        for area in list_areas(context)
    ]


def list_areas(context: Context) -> list[str]:
    """Return the quality areas that there are figures for."""
    return [
        a
        for a in context.instrument.areas
        if context.has(f"area:{a}", AREA) and context.main(f"area:{a}", AREA).status is not Status.NOT_ASKED
    ]


def tell_change(context: Context) -> tuple[Claim, ...]:
    """Return how the overall share has changed."""
    item = context.overall
    if item is None or context.outline.previous is None:
        return ()
    before = context.main(item.code, round_id=context.outline.previous)
    change = claim_change(
        before,
        context.main(item.code),
        context.held_against(item.code, PREVIOUS),
        claim=context.claim_of(item.code),
        rounds=context.periods,
        wording=context.wording,
    )
    return told((change,))


def tell_changes(context: Context) -> tuple[Claim, ...]:
    """Return the sum of how the items have changed."""
    items = claim_changes(list_changes(context), rounds=context.periods, wording=context.wording)
    return told((items,))


def tell_area_changes(context: Context, *, most_named: int = MOST_NAMED) -> tuple[Claim, ...]:
    """Return the sum of how the quality areas have changed; with `most_named` 0 it is short enough for a title."""
    made = claim_changes(
        list_area_changes(context), rounds=context.periods, wording=context.wording, noun="areas", most_named=most_named
    )
    return told((made,))


def tell_each_change(context: Context) -> tuple[Claim, ...]:
    """Return, item by item, each change that is more than chance."""
    certain = [i for i in context.items if context.held_against(i.code, PREVIOUS).is_certain]
    return told(
        claim_change(
            context.main(i.code, round_id=context.outline.previous),
            context.main(i.code),
            context.held_against(i.code, PREVIOUS),
            claim=context.claim_of(i.code),
            rounds=context.periods,
            wording=context.wording,
        )
        for i in certain
    )


def tell_lowest(context: Context) -> tuple[Claim, ...]:
    """Return which item is lowest, and was so in the round before too, or which are among the lowest."""
    parts = [(context.label_item(i.code), context.main(i.code)) for i in context.items]
    previous = context.outline.previous
    earlier = (
        [(context.label_item(i.code), context.main(i.code, round_id=previous)) for i in context.items]
        if previous
        else ()
    )
    return told((claim_lowest(parts, earlier=earlier, rounds=context.periods, wording=context.wording),))


def tell_lowest_score(context: Context) -> tuple[Claim, ...]:
    """Return which of the items with scores has the lowest mean, or which are among the lowest."""
    parts = [(context.label_item(i.code), context.main(i.code, MEAN)) for i in context.scored_items]
    return told((claim_lowest_score(parts, wording=context.wording),))


def tell_comparisons(context: Context) -> tuple[Claim, ...]:
    """Return how the overall share compares with each of the others."""
    item = context.overall
    if item is None:
        return ()
    return told(
        claim_comparison(
            context.main(item.code),
            context.held_against(item.code, against),
            claim=context.claim_of(item.code),
            other=context.name_other(against),
            wording=context.wording,
        )
        for against in context.others
    )


def tell_caveats(context: Context) -> tuple[Claim, ...]:
    """Return every caveat that is compulsory."""
    made = claim_caveats(context.facts, labels=context.labels, wording=context.wording)
    return (*told(made), *tell_same_mix(context))


def tell_records(context: Context) -> tuple[Claim, ...]:
    """Return what people have recorded: new groups, what was done, who said what."""
    facts = context.facts
    if facts.record is None or context.outline.unit is not None:
        return ()
    quotes = (claim_quote(q, answers=facts.answers, wording=context.wording) for q in facts.record.quotes)
    return told(
        (
            claim_new_groups(facts, labels=context.labels, wording=context.wording),
            claim_actions(facts.record.actions, wording=context.wording),
            *quotes,
        )
    )


def is_withheld(context: Context) -> bool:
    """Whether nothing at all may be told of the level, so that the report says why and what to do."""
    return not tell_level(context) and not tell_index(context)


def why_key(context: Context) -> str:
    """Return where the words stand for why there is no result: a unit's answers still count in the whole."""
    return "sections.withheld.why" if context.outline.unit else "sections.withheld.why_whole"
