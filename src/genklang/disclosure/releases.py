"""The attack on a release together with all earlier ones: what they give back jointly, and by how they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import polars as pl

from genklang.disclosure.attack import Leak, attack
from genklang.disclosure.policy import Policy
from genklang.disclosure.pooled_rounds import Parts, find_parts, name_parts
from genklang.disclosure.printed import WHOLE
from genklang.disclosure.sums import BEFORE, STATE
from genklang.errors import Failure
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.keys import DOMAIN_KEYS

FIGURE = (*DOMAIN_KEYS, "item", "statistic")
PRINTED = ("numerator", "denominator")
Totals = Mapping[str, Sequence[str]] | None
BY_DIFFERENCE = "A revision differs from what was published before by so few people."


def attack_releases(
    releases: Sequence[pl.DataFrame], policy: Policy, *, totals: Mapping[str, Sequence[str]] | None = None
) -> list[Leak]:
    """Return what `releases` (ESTIMATE_SCHEMA each, the oldest first) give back together.

    What was published alike of a round is read as one. Of a round that was revised each state is attacked by itself,
    and each with every other one: either the one is a part of the other (answers have come, or were taken away), or
    nobody knows who came and who left. What differs must be the answers of at least `policy.minimum` people who did not
    all, or all but one, answer the same. Figures of several rounds together are linked with the rounds that they are
    seen to be the sum of, and with other such sums. Failure D106 where a single release contradicts itself.
    """
    own = [
        r.filter(pl.col("status").fill_null("") != Status.PUBLISHED.value).select(*ESTIMATE_SCHEMA) for r in releases
    ]
    states: dict[str, list[pl.DataFrame]] = {}
    for release in own:
        for part in release.filter(pl.col("round").is_not_null()).partition_by("round", maintain_order=True):
            _enter(states.setdefault(part["round"][0], []), part)
    pooled: dict[Parts, list[pl.DataFrame]] = {}
    for release in own:
        part = release.filter(pl.col("round").is_null())
        if part.height:
            _enter(pooled.setdefault(find_parts(part, states), []), part)
    leaks = [
        leak
        for of in (*states.values(), *pooled.values(), _list_unlike(pooled))
        for pair in combinations(of, 2)
        for leak in _attack_revision(*pair, policy, totals)
    ]
    leaks += [leak for of in states.values() for state in of for leak in attack(state, policy, totals=totals)]
    leaks += [leak for system in _link(pooled) for leak in _attack_system(system, states, policy, totals)]
    return list(dict.fromkeys(leaks))


def _enter(states: list[pl.DataFrame], part: pl.DataFrame) -> None:
    """Add figures to the latest state that they agree with, or as one of their own."""
    fitting = [i for i, state in enumerate(states) if not _list_changed(state, part).height]
    if fitting:
        states[fitting[-1]] = pl.concat([states[fitting[-1]], part]).unique(maintain_order=True)
    else:
        states.append(part)


def _list_unlike(pooled: Mapping[Parts, Sequence[pl.DataFrame]]) -> list[pl.DataFrame]:
    """Return all figures of several rounds, if nobody can see of some which rounds they are of."""
    return [state for of in pooled.values() for state in of] if () in pooled else []


@dataclass(slots=True)
class _System:
    """Rounds, each in one of its states, and figures of several of them together, by what these are called."""

    states: dict[str, int] = field(default_factory=dict)
    pooled: dict[str, tuple[Parts, pl.DataFrame]] = field(default_factory=dict)


def _link(pooled: Mapping[Parts, Sequence[pl.DataFrame]]) -> list[_System]:
    """Return the figures of several rounds with their rounds, those together that are of the same states."""
    systems: list[_System] = []
    for parts, states in pooled.items():
        for state in states:
            system = next((s for s in systems if _fits(s, parts)), None)
            if system is None:
                system = _System()
                systems.append(system)
            system.states.update(parts)
            system.pooled[name_parts(parts)] = (parts, state)
    return systems


def _fits(system: _System, parts: Parts) -> bool:
    same = all(system.states.get(name, state) == state for name, state in parts)
    return bool(parts) and same and name_parts(parts) not in system.pooled


def _attack_system(
    system: _System, states: Mapping[str, Sequence[pl.DataFrame]], policy: Policy, totals: Totals
) -> list[Leak]:
    rounds = [states[name][state] for name, state in system.states.items()]
    sums = [table.with_columns(round=pl.lit(name or None, pl.String)) for name, (_, table) in system.pooled.items()]
    pooled = {name: [part for part, _ in parts] for name, (parts, _) in system.pooled.items() if parts}
    return attack([*rounds, *sums], policy, totals=totals, pooled=pooled)


def _attack_revision(first: pl.DataFrame, second: pl.DataFrame, policy: Policy, totals: Totals) -> Iterator[Leak]:
    """Yield what two states of the same figures give back: by how they differ, and the one as a part of the other."""
    if _list_changed(first, second).height:
        yield from _find_differences(first, second, policy)
        for before, after in ((first, second), (second, first)):
            yield from _attack_growth(before, after, policy, totals)


def _attack_growth(before: pl.DataFrame, after: pl.DataFrame, policy: Policy, totals: Totals) -> list[Leak]:
    """Return what two states give back together if the first is a part of the second; nothing where it is not."""
    parts = [
        state.with_columns(pl.lit(name, pl.String).alias(STATE)) for state, name in ((before, BEFORE), (after, None))
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
