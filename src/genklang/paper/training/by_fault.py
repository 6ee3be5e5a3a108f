"""`python -m genklang.paper.training.by_fault`: what the reader makes of each kind of mark under each fault."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from genklang.paper.form import STANDARD
from genklang.paper.synthesis.faults import FAULTS
from genklang.paper.synthesis.scanner import Level
from genklang.paper.synthesis.trial import NO_FAULT, REVIEW, WRONG, Outcome, TrialForm, prepare_trial, try_reading
from genklang.paper.training.__main__ import FORMS, lay_out_form

TRIED: Final = (*FORMS[:4], ("samarbejdskommuner", "2022", "da", STANDARD))
"""The last is of no use to training, so that the reader has never seen its print."""
LEVELS: Final[tuple[Level, ...]] = ("office", "poor")
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "crosses": ("cross", "heavy", "light", "plus", "star"),
        "ticks, lines, dots": ("tick", "slash", "line", "dot", "ring"),
        "scribbles, filled": ("scribble", "fill"),
        "corrected, erased": ("corrected", "erased"),
        "ringed": ("circled",),
        "beside, over": ("beside", "word", "under", "column"),
        "blank": ("blank",),
    }
)
"""What people do with a question, in the columns of the table."""


def make_forms() -> list[TrialForm]:
    """Return the forms that are filled in and read."""
    return [prepare_trial(*lay_out_form(*form)) for form in TRIED]


def try_levels(forms: list[TrialForm], *, sheets: int) -> Outcome:
    """Return what became of so many sheets, half of them scanned in an office and half poorly."""
    return Outcome.join(try_reading(forms, level, sheets=sheets // len(LEVELS), seed=41) for level in LEVELS)


def write_table(outcome: Outcome) -> str:
    """Return a table in Markdown, faults down and kinds of marks across; a scan with several faults has several rows.

    In the cells: per cent to a person (silently wrong / questions).
    """
    lines = [f"| fault | {' | '.join((*GROUPS, 'all'))} |", "|---" * (len(GROUPS) + 2) + "|"]
    rows = {
        NO_FAULT: outcome.suffer({NO_FAULT}),
        **{fault: outcome.suffer({fault}) for fault in FAULTS},
        "all": outcome,
    }
    lines += [f"| {name} | {' | '.join(_write_cells(found))} |" for name, found in rows.items()]
    return "\n".join(lines) + "\n"


def _write_cells(found: Outcome) -> Iterator[str]:
    for part in (*(found.keep(acts) for acts in GROUPS.values()), found):
        share = f"{100 * part.share(REVIEW):.1f}" if part.questions else "–"
        yield f"{share} ({part.count(WRONG)}/{part.questions:,})"


def main() -> None:
    """Fill, scan and read the sheets and print the table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.by_fault", description=__doc__)
    parser.add_argument("--sheets", type=int, default=1000)
    options = parser.parse_args()
    outcome = try_levels(make_forms(), sheets=options.sheets)
    sys.stderr.write(f"{outcome.pages:,} pages, {outcome.unread} of them not found\n")
    sys.stdout.write(write_table(outcome))


if __name__ == "__main__":
    main()
