"""`python -m genklang.paper.training.held_out`: each kind of mark and fault in turn kept out of training, then met."""

import argparse
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from genklang.paper.judge import SURE
from genklang.paper.network import Network
from genklang.paper.states import MARK, STATES, UNCLEAR
from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.synthesis.people import ACTS
from genklang.paper.synthesis.scanner import Level
from genklang.paper.synthesis.trial import Outcome, TrialForm, prepare_trial, try_reading
from genklang.paper.training.__main__ import make_blank_pages
from genklang.paper.training.data import KINDS, BlankPage, Samples, make_samples
from genklang.paper.training.learn import calibrate, fit_network
from genklang.paper.training.leave_out import NOTHING, Case, Reader, leave_out, tell


def list_cases(forms: Sequence[TrialForm], *, sheets: int) -> Iterator[Case]:
    """Yield nothing, each kind of mark and each fault, to be met on so many sheets of these forms."""

    def read(network: Network, *, level: Level = "office", act: str = "", only: str = "") -> Outcome:
        acts = {act: 1.0} if act else ACTS
        return try_reading(forms, level, sheets=sheets, seed=31, acts=acts, only=only, network=network)

    yield Case(NOTHING, "kinds", read)
    for kind in KINDS:
        if kind not in {"random", "stray"}:
            yield Case(kind, "kinds", partial(read, act=kind))
    for fault in FAULTS:
        yield Case(fault, "faults", partial(read, level="poor", only=fault))


def fit_boxes(samples: Samples, calibrating: Samples, *, epochs: int) -> Network:
    """Return one network trained for so many passes."""
    weights = fit_network(samples, epochs=epochs, seed=1, tell=lambda _sentence: None)
    return calibrate((weights,), calibrating)


def is_right(likely: NDArray[np.int64], states: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return what was read rightly: what means yes to a person may be read as a mark, but not as empty."""
    return np.asarray((likely == states) | ((states == UNCLEAR) & (likely == MARK)))


def make_trial_forms(pages: Sequence[BlankPage], *, most: int) -> list[TrialForm]:
    """Return the first forms of those that are trained on, ready to be filled in, scanned and read."""
    layouts = list({page.layout.id: page.layout for page in pages}.values())[:most]
    return [prepare_trial(laid, [p.picture for p in pages if p.layout is laid]) for laid in layouts]


def main() -> None:
    """Make the samples, leave each kind and fault out in turn, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.held_out", description=__doc__)
    parser.add_argument("--pages", type=int, default=1600)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--sheets", type=int, default=48)
    parser.add_argument("--forms", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    pages = make_blank_pages()
    samples = make_samples(pages, options.pages, seed=1, processes=options.processes)
    people = make_samples(pages, options.pages // 8, seed=2, as_people=True, processes=options.processes)
    cases = list_cases(make_trial_forms(pages, most=options.forms), sheets=options.sheets)
    reader = Reader(partial(fit_boxes, epochs=options.epochs), is_right, SURE, STATES)
    tell(leave_out(cases, reader, samples=samples, calibrating=people), each="boxes", whole="questions")


if __name__ == "__main__":
    main()
