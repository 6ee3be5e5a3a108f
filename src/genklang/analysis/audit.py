"""The use case: old or foreign results looked through for figures that cannot be right."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from genklang.analysis.audit_counts import find_false_rates, find_impossible_shares, find_wrong_counts
from genklang.analysis.audit_parts import find_false_genders, find_false_totals, find_overfull_totals, find_unclosed
from genklang.analysis.audit_places import find_copies, find_swapped_columns, find_swapped_items, find_swapped_rates
from genklang.analysis.figures_file import cast_figures
from genklang.analysis.protection import declared_totals
from genklang.errors import Failure, Problem, problem
from genklang.exchange import ROW, read_table
from genklang.exchange.kolada import NEEDED as KOLADA_COLUMNS
from genklang.exchange.kolada import read as read_kolada
from genklang.instrument.shelf import find_instrument, shipped

NEEDED: Final = ("round", "item", "statistic", "value")
Totals = Mapping[str, Sequence[str]]
RULES: Final[tuple[Callable[[pl.DataFrame], list[Problem]], ...]] = (
    find_wrong_counts,
    find_impossible_shares,
    find_false_rates,
    find_unclosed,
    find_false_genders,
    find_copies,
    find_swapped_items,
    find_swapped_columns,
    find_swapped_rates,
)


def audit(path: Path, *, instrument: str | None = None) -> list[Problem]:
    """Return every figure in a file of published results that cannot be right, each with what is wrong and where.

    `path`: a Kolada table (.csv, .csv.gz), or a table of figures (columns as in docs/reference/figures.md; round,
    item, statistic and value are needed). `instrument` says which totals are declared (default: those shipped).
    A finding is a question to who published it, not a verdict. Failures F001, C120, U109, and those of reading tables.
    """
    figures, flags = _read(path)
    return [*flags, *audit_figures(figures, _find_totals(instrument))]


def audit_figures(figures: pl.DataFrame, totals: Totals) -> list[Problem]:
    """Return every figure of an `ESTIMATE_SCHEMA` frame that cannot be right; `totals`: declared total → its groups."""
    told = figures.filter(pl.col("value").is_not_null()).with_columns(pl.col("item").fill_null(""))
    found = [finding for rule in RULES for finding in rule(told)]
    for total, groups in totals.items():
        found += find_overfull_totals(told, total, groups) + find_false_totals(told, total, groups)
    return sorted(found, key=lambda p: (p.code, p.where, p.what))


def _read(path: Path) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Return the figures, and what reading a Kolada table has already flagged."""
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    if path.suffix == ".gz":
        kolada = read_kolada(path)
        return kolada.figures, kolada.flags
    table = read_table(path)
    columns = {c.strip().casefold() for c in table.columns}
    if set(KOLADA_COLUMNS) <= columns:
        kolada = read_kolada(path)
        return kolada.figures, kolada.flags
    batches = list(table.batches)
    if not set(NEEDED) <= columns or not batches:
        raise Failure(problem("C120", str(path)))
    return cast_figures(pl.concat(batches).drop(ROW).rename(str.casefold), where=str(path)), ()


def _find_totals(instrument: str | None) -> Totals:
    names = [instrument] if instrument else [f"{i}/{version}" for i, version in shipped()]
    return {code: groups for n in names for code, groups in declared_totals(find_instrument(n).instrument).items()}
