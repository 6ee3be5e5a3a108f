"""The one way from counts to what may be printed: protected on the whole lattice, then attacked."""

from pathlib import Path

import polars as pl

from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT, Policy, load_policy
from genklang.disclosure.protect import protect
from genklang.disclosure.protected import ProtectedTables
from genklang.errors import Failure, problem
from genklang.estimation.driver_figures import DRIVER, parts_of_drivers
from genklang.estimation.population import population
from genklang.estimation.sufficient import SufficientStatistics
from genklang.instrument.model import Instrument


def find_policy(path: Path | None) -> Policy:
    """Return the policy in the file, or the usual one where none is named."""
    return load_policy(path) if path else DEFAULT


def protect_figures(
    stats: SufficientStatistics,
    estimates: pl.DataFrame,
    comparisons: pl.DataFrame | None,
    *,
    offered: pl.DataFrame | None,
    policy: Policy,
) -> ProtectedTables:
    """Return what may be printed of figures of these counts; the pattern is that of the whole lattice."""
    instrument = stats.plan.instrument
    return protect(
        estimates,
        comparisons,
        population(stats, offered),
        policy,
        totals=declared_totals(instrument),
        tables=conditional_tables(instrument),
        asked_of={i.code: i.target_groups for i in instrument.items if i.target_groups},
        parts=parts_of_areas(instrument),
    )


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


def refuse_leaks(tables: ProtectedTables, instrument: Instrument) -> None:
    """Attack the tables as a reader could, and fail where anything withheld comes back (U106)."""
    leaks = attack(tables, tables.policy, totals=declared_totals(instrument))
    if leaks:
        raise Failure(problem("U106", instrument.id, count=len(leaks), first=leaks[0].where))
