"""The attack on a release together with all earlier ones: what they give back jointly, and by how they differ."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import polars as pl

from genklang.disclosure.attack import Leak, attack
from genklang.disclosure.policy import Policy
from genklang.disclosure.printed import WHOLE
from genklang.disclosure.sums import BEFORE, STATE
from genklang.errors import Failure
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.keys import DOMAIN_KEYS

FIGURE = (*DOMAIN_KEYS, "item", "statistic")
PRINTED = ("numerator", "denominator")
BY_DIFFERENCE = "A revision differs from what was published before by so few people."


def attack_releases(
    releases: Sequence[pl.DataFrame], policy: Policy, *, totals: Mapping[str, Sequence[str]] | None = None
) -> list[Leak]:
    """Return what `releases` (ESTIMATE_SCHEMA each, the oldest first) give back together.

    Rounds that were published alike are read as one. Of a round that was revised each state is attacked by itself,
    and each with every later one: answers have come, none have left, so what stood before is a part of what stands now.
    What differs must be the answers of at least `policy.minimum` people who did not all, or all but one, answer the
    same. Where figures have become smaller, nobody knows who left, and they are compared one by one alone. Failure D106
    where a single release contradicts itself.
    """
    states: list[pl.DataFrame] = []
    leaks: list[Leak] = []
    for release in releases:
        own = release.filter(pl.col("status").fill_null("") != Status.PUBLISHED.value).select(*ESTIMATE_SCHEMA)
        revised = [state for state in states if _list_changed(state, own).height]
        leaks += [leak for state in revised for leak in _find_differences(state, own, policy)]
        fitting = next((i for i, state in enumerate(states) if not _list_changed(state, own).height), None)
        if fitting is None:
            states.append(own)
        else:
            states[fitting] = pl.concat([states[fitting], own]).unique(maintain_order=True)
    together = (leak for state in states for leak in attack(state, policy, totals=totals))
    grown = (leak for pair in combinations(states, 2) for leak in _attack_growth(*pair, policy, totals))
    return list(dict.fromkeys([*leaks, *together, *grown]))


def _attack_growth(
    before: pl.DataFrame, after: pl.DataFrame, policy: Policy, totals: Mapping[str, Sequence[str]] | None
) -> list[Leak]:
    """Return what two states of the same rounds give back together, the first a part of the second."""
    changed = _list_changed(before, after)["round"].unique().to_list()
    if not changed:
        return []
    parts = [
        state.filter(pl.col("round").is_in(changed)).with_columns(pl.lit(name, pl.String).alias(STATE))
        for state, name in ((before, BEFORE), (after, None))
    ]
    try:
        return attack(pl.concat(parts), policy, totals=totals)
    except Failure as failure:
        if failure.problems[0].code != "D106":
            raise
        return []


def _list_changed(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that both print, with both counts, where one of the counts differs."""
    both = before.join(after, on=FIGURE, nulls_equal=True, suffix="_after", maintain_order="left")
    differs = [(pl.col(c) != pl.col(f"{c}_after")).fill_null(value=False) for c in (*PRINTED, "answers")]
    return both.filter(pl.any_horizontal(differs))


def _find_differences(before: pl.DataFrame, after: pl.DataFrame, policy: Policy) -> Iterator[Leak]:
    """Yield the figures whose two states tell the answers of few people, or of people who agree."""
    few = policy.minimum
    more = (pl.col("denominator_after") - pl.col("denominator")).fill_null(0).abs()
    people = (pl.col("answers_after") - pl.col("answers")).fill_null(0).abs()
    positive = (pl.col("numerator_after") - pl.col("numerator")).fill_null(0).abs()
    agreed = (more > 0) & ((positive <= 1) | (positive >= more - 1)) & pl.col("numerator").is_not_null()
    counted = pl.col("statistic").str.split(":").list.first().is_in(WHOLE)
    changed = _list_changed(before, after).with_columns(
        number=pl.max_horizontal(more, people), told=pl.max_horizontal(more, people, positive)
    )
    telling = changed.filter((pl.col("told") < few) | (agreed & ~counted))
    for row in telling.rows(named=True):
        domain = tuple(row[key] for key in DOMAIN_KEYS)
        where = ", ".join(str(key) for key in domain if key is not None)
        what = ": ".join(filter(None, [row["item"], f"the number of people behind the revision of {row['statistic']}"]))
        yield Leak(domain, where, what, int(row["number"]), int(row["number"]), BY_DIFFERENCE)
