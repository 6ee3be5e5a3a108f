"""`python -m genklang.paper.training.held_out`: each kind of mark and fault in turn kept out of training, then met."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from genklang.paper.judge import SURE
from genklang.paper.network import Network, infer
from genklang.paper.states import MARK, UNCLEAR
from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.synthesis.trial import REVIEW, WRONG, Outcome, TrialForm, prepare_trial, try_reading
from genklang.paper.training.__main__ import make_blank_pages
from genklang.paper.training.data import KINDS, BlankPage, Samples, choose, make_samples
from genklang.paper.training.learn import calibrate, fit_network

LEARNT: Final = 0.6


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Boxes and whole questions of a kind (or under a fault) that the network has never met, in per cent."""

    name: str
    boxes: int
    boxes_asked: float
    boxes_wrong: float
    questions: int
    asked: float
    wrong: float


def hold_out(
    train: Samples, test: Samples, people: Samples, forms: Sequence[TrialForm], *, epochs: int, sheets: int
) -> Iterator[HeldOut]:
    """Yield, for each kind and each fault, what a network says of it that was trained without it."""

    def meet(name: str, known: Samples, own: Samples, trial: Callable[..., Outcome]) -> HeldOut:
        weights = fit_network(known, epochs=epochs, seed=1, tell=lambda _sentence: None)
        network = calibrate((weights,), people)
        asked, wrong = _rate_boxes(network, own)
        read = trial(network=network)
        shares = (100 * read.share(result) for result in (REVIEW, WRONG))
        return HeldOut(name, len(own.states), asked, wrong, read.questions, *shares)

    attempt = partial(try_reading, forms, sheets=sheets, seed=31)
    for kind in KINDS:
        if kind not in {"random", "stray"}:
            known, own = choose(train, train.kinds != kind), choose(test, test.kinds == kind)
            yield meet(kind, known, own, partial(attempt, "office", acts={kind: 1.0}))
    for fault in FAULTS:
        known, own = choose(train, ~_suffered(train, fault)), choose(test, _suffered(test, fault))
        yield meet(fault, known, own, partial(attempt, "poor", only=fault))


def split(samples: Samples) -> tuple[Samples, Samples]:
    """Return samples to learn from and, from other pages, to be tried on."""
    is_early = np.arange(len(samples.states)) < LEARNT * len(samples.states)
    return choose(samples, is_early), choose(samples, ~is_early)


def _suffered(samples: Samples, fault: str) -> NDArray[np.bool_]:
    return np.char.find(samples.faults, fault) >= 0


def _rate_boxes(network: Network, own: Samples) -> tuple[float, float]:
    """Return the per cent of boxes that would go to a person by themselves, and that would be wrong."""
    chances = infer(network, own.pooled, own.measures)
    likely, is_sure = chances.argmax(axis=1), chances.max(axis=1) >= SURE
    is_asked = ~is_sure | (likely == UNCLEAR)
    # What means yes to a person may be read as a mark; what is unclear may not be read as empty.
    meant = np.array([own.states, np.where(own.states == UNCLEAR, MARK, own.states)])
    is_right = (likely == meant).any(axis=0)
    return 100 * float(is_asked.mean()), 100 * float((~is_asked & ~is_right).mean())


def make_trial_forms(pages: Sequence[BlankPage], *, most: int) -> list[TrialForm]:
    """Return the first forms of those that are trained on, ready to be filled in, scanned and read."""
    layouts = list({page.layout.id: page.layout for page in pages}.values())[:most]
    return [prepare_trial(laid, [p.picture for p in pages if p.layout is laid]) for laid in layouts]


def write_table(rows: Sequence[HeldOut]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [
        "| never seen in training | boxes | to a person | wrong | questions | to a person | silently wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        boxes = f"{r.boxes:,} | {r.boxes_asked:.1f} % | {r.boxes_wrong:.2f} %"
        lines.append(f"| {r.name} | {boxes} | {r.questions:,} | {r.asked:.1f} % | {r.wrong:.2f} % |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make the samples, hold each kind and fault out in turn, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.held_out", description=__doc__)
    parser.add_argument("--pages", type=int, default=1600)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--sheets", type=int, default=12)
    parser.add_argument("--forms", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    pages = make_blank_pages()
    train, test = split(make_samples(pages, options.pages, seed=1, processes=options.processes))
    people = make_samples(pages, options.pages // 8, seed=2, as_people=True, processes=options.processes)
    rows = []
    forms = make_trial_forms(pages, most=options.forms)
    for row in hold_out(train, test, people, forms, epochs=options.epochs, sheets=options.sheets):
        rows.append(row)
        sys.stderr.write(f"{row}\n")
    sys.stdout.write(write_table(rows))


if __name__ == "__main__":
    main()
