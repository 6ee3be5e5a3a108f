"""The use case: figures of a store by the keys one asks for, protected and attacked."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from genklang.analysis.count import count
from genklang.analysis.offered_table import read_offered_table
from genklang.analysis.pooled import keep_comparable, protect_pooled
from genklang.analysis.protection import find_policy, protect_figures
from genklang.errors import Failure, problem
from genklang.estimation.declared import declared_design, population_of
from genklang.estimation.designed import Design
from genklang.estimation.estimate import estimate as estimate_domains
from genklang.estimation.lattice import Domains
from genklang.estimation.statistic import find_statistic
from genklang.estimation.sufficient import SufficientStatistics
from genklang.estimation.weigh import weigh_nonresponse
from genklang.instrument.item_type import stored_items, type_of
from genklang.instrument.model import Instrument
from genklang.store.open import read_instrument, read_offered

ALWAYS = ("answers", "response_rate")
NEEDS_OFFERED = {"response_rate", "nonresponse"}


def estimate(
    place: Path,
    *,
    by: Sequence[str] = ("round", "organisation", "unit", "target_group"),
    statistics: Sequence[str] = (),
    frame: pl.DataFrame | None = None,
    dispositions: pl.DataFrame | None = None,
    margins: bool = False,
    strata: Sequence[str] = (),
    cluster: Sequence[str] = (),
    weigh: Sequence[str] = (),
    protected: bool = True,
    policy: Path | None = None,
) -> pl.DataFrame:
    """Return figures of the store at `place`, one row per domain, item and statistic, as in docs/reference/figures.md.

    `by`: which of round, organisation, unit, target_group, gender to tell apart; `margins` adds sums over them and
    the declared totals. Without round, figures are of all rounds together: of questions that are comparable throughout,
    and safe beside the figures of each round. `statistics`: names, by default what suits each item, the answers and the
    response rate.
    `frame`: how many could be asked (columns as for the offered), as N for the intervals. `dispositions`: what became
    of the cases (round, organisation, unit, target_group, gender, disposition, cases), for `aapor`. Shares are per
    cent. `strata`, `cluster`: keys of the store that the sample was drawn within, and that were drawn whole; shares,
    means and indices then have the intervals of that design (with the offered of the strata as the population). Without
    them, an organisation's round whose answers name two strata or more is a sample drawn within them. `weigh`: keys of
    the offered by which those who answered are weighed to stand for all (non-response weights within each round).
    With `protected` (the default) figures are withheld by `policy`, and nothing is returned that the attack can
    compute a withheld figure from. Failures: A24x (store), U111 (no answers), E10x (names), D10x (policy), U106 (leak).
    """
    domains = Domains(tuple(dict.fromkeys(by)), margins=margins)
    named = [find_statistic(name).name for name in dict.fromkeys(statistics)]
    rules, stats = find_policy(policy), count(place)
    offered = frame if frame is not None else read_offered(place)
    if weigh:
        stats = weigh_nonresponse(stats, offered, by=["round", *_place(weigh)])
    wanted = named or suit_items(stats.plan.instrument)
    design = _find_design(stats, offered, _place(strata), _place(cluster))
    figures = estimate_domains(stats, wanted, domains, offered, dispositions=dispositions, design=design)
    _check_any(figures, named, stats)
    if "round" in domains.keys:
        return protect_figures(stats, figures, None, offered=offered, policy=rules).estimates if protected else figures
    figures = keep_comparable(figures, stats)
    return protect_pooled(stats, figures, wanted, offered=offered, policy=rules) if protected else figures


def _find_design(
    stats: SufficientStatistics, offered: pl.DataFrame, strata: tuple[str, ...], cluster: tuple[str, ...]
) -> Design | None:
    """Return the design by these keys; without any, the one that the answers declare."""
    if not strata and not cluster:
        return declared_design(stats, offered)
    design = Design(strata, cluster)
    return replace(design, population=population_of(offered, design))


def _check_any(figures: pl.DataFrame, named: Sequence[str], stats: SufficientStatistics) -> None:
    """Fail where none of the named statistics can be given: E106, E107."""
    if figures.is_empty():
        code = "E107" if NEEDS_OFFERED & set(named) else "E106"
        raise Failure(problem(code, ", ".join(named), instrument=stats.plan.instrument.id))


def _place(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys with the organisation before a unit, whose name another organisation's may have too; no round."""
    home = ("organisation",) if "unit" in keys else ()
    return tuple(k for k in dict.fromkeys((*home, *keys)) if k != "round")


def suit_items(instrument: Instrument) -> list[str]:
    """Return the statistics that suit the instrument's items, and the counts of the whole."""
    suited = dict.fromkeys(type_of(item).default_statistic for item in stored_items(instrument) if not item.background)
    index = ["nki"] if any(item.index for item in instrument.items) else []
    return [*suited, *index, *ALWAYS]


def read_frame(path: Path, place: Path) -> pl.DataFrame:
    """Return a table of how many could be asked (CSV or XLSX, columns as for the offered) for the store at `place`.

    Failures A25x, with every row that is wrong.
    """
    return read_offered_table(path, read_instrument(place), only=None)
