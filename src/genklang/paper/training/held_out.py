"""`python -m genklang.paper.training.held_out`: each kind of mark and fault in turn kept out of training, then met."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genklang.paper.judge import SURE
from genklang.paper.network import infer
from genklang.paper.states import MARK, UNCLEAR
from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.training.__main__ import make_blank_pages
from genklang.paper.training.data import KINDS, Samples, choose, make_samples
from genklang.paper.training.learn import calibrate, fit_network


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Boxes of a kind (or under a fault) that the network has never met, in per cent: right, asked about, wrong."""

    name: str
    boxes: int
    right: float
    asked: float
    wrong: float


def hold_out(train: Samples, test: Samples, people: Samples, *, epochs: int, seed: int = 1) -> Iterator[HeldOut]:
    """Yield, for each kind and each fault, what a network says of it that was trained without it."""
    for kind in KINDS:
        if kind not in {"random", "stray"}:
            known, own = choose(train, train.kinds != kind), choose(test, test.kinds == kind)
            yield _hold_out(kind, known, own, people, epochs=epochs, seed=seed)
    for fault in FAULTS:
        known, own = choose(train, ~_suffered(train, fault)), choose(test, _suffered(test, fault))
        yield _hold_out(fault, known, own, people, epochs=epochs, seed=seed)


def _suffered(samples: Samples, fault: str) -> NDArray[np.bool_]:
    return np.char.find(samples.faults, fault) >= 0


def _hold_out(name: str, known: Samples, own: Samples, people: Samples, *, epochs: int, seed: int) -> HeldOut:
    weights = fit_network(known, epochs=epochs, seed=seed, tell=lambda _sentence: None)
    chances = infer(calibrate((weights,), people), own.pooled, own.measures)
    likely, is_sure = chances.argmax(axis=1), chances.max(axis=1) >= SURE
    is_asked = ~is_sure | (likely == UNCLEAR)
    # What means yes to a person may be read as a mark; what is unclear may not be read as empty.
    meant = np.array([own.states, np.where(own.states == UNCLEAR, MARK, own.states)])
    is_right = (likely == meant).any(axis=0)
    wrong, asked = float((~is_asked & ~is_right).mean()), float(is_asked.mean())
    return HeldOut(name, len(likely), 100 * (1 - wrong - asked), 100 * asked, 100 * wrong)


def write_table(rows: Sequence[HeldOut]) -> str:
    """Return the rows as a table in Markdown."""
    lines = ["| never seen in training | boxes | right | to a person | wrong |", "|---|---|---|---|---|"]
    lines += [f"| {r.name} | {r.boxes:,} | {r.right:.1f} % | {r.asked:.1f} % | {r.wrong:.2f} % |" for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make the samples, hold each kind and fault out in turn, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.held_out", description=__doc__)
    parser.add_argument("--pages", type=int, default=1500)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    pages = make_blank_pages()
    train, test = (make_samples(pages, options.pages, seed=seed, processes=options.processes) for seed in (1, 3))
    people = make_samples(pages, options.pages // 8, seed=2, as_people=True, processes=options.processes)
    rows = []
    for row in hold_out(train, test, people, epochs=options.epochs):
        rows.append(row)
        sys.stderr.write(f"{row}\n")
    sys.stdout.write(write_table(rows))


if __name__ == "__main__":
    main()
