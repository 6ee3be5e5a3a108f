"""The use case: realistic answers to any questionnaire, with their true shares kept beside."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.analysis.place_files import check_target, placing
from genklang.analysis.simulate_answers import OrderedItem, draw_answers, find_true_shares, prepare_items
from genklang.analysis.simulate_design import Design, home_language, make_design
from genklang.errors import Failure, problem
from genklang.instrument.model import Instrument, PublishedInstrument
from genklang.tables.keys import EASY_READ_FORM, STANDARD_FORM

CHUNK: Final = 200_000
MOST_CELLS: Final = 1_000_000
EASY_READ: Final = 0.05
FIRST_LANGUAGE: Final = 0.85
PAPER_FIRST, PAPER_LAST = 0.85, 0.2
DOMAIN: Final = ("round", "organisation", "unit", "target_group")


Progress = Callable[[int, int | None], object]
"""Told how many responses are written and of how many."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Made-up answers: `frames` yields them in batches (keys and one column per item, codes); `offered` has how many
    were offered the questionnaire; `truth` the true share positive (per cent) behind each unit and group, margins
    (null) weighted by the answers drawn.
    """

    frames: Iterator[pl.DataFrame]
    offered: pl.DataFrame
    truth: pl.DataFrame


def simulate(
    published: PublishedInstrument,
    *,
    organisations: int = 10,
    units: int = 4,
    rounds: int = 2,
    responses: int = 5000,
    seed: int = 1,
) -> Simulation:
    """Make `responses` answers in all, shared out over rounds, organisations and their units; the same for a seed.

    Levels and spread between organisations are those of the national survey 2016–2022 (Kolada) where an item is
    its, otherwise 80 per cent positive with a spread of 7 points. Items hang together within a person. Failure U112
    where that is too many groups of people to lay out.
    """
    instrument = published.instrument
    if organisations * units * rounds > MOST_CELLS:
        sizes = {"organisations": organisations, "units": units, "rounds": rounds}
        raise Failure(problem("U112", "simulate", **sizes, limit=f"{MOST_CELLS:,}"))
    design = make_design(
        instrument, organisations=organisations, units=units, rounds=rounds, responses=responses, seed=seed
    )
    prepared = prepare_items(instrument, design, seed=seed)
    offered = design.cells.select(*DOMAIN, "offered").filter(pl.col("offered") > 0)
    frames = _draw_frames(instrument, design, prepared, seed=seed)
    return Simulation(frames, offered, _tell_truth(design, prepared))


def write_simulation(
    published: PublishedInstrument,
    out: Path,
    *,
    organisations: int = 10,
    units: int = 4,
    rounds: int = 2,
    responses: int = 5000,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a simulation as CSV: the answers to `out`, and beside it `.offered.csv` and `.truth.csv`; return the paths.

    The files are complete or not there. Failures F002, F003, F006 where they cannot be written.
    """
    check_target(out, [".csv"])
    made = simulate(published, organisations=organisations, units=units, rounds=rounds, responses=responses, seed=seed)
    paths = [out, out.with_suffix(".offered.csv"), out.with_suffix(".truth.csv")]
    with placing(*paths) as (answers, offered, truth):
        _write_frames(made.frames, answers, total=responses, progress=progress)
        made.offered.write_csv(offered)
        made.truth.write_csv(truth, float_precision=3)
    return paths


def _write_frames(
    frames: Iterator[pl.DataFrame],
    path: Path,
    *,
    total: int,
    progress: Progress | None,
) -> None:
    done = 0
    with path.open("wb") as stream:
        for frame in frames:
            frame.write_csv(stream, include_header=not done)
            done += frame.height
            if progress:
                progress(done, total)


def _draw_frames(
    instrument: Instrument, design: Design, prepared: Mapping[str, OrderedItem], *, seed: int
) -> Iterator[pl.DataFrame]:
    ends = np.cumsum(design.responses)
    for place, start in enumerate(range(0, int(ends[-1]), CHUNK)):
        rng = np.random.default_rng([seed, 2, place])
        people = np.arange(start, min(start + CHUNK, int(ends[-1])))
        cell = np.searchsorted(ends, people, side="right")
        keys = design.cells.select(DOMAIN)[cell]
        gender, answers = draw_answers(rng, instrument, prepared, cell, keys.get_column("target_group"))
        form = _draw_form(rng, instrument, design, keys)
        yield keys.with_columns(gender, *form, *answers.values())


def _draw_form(rng: np.random.Generator, instrument: Instrument, design: Design, keys: pl.DataFrame) -> list[pl.Series]:
    """Return how each person answered: channel (paper gives way to the web over the years), language, form."""
    size = keys.height
    paper = dict(zip(design.rounds, np.linspace(PAPER_FIRST, PAPER_LAST, len(design.rounds)), strict=True))
    share = keys.get_column("round").replace_strict(paper, return_dtype=pl.Float64).to_numpy()
    channel = np.where(rng.random(size) < share, 0, 1 + (rng.random(size) < 0.1))
    home = home_language(instrument)
    languages = [home, *(code for code in instrument.texts if code != home)]
    is_first = (rng.random(size) < FIRST_LANGUAGE) | (len(languages) == 1)
    language = np.where(is_first, 0, rng.integers(min(1, len(languages) - 1), len(languages), size))
    easy = (rng.random(size) < EASY_READ) & instrument.easy_read
    return [
        _spell("channel", ["paper", "web", "tablet"], channel),
        _spell("language", languages, language),
        _spell("form_version", [STANDARD_FORM, EASY_READ_FORM], easy.astype(np.int64)),
    ]


def _spell(name: str, words: list[str], places: NDArray[np.int64]) -> pl.Series:
    return pl.Series(name, words).gather(places)


def _tell_truth(design: Design, prepared: Mapping[str, OrderedItem]) -> pl.DataFrame:
    """Return the true share positive per item of every cell and margin over units and groups."""
    answers = pl.col("responses").alias("answers")
    shares = [pl.Series(code, find_true_shares(o)) for code, o in prepared.items() if o.item.positive]
    cells = design.cells.select(*DOMAIN, answers).with_columns(shares).filter(pl.col("answers") > 0)
    items = [s.name for s in shares]
    margins = []
    for kept in (DOMAIN, DOMAIN[:3], (*DOMAIN[:2], "target_group"), DOMAIN[:2]):
        pooled = [(pl.col(i) * pl.col("answers")).sum() / pl.col("answers").sum() for i in items]
        margins.append(cells.group_by(kept).agg(*pooled, pl.col("answers").sum()))
    wide = pl.concat(margins, how="diagonal").select(*DOMAIN, "answers", *items).sort(DOMAIN, nulls_last=False)
    return wide.unpivot(items, index=[*DOMAIN, "answers"], variable_name="item", value_name="share_positive")
