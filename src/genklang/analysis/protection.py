"""The one way from counts to what may be printed: protected on the whole lattice, then attacked."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT, Policy, find_shipped_policy, load_policy
from genklang.disclosure.protect import protect
from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure, problem
from genklang.estimation.driver_figures import DRIVER, parts_of_drivers
from genklang.estimation.population import population
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Instrument
from genklang.tables.keys import DOMAIN_KEYS


def find_policy(named: Path | None) -> Policy:
    """Return the policy in a file, or one that comes along (`kolada`, `kolada/2019`); the usual where none is named.

    Failures F001, F002, D101–D108.
    """
    if named is None:
        return DEFAULT
    if named.suffix or named.is_file():
        return load_policy(named)
    name, _, year = named.as_posix().partition("/")
    return find_shipped_policy(name, year)


def protect_figures(
    stats: SufficientStatistics,
    estimates: pl.DataFrame,
    comparisons: pl.DataFrame | None,
    *,
    offered: pl.DataFrame | None,
    policy: Policy,
) -> ProtectedTables:
    """Return what may be printed of figures of these counts; the pattern is that of the whole lattice.

    The tables are attacked as a reader could. Where something comes back, more is withheld and the rest is protected
    anew, until nothing does: first all that contains the leaks, then their organisations, then their rounds. Failure
    U106 where even that leaves something to find.
    """
    instrument = stats.plan.instrument
    people = population(stats, offered)
    domains = people.select(DOMAIN_KEYS).unique(maintain_order=True)

    def protect_without(withheld: pl.DataFrame) -> ProtectedTables:
        return protect(
            estimates,
            comparisons,
            people,
            policy,
            totals=declared_totals(instrument),
            tables=conditional_tables(instrument),
            asked_of={i.code: i.target_groups for i in instrument.items if i.target_groups},
            parts=parts_of_areas(instrument),
            withheld=withheld,
        )

    return withhold_until_safe(protect_without, domains, instrument)


def withhold_until_safe(
    protect_without: Callable[[pl.DataFrame], ProtectedTables], domains: pl.DataFrame, instrument: Instrument
) -> ProtectedTables:
    """Return tables that nothing comes back of; `protect_without` makes them with more of `domains` withheld.

    `domains` has DOMAIN_KEYS. Failure U106 where something comes back although whole rounds are withheld.
    """
    totals = declared_totals(instrument)
    withheld = domains.clear()
    for reach in (contains, is_of_organisation, is_of_round):
        tables = protect_without(withheld)
        leaks = attack(tables, tables.policy, totals=totals)
        if not leaks:
            return tables
        found = pl.any_horizontal(reach(leak.domain, totals) for leak in leaks)
        withheld = pl.concat([withheld, domains.filter(found)]).unique(maintain_order=True)
    tables = protect_without(withheld)
    if leaks := attack(tables, tables.policy, totals=totals):
        raise Failure(problem("U106", instrument.id, count=len(leaks), first=leaks[0].where))
    return tables


Domain = tuple[str | None, ...]
"""DOMAIN_KEYS of one domain; empty: all together."""
Totals = Mapping[str, Sequence[str]]


def contains(domain: Domain, totals: Totals) -> pl.Expr:
    """Return whether a domain holds all the people of `domain`."""
    group = domain[DOMAIN_KEYS.index("target_group")]
    of_group = [total for total, groups in totals.items() if group in groups]
    same = [pl.col(key).is_in([value]) | pl.col(key).is_null() for key, value in zip(DOMAIN_KEYS, domain, strict=True)]
    same[DOMAIN_KEYS.index("target_group")] |= pl.col("target_group").is_in(of_group)
    return pl.all_horizontal(same)


def is_of_organisation(domain: Domain, _: Totals) -> pl.Expr:
    """Return whether a domain is of the same organisation of the same round, or of all organisations."""
    return is_of_round(domain, _) & (pl.col("organisation").is_null() | pl.col("organisation").is_in([domain[1]]))


def is_of_round(domain: Domain, _: Totals) -> pl.Expr:
    """Return whether a domain is of the same round."""
    return pl.col("round") == domain[0]


def declared_totals(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return each declared total with its target groups."""
    return {total.code: total.groups for total in instrument.totals}


def conditional_tables(instrument: Instrument) -> dict[str, str]:
    """Return the population table of each item that not everybody is asked, or that is not about the service."""
    groups = {i.code: ",".join(i.target_groups) for i in instrument.items if i.target_groups}
    conditions = {i.code: f"{c.item}={','.join(map(str, c.codes))}" for i in instrument.items if (c := i.asked_if)}
    return {i.code: i.code for i in instrument.items if i.background} | groups | conditions


def parts_of_areas(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the items behind each figure that has no item of its own: areas, drivers, and the index under ''."""
    areas = {f"area:{area}": tuple(i.code for i in instrument.items if i.area == area) for area in instrument.areas}
    drivers = {DRIVER + name: items for name, items in parts_of_drivers(instrument).items()}
    return {**areas, **drivers, "": tuple(i.code for i in instrument.items if i.index)}
