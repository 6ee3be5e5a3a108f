"""Can these printed percentages come from so many people? Whole counts allow only some shares (the GRIM test)."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from genklang.errors import Failure, problem

Printed = str | float | Decimal
"""A percentage as it was printed. A text keeps its decimals: "83,0" has one, 83.0 has none."""

MOST_DECIMALS = 10
LARGEST = 10**6
"""A base above this gives every percentage that anyone prints."""


def consistent(percentages: Sequence[Printed] | Printed, n_max: int, *, decimals: int | None = None) -> list[int]:
    """Return every n from 1 to `n_max` from which whole counts give all these rounded percentages (0–100).

    Each must be 100 k / n for a whole k, rounded to `decimals` (default: the most that any of them is printed with)
    either way at a tie. An empty list: they cannot be shares of one group of that size. Failures E150, E151.
    Source: Brown and Heathers (2017), the GRIM test, here for percentages.

    >>> consistent(["66.7", "83.3"], n_max=20)
    [6, 12, 18]
    """
    listed = [percentages] if isinstance(percentages, str | float | int | Decimal) else list(percentages)
    if not 0 < n_max <= LARGEST:
        raise Failure(problem("E151", "n_max", value=n_max, most=LARGEST))
    values = [read_percentage(p) for p in listed]
    places = max(map(count_decimals, listed), default=0) if decimals is None else decimals
    sizes = np.arange(1, n_max + 1)
    fits = np.ones(n_max, dtype=bool)
    for value in values:
        fits &= find_fitting(value, sizes, decimals=places)
    return [int(n) for n in sizes[fits]]


def find_fitting(percentage: Fraction, sizes: NDArray[np.int64], *, decimals: int) -> NDArray[np.bool_]:
    """Return for each size whether some whole number of people of it gives the percentage at these decimals.

    All in whole numbers, so that no tie is decided by noise.
    """
    scale = 10**decimals
    printed = round(percentage * scale)
    if Fraction(printed, scale) != percentage:
        return np.zeros(sizes.shape, dtype=bool)
    # |100 k / n − p| ≤ ½ · 10^−d, times 2 n 10^d; the nearest k is the only one worth trying.
    whole = sizes.astype(np.int64) * printed
    nearest = (2 * whole + 100 * scale) // (200 * scale)
    return np.asarray(2 * np.abs(100 * scale * nearest - whole) <= sizes)


def smallest_base(percentage: Printed, n_max: int, *, decimals: int | None = None) -> int | None:
    """Return the fewest people who can give this percentage, None where no number up to `n_max` can."""
    return next(iter(consistent(percentage, n_max, decimals=decimals)), None)


def read_percentage(printed: Printed) -> Fraction:
    """Return a printed percentage exactly; E150 where it is none between 0 and 100."""
    try:
        value = Decimal(_as_text(printed))
    except InvalidOperation as error:
        raise Failure(problem("E150", "percentages", value=printed)) from error
    if not value.is_finite() or not 0 <= value <= 100:
        raise Failure(problem("E150", "percentages", value=printed))
    return Fraction(value)


def count_decimals(printed: Printed) -> int:
    """Return how many decimals a percentage is printed with; those of a number are the ones that it needs."""
    text = _as_text(printed)
    if not isinstance(printed, str) and "." in text:
        text = text.rstrip("0")
    _, _, behind = text.partition(".")
    return min(len(behind), MOST_DECIMALS)


def _as_text(printed: Printed) -> str:
    if isinstance(printed, str):
        return printed.strip().removesuffix("%").rstrip().replace(",", ".")
    return format(Decimal(repr(printed)) if isinstance(printed, float) else Decimal(printed), "f")
