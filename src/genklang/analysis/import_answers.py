"""The use case: answers from files into a store, with offered counts and records; every row or none."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl

from genklang.analysis.benchmarks import read_benchmarks
from genklang.analysis.offered_table import find_odd_offers, read_offered_table
from genklang.analysis.row_faults import RowFaults
from genklang.errors import Failure, Problem, problem
from genklang.exchange import read_table
from genklang.instrument.model import PublishedInstrument
from genklang.store.beside import place_beside, place_published
from genklang.store.change import changing
from genklang.store.columns import find_absent, match_columns
from genklang.store.encode import encode
from genklang.store.records import parse_records
from genklang.store.write import WriteSummary, add_answers
from genklang.tables.round import RoundRecord

Progress = Callable[[int, int | None], object]
"""Told how many rows are done and of about how many (None: unknown)."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What was taken in: responses, the rounds they are of, comments, published figures; what needs a second look."""

    responses: int
    rounds: tuple[str, ...]
    comments: int
    figures: int
    warnings: tuple[Problem, ...]


def import_answers(
    files: Sequence[Path],
    *,
    published: PublishedInstrument,
    place: Path,
    offered: Path | None = None,
    record: Path | None = None,
    benchmarks: Path | None = None,
    round: str | None = None,  # noqa: A002 — the field's word, and the option's name
    organisation: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    rng: Random | None = None,
) -> ImportSummary:
    """Take tables of answers (CSV or XLSX, one row per response) into the store at `place`, all or nothing.

    `round` and `organisation` are those where a file has no such column (default: the name of the file, unknown).
    `offered` is a table of how
    many were offered the questionnaire, `record` a TOML file of actions and quotes, `benchmarks` a table of published
    figures (see `import_benchmarks`). `rng` shuffles the comments. Raises Failure with the first problems of each
    kind, by row and column; the store is then as it was.
    """
    _refuse_twice(files)
    faults = RowFaults()
    notes: list[Problem] = []
    figures = read_benchmarks(benchmarks, published.instrument) if benchmarks else None
    with changing(place, published) as change:
        stated = {"round": round, "organisation": organisation}
        batches = _read_files(files, published, stated=stated, faults=faults, notes=notes, progress=progress)
        written = add_answers(change, batches, instrument=published.instrument, replace=replace, rng=rng)
        table = _read_offered(offered, published, written, stated=stated) if offered else None
        records = _read_record(record, written) if record else ()
        place_beside(change, offered=table, records=records, replace=replace)
        if figures is not None:
            place_published(change, figures)
    notes += find_odd_offers(table, written.answered, where=str(offered)) if table is not None else []
    rounds = sorted({name for name, _ in written.owners()})
    taken = figures.height if figures is not None else 0
    return ImportSummary(written.responses, tuple(rounds), written.comments, taken, tuple(notes))


def _refuse_twice(files: Sequence[Path]) -> None:
    met = Counter(path.resolve() for path in files)
    if twice := {path.resolve(): path for path in files if met[path.resolve()] > 1}:
        raise Failure(*(problem("A209", str(path)) for path in twice.values()))


def _read_files(
    files: Sequence[Path],
    published: PublishedInstrument,
    *,
    stated: Mapping[str, str | None],
    faults: RowFaults,
    notes: list[Problem],
    progress: Progress | None,
) -> Iterator[pl.DataFrame]:
    """Yield the coded rows of all files while none has been faulty; Failure at the end where one has."""
    done = 0
    for path in files:
        table = read_table(path)
        columns = match_columns(table.columns, published.instrument, where=str(path))
        if absent := find_absent(columns, published.instrument):
            notes.append(problem("A224", str(path), items=", ".join(absent)))
        for batch in table.batches:
            strings = _name_rows(batch, columns, {**stated, "round": stated["round"] or path.stem})
            coded, wrong = encode(strings, published)
            faults.add(wrong, path)
            done += batch.height
            if progress:
                progress(done, table.rows if len(files) == 1 else None)
            if not faults:
                yield coded
    if faults:
        raise Failure(*faults.list_problems())
    if not done:
        raise Failure(*(problem("A208", str(path)) for path in files))


def _name_rows(batch: pl.DataFrame, columns: Mapping[str, str], stated: Mapping[str, str | None]) -> pl.DataFrame:
    named = batch.rename(columns)
    lacking = {key: value for key, value in stated.items() if value and key not in named.columns}
    return named.with_columns(pl.lit(value).alias(key) for key, value in lacking.items())


def _only(written: WriteSummary) -> tuple[str, str]:
    """Return the only round and the only organisation of the answers, empty where there are several."""
    rounds, organisations = ({owner[i] for owner in written.owners()} for i in (0, 1))
    return (
        next(iter(rounds)) if len(rounds) == 1 else "",
        next(iter(organisations)) if len(organisations) == 1 else "",
    )


def _read_offered(
    path: Path, published: PublishedInstrument, written: WriteSummary, *, stated: Mapping[str, str | None]
) -> pl.DataFrame:
    only = _only(written)[0] or stated["round"]
    return read_offered_table(path, published, only=only, owner=stated["organisation"])


def _read_record(path: Path, written: WriteSummary) -> list[RoundRecord]:
    only_round, only_organisation = _only(written)
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Failure(problem("A260", str(path), reason="it is not UTF-8 text")) from error
    return parse_records(text, where=str(path), default_round=only_round, default_organisation=only_organisation)
