"""The use case: figures read together, as an attacker would, and what they give away."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from genklang.analysis.figures_file import ENDINGS, MARKS, cast_figures, read_figures
from genklang.analysis.foreign_tables import read_foreign
from genklang.analysis.protection import declared_totals, find_policy
from genklang.disclosure.attack import Leak
from genklang.disclosure.attack import attack as attack_tables
from genklang.disclosure.attack_counts import COUNT, STATUS, attack_counts
from genklang.disclosure.ledger import read_ledger
from genklang.disclosure.policy import Policy
from genklang.disclosure.releases import attack_releases
from genklang.errors import Failure, problem
from genklang.instrument.shelf import find_instrument, shipped


def attack(
    tables: Sequence[Any],
    policy: Policy | Path | None = None,
    *,
    instrument: str | None = None,
    totals: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    mapping: Path | None = None,
    ledger: Path | None = None,
) -> list[Leak]:
    """Return every withheld figure that `tables` give back when they are read together, and how closely.

    `tables`: files and folders, or frames of any kind (Polars, pandas, PyArrow …); any figure may be missing. Files are
    CSV, JSON and Parquet as `estimate` and `report` write them (in a folder, other files are passed by), or anything
    that `mapping` (TOML) describes. Frames are figures (columns as in docs/reference/figures.md), or counts: `count`,
    `status` ("c" withheld, "s" small, "w" nobody) and key columns, in which empty means all together; tables are linked
    by the keys that they share, and it is taken that nobody is in cells that no table lists. `policy`: what is
    promised, a policy, its file or name. `instrument` says which totals are declared for figures (default: those of
    the shipped questionnaires that they name), `totals` for counts (key → total → its values). `ledger`: folder of
    what was published before, read along. Failures: F001, F002, U107–U109, D10x, D111–D114.

    >>> import polars as pl
    >>> table = pl.DataFrame({"unit": ["A", "B", None], "count": [20, None, 22], "status": ["", "c", ""]})
    >>> str(attack([table])[0])
    'B: the count is 2. One subtraction after another gives it.'
    """
    rules = policy if isinstance(policy, Policy) else find_policy(policy)
    if not tables:
        raise Failure(problem("U107", "tables"))
    if mapping is not None:
        found, declared = read_foreign([Path(path) for path in tables], mapping)
        return attack_counts(found, rules, totals={**declared, **(totals or {})})
    if all(isinstance(table, str | Path) for table in tables):
        figures = [table for path in tables for table in _read_path(Path(path))]
    else:
        frames = [nw.from_native(table, eager_only=True).to_polars() for table in tables]
        if counts := [frame for frame in frames if not set(MARKS) <= set(frame.columns)]:
            return attack_counts([_check_counts(frame) for frame in counts], rules, totals=totals)
        figures = [cast_figures(frame, where="tables") for frame in frames]
    return attack_with_earlier(figures, rules, instrument=instrument, ledger=ledger)


def attack_with_earlier(
    figures: Sequence[pl.DataFrame], policy: Policy, *, instrument: str | None, ledger: Path | None
) -> list[Leak]:
    """Return what one release (`figures`, read together) gives back with all releases in `ledger`."""
    release = pl.concat(figures).unique(maintain_order=True)
    if ledger is None:
        return attack_tables(release, policy, totals=_find_totals(release, instrument))
    earlier = [table for _, table in read_ledger(ledger)]
    together = [*earlier, release]
    return attack_releases(together, policy, totals=_find_totals(pl.concat(together), instrument))


def read_release(paths: Sequence[Path]) -> pl.DataFrame:
    """Return the figures of files and folders as one release; failures as of `attack`."""
    return pl.concat([table for path in paths for table in _read_path(path)]).unique(maintain_order=True)


def _check_counts(frame: pl.DataFrame) -> pl.DataFrame:
    if lacking := [c for c in (COUNT, STATUS) if c not in frame.columns]:
        raise Failure(problem("D113", "tables", columns=", ".join(lacking)))
    count = frame[COUNT].cast(pl.Float64, strict=False).fill_nan(None)
    if frame[COUNT].is_not_null().sum() > count.is_not_null().sum() or (count < 0).any() or (count % 1 != 0).any():
        raise Failure(problem("D110", COUNT, reason="a count is not a whole number from 0 up"))
    keys = [c for c in frame.columns if c not in {COUNT, STATUS}]
    return frame.select(pl.col(keys).cast(pl.String), count.cast(pl.Int64).alias(COUNT), pl.col(STATUS).cast(pl.String))


def _read_path(path: Path) -> Iterator[pl.DataFrame]:
    if not path.exists():
        raise Failure(problem("F001", str(path)))
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in ENDINGS) if path.is_dir() else [path]
    tables = [table for table in map(read_figures, files) if table is not None]
    if not tables:
        raise Failure(problem("U107", str(path)))
    yield from tables


def _find_totals(figures: pl.DataFrame, instrument: str | None) -> dict[str, tuple[str, ...]]:
    named = set(figures["target_group"].unique())
    names = [instrument] if instrument else [f"{i}/{version}" for i, version in shipped()]
    known = [declared_totals(find_instrument(name).instrument) for name in names]
    return {code: groups for totals in known for code, groups in totals.items() if code in named}
