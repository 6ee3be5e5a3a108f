"""`python -m genklang.paper.training`: makes the reader's weights anew, from nothing but the forms and fixed seeds."""

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from genklang.instrument.shelf import find_instrument
from genklang.paper.form import EASY_READ, LARGE_PRINT, STANDARD, FormLayout, FormVersion
from genklang.paper.layout import layout
from genklang.paper.network import PLACE, Network, save_network
from genklang.paper.register import Picture
from genklang.paper.training.data import KINDS, BlankPage, join, make_samples
from genklang.paper.training.learn import calibrate, fit_network

FORMS = (
    ("skr-ifo", "2016", "sv", STANDARD),
    ("skr-ifo", "2016", "ar", STANDARD),
    ("brukarbarometern", "2013", "sv", STANDARD),
    ("socialpaedagogisk-stoette", "2021", "da", EASY_READ),
    ("skr-ifo", "2016", "ti", LARGE_PRINT),
)
"""Forms whose boxes are marked for training."""
PEOPLE: Final = 0.65
"""Pages filled in as people do, for each page of which many boxes are marked: what lies round an empty box counts."""


def make_blank_pages() -> list[BlankPage]:
    """Return the pages of the forms that are trained on."""
    pages = []
    for form in FORMS:
        laid, blanks = lay_out_form(*form)
        pages += [BlankPage(laid, number, blank) for number, blank in enumerate(blanks, 1)]
    return pages


def lay_out_form(name: str, version: str, language: str, variant: str) -> tuple[FormLayout, list[Picture]]:
    """Return the layout and the blank pages of a questionnaire in a language and variant."""
    form = FormVersion(name, version, language, "training", "", "", "", variant)
    return layout(find_instrument(f"{name}/{version}"), form)


def train(
    *,
    pages: int,
    epochs: int,
    members: int,
    without_kinds: Sequence[str] = (),
    without_faults: Sequence[str] = (),
    processes: int = 2,
) -> Network:
    """Return a network trained on so many marked pages, kinds of marks and faults of scans held out if asked."""
    blank = make_blank_pages()
    kinds = {name: weight for name, weight in KINDS.items() if name not in without_kinds}
    began = time.monotonic()

    def tell(sentence: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.0f} s  {sentence}\n")

    make = partial(make_samples, blank, kinds=kinds, without_faults=without_faults, processes=processes)
    samples = join(make(pages, seed=1), make(round(PEOPLE * pages), seed=4, as_people=True))
    tell(f"{len(samples.states):,} windows from {pages:,} marked pages and those of people")
    fitted = tuple(fit_network(samples, epochs=epochs, seed=seed, tell=tell) for seed in range(1, members + 1))
    kept_apart = make(max(pages // 8, 40), seed=2, as_people=True)
    network = calibrate(fitted, kept_apart)
    tell(f"calibrated on {len(kept_apart.states):,}: temperature {network.temperature:.2f}, bias {network.bias}")
    return network


def main() -> None:
    """Train as the options say and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=PLACE)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--members", type=int, default=2)
    parser.add_argument("--without-kinds", nargs="*", default=[], choices=list(KINDS))
    parser.add_argument("--without-faults", nargs="*", default=[])
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    network = train(
        pages=options.pages,
        epochs=options.epochs,
        members=options.members,
        without_kinds=options.without_kinds,
        without_faults=options.without_faults,
        processes=options.processes,
    )
    save_network(network, options.out)


if __name__ == "__main__":
    main()
