"""The use case: files of figures read together, as an attacker would, and what they give away."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from genklang.analysis.figures_file import ENDINGS, read_figures
from genklang.analysis.protection import declared_totals, find_policy
from genklang.disclosure.attack import Leak
from genklang.disclosure.attack import attack as attack_tables
from genklang.errors import Failure, problem
from genklang.instrument.shelf import find_instrument, shipped


def attack(paths: Sequence[Path], *, instrument: str | None = None, policy: Path | None = None) -> list[Leak]:
    """Return every withheld figure that the files and folders in `paths` give back when they are read together.

    CSV, JSON and Parquet as `estimate` and `report` write them; in a folder, other files are passed by. `instrument`
    says which totals are declared (default: those of the shipped questionnaires that the files name). Failures F001,
    F002, U107–U109, D10x; nothing is said of a file that cannot be read as figures.
    """
    rules = find_policy(policy)
    figures = pl.concat([table for path in paths for table in _read_path(path)]).unique(maintain_order=True)
    return attack_tables(figures, rules, totals=_find_totals(figures, instrument))


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
