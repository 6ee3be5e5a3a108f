"""Keeps one thing after the other out of training and meets it then: what a reader makes of what it has never seen."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from genklang.paper.network import Network, infer
from genklang.paper.synthesis.trial import REVIEW, WRONG, Outcome
from genklang.paper.training.data import Samples, choose

LEARNT: Final = 0.6
"""Share of the samples that is learnt from; the thing left out is looked for in the rest."""
NOTHING: Final = "nothing"
"""The case in which nothing is left out and all samples are met, to hold the others to."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to leave out: its name, a word in this column of the samples, and how whole forms that have it fare."""

    name: str
    column: Literal["kinds", "faults"]
    trial: Callable[[Network], Outcome]

    def find(self, samples: Samples) -> NDArray[np.bool_]:
        """Return which of the samples show it."""
        words = np.char.add(np.char.add(" ", getattr(samples, self.column)), " ")
        return np.char.find(words, f" {self.name} ") >= 0


@dataclass(frozen=True, slots=True)
class Reader:
    """How a reader is made and judged.

    `fit` makes a network of samples to learn from and others to calibrate on. What is less than `sure`, or of the last
    of the `classes` (unclear), goes to a person. `is_right` compares what was read with what was true.
    """

    fit: Callable[[Samples, Samples], Network]
    is_right: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]]
    sure: float
    classes: Sequence[str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What became of something never seen: samples and whole questions, those to a person in per cent.

    `taken_for` is the class for which samples were most often taken wrongly and surely, nothing if there were none.
    """

    name: str
    samples: int
    samples_asked: float
    samples_wrong: float
    taken_for: str
    questions: int
    asked: float
    wrong: int


def leave_out(cases: Iterable[Case], reader: Reader, *, samples: Samples, calibrating: Samples) -> Iterator[LeftOut]:
    """Yield for each case what becomes of it where a network has neither learnt nor been calibrated with it."""
    for case in cases:
        known, met = part(samples, case)
        network = reader.fit(known, choose(calibrating, ~case.find(calibrating)))
        yield _meet(case, reader, network, met)


def part(samples: Samples, case: Case) -> tuple[Samples, Samples]:
    """Return what is learnt from, in which the case never shows, and what is met: the case, on later pages."""
    is_early = np.arange(len(samples.states)) < LEARNT * len(samples.states)
    is_shown = case.find(samples)
    is_met = ~is_early & (is_shown | (case.name == NOTHING))
    return choose(samples, is_early & ~is_shown), choose(samples, is_met)


def _meet(case: Case, reader: Reader, network: Network, met: Samples) -> LeftOut:
    chances = infer(network, met.pooled, met.measures)
    likely = chances.argmax(axis=1)
    is_asked = (chances.max(axis=1) < reader.sure) | (likely == len(reader.classes) - 1)
    is_wrong = ~is_asked & ~reader.is_right(likely, met.states)
    mistaken = Counter(likely[is_wrong].tolist()).most_common(1)
    read = case.trial(network)
    return LeftOut(
        case.name,
        samples=len(met.states),
        samples_asked=100 * float(is_asked.sum()) / max(len(is_asked), 1),
        samples_wrong=100 * float(is_wrong.sum()) / max(len(is_wrong), 1),
        taken_for=reader.classes[mistaken[0][0]] if mistaken else "",
        questions=read.questions,
        asked=100 * read.share(REVIEW),
        wrong=read.count(WRONG),
    )


def write_table(rows: Iterable[LeftOut], *, each: str, whole: str) -> str:
    """Return the rows as a table in Markdown; `each` is what the samples are called and `whole` the questions."""
    heads = [
        "never seen in training",
        each,
        "to a person",
        "wrong",
        "mostly for",
        whole,
        "to a person",
        "silently wrong",
    ]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for r in rows:
        seen = f"{r.samples:,} | {r.samples_asked:.1f} % | {r.samples_wrong:.2f} % | {r.taken_for}"
        lines.append(f"| {r.name} | {seen} | {r.questions:,} | {r.asked:.1f} % | {r.wrong} |")
    return "\n".join(lines) + "\n"


def tell(rows: Iterable[LeftOut], *, each: str, whole: str) -> None:
    """Say each row as it comes, then print all as a table."""
    said = []
    for row in rows:
        said.append(row)
        sys.stderr.write(f"{row}\n")
    sys.stdout.write(write_table(said, each=each, whole=whole))
