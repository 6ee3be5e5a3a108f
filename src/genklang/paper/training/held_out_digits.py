"""`python -m genklang.paper.training.held_out_digits`: ways of writing, pens, faults in turn kept out, then met."""

import argparse
from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from genklang.paper.digits import CLASSES, EMPTY, SURE
from genklang.paper.network import Network
from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.synthesis.marks import PENS
from genklang.paper.synthesis.numbers import Writers, make_number_form, try_numbers
from genklang.paper.synthesis.scanner import Level
from genklang.paper.synthesis.skeletons import SKELETONS
from genklang.paper.synthesis.trial import Outcome, TrialForm
from genklang.paper.training.data import Samples
from genklang.paper.training.digits import PEOPLE, calibrate_digits, make_digit_samples, vary_digits
from genklang.paper.training.learn import fit_network
from genklang.paper.training.leave_out import NOTHING, Case, Reader, leave_out, tell

ACTS: Final = {"written": 1.0}
NAMES: Final = (*map(str, range(EMPTY)), "empty", "unclear")


def list_cases(form: TrialForm, *, sheets: int) -> Iterator[Case]:
    """Yield nothing, each way of writing a digit, each pen and each fault, to be met on so many sheets of a form."""

    def read(network: Network, *, level: Level = "office", sign: str = "", pen: str = "", only: str = "") -> Outcome:
        writers = Writers(ACTS, pen=pen, sign=sign)
        outcome = try_numbers(form, level, sheets=sheets, seed=32, writers=writers, only=only, network=network)
        return outcome.keep(ACTS)

    yield Case(NOTHING, "kinds", read)
    for sign in list_signs():
        yield Case(sign, "kinds", partial(read, sign=sign))
    for pen in PENS:
        yield Case(pen, "kinds", partial(read, pen=pen))
    for fault in FAULTS:
        yield Case(fault, "faults", partial(read, level="poor", only=fault))


def list_signs() -> list[str]:
    """Return every digit in each of its ways, such as `7-bar`."""
    return list(dict.fromkeys(f"{digit}-{each.way}" for digit, ways in SKELETONS.items() for each in ways))


def fit_digits(samples: Samples, calibrating: Samples, *, epochs: int) -> Network:
    """Return one network trained for so many passes."""
    weights = fit_network(
        samples, epochs=epochs, seed=1, tell=lambda _sentence: None, vary=vary_digits, classes=CLASSES
    )
    return calibrate_digits((weights,), calibrating)


def main() -> None:
    """Make the samples, leave each way, pen and fault out in turn, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.held_out_digits", description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--sheets", type=int, default=30)
    parser.add_argument("--only", nargs="*", help="names in the table's first column; all if there are none")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    samples = make_digit_samples(options.pages, seed=11, processes=options.processes)
    people = make_digit_samples(max(options.pages // 8, 8), seed=12, shares=PEOPLE, processes=options.processes)
    cases = [c for c in list_cases(make_number_form(), sheets=options.sheets) if c.name in (options.only or [c.name])]
    reader = Reader(partial(fit_digits, epochs=options.epochs), np.equal, SURE, NAMES)
    tell(leave_out(cases, reader, samples=samples, calibrating=people), each="cells", whole="numbers")


if __name__ == "__main__":
    main()
