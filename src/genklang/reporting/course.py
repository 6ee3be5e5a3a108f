"""What a report claims over its rounds: the trend, two rounds together, and what goes with who answered."""

from typing import Final

from genklang.reporting.context import Context
from genklang.reporting.figures import POSITIVE, PREVIOUS
from genklang.reporting.words.caveats import claim_same_mix
from genklang.reporting.words.claims import Claim, told
from genklang.reporting.words.course import claim_trend
from genklang.reporting.words.levels import claim_pooled
from genklang.tables.derived import POOLED, SAME_MIX, TREND

FEW: Final = 100
"""Answers: with fewer, two rounds together say more than one."""


def tell_trend(context: Context) -> tuple[Claim, ...]:
    """Return how the overall share has moved over three comparable rounds or more."""
    item = context.overall
    if item is None:
        return ()
    trend = context.held_against(item.code, TREND)
    rounds = (context.period(trend.label), context.periods[1])
    return told((claim_trend(trend, claim=context.claim_of(item.code), rounds=rounds, wording=context.wording),))


def tell_pooled(context: Context) -> tuple[Claim, ...]:
    """Return the overall share over this round and the one before it, where the answers of one alone are few."""
    item = context.overall
    if item is None or not (previous := _find_before(context)):
        return ()
    rounds = (context.period(previous), context.periods[1])
    own, both = context.main(item.code), context.main(item.code, POOLED)
    if own.n is None or own.n >= FEW:
        return ()
    return told((claim_pooled(both, claim=context.claim_of(item.code), rounds=rounds, wording=context.wording),))


def _find_before(context: Context) -> str:
    """Return the round right before the report's own that has a share of the overall item, by period."""
    item = context.overall.code if context.overall else ""
    last = context.periods[1]
    domain = (*context.domain, item, POSITIVE)
    found = [key[0] for key in context.figures.shares if key[1:] == domain and key[0]]
    return max((r for r in found if context.period(r) < last), key=context.period, default="")


def tell_same_mix(context: Context) -> tuple[Claim, ...]:
    """Return what the overall change would have been with the same parts of groups and ways of answering."""
    item = context.overall
    if item is None or context.outline.previous is None:
        return ()
    change, rate = context.held_against(item.code, PREVIOUS), context.main(item.code, SAME_MIX)
    return told((claim_same_mix(change, rate, rounds=context.periods, wording=context.wording),))
