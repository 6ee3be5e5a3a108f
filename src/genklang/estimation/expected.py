"""The expected band of a funnel plot: how far units of each size stray by chance and by the usual spread."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from genklang.estimation.shrinkage import check_counts
from genklang.estimation.tail import Floats

TAIL = 0.1
"""The part of the units at each end whose distances are drawn in before the usual spread is judged."""
DRAWN_IN = 0.6786
"""What drawing both ends in leaves of the mean square of standard normal distances: allowed for, so that the usual
spread is not judged too small."""
ALARM = 0.05
"""The chance that any of all the units falls outside the band although none is special."""
FEWEST = 3
"""Units that make a band."""


class Place(StrEnum):
    """Where a unit lies; there is no rank."""

    OVER = "over"
    WITHIN = "within"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Band:
    """The band that units are expected in: centre and spread on the angle scale, and how wide it is drawn."""

    centre: float
    spread: float
    """Variance between units beyond chance, in squared radians (0: chance alone)."""
    reach: float
    """Standard errors on each side."""

    def limits(self, n: ArrayLike) -> tuple[Floats, Floats]:
        """Return the ends of the band (0–1) for units with `n` answers."""
        n = np.asarray(n, dtype=np.float64)
        error = np.sqrt(_chance(n) + self.spread)
        ends = (np.clip(self.centre + sign * self.reach * error, 0, np.pi / 2) for sign in (-1, 1))
        low, high = (np.sin(end) ** 2 for end in ends)
        return low, high

    @property
    def target(self) -> float:
        """The share (0–1) that units are held against."""
        return float(np.sin(self.centre) ** 2)

    def place(self, k: ArrayLike, n: ArrayLike) -> NDArray[np.str_]:
        """Return for `k` of `n` positive answers whether the unit lies over, within or under the band."""
        angle, chance = _angles(*check_counts(k, n))
        away = (angle - self.centre) / np.sqrt(chance + self.spread)
        return np.where(
            away > self.reach,
            Place.OVER.value,
            np.where(away < -self.reach, Place.UNDER.value, Place.WITHIN.value),
        )


def fit_band(k: ArrayLike, n: ArrayLike) -> Band:
    """Return the band that units with `k` of `n` positive answers are expected in.

    Shares are put on the angle scale (arcsine of the root, after Anscombe), where chance has the variance 1 / 4n. What
    the units differ beyond chance, judged with both ends of the list drawn in, widens the band (additive
    over-dispersion); it is so wide that in 95 of 100 lists without a special unit none falls outside (Šidák; Student's
    t where units differ beyond chance, for that is judged from few). A unit that falls outside the band of the others
    has no part in the band, so that none is held against itself. Sources: Spiegelhalter (2005), Funnel plots for
    comparing institutional performance; deleted residuals as in Cook and Weisberg (1982). E152 for counts that do not
    fit.
    """
    k, n = check_counts(k, n)
    k, n = k[n > 0], n[n > 0]
    if k.size == 0:
        return Band(np.nan, 0.0, np.nan)
    angle, chance = _angles(k, n)
    usual = ~_stray_from_others(angle, chance)
    if usual.sum() < max(FEWEST, k.size / 2):
        usual[:] = True
    return _fit(angle[usual], chance[usual], among=k.size)[0]


def _stray_from_others(angle: Floats, chance: Floats) -> NDArray[np.bool_]:
    """Return which units fall outside the band of all the others, whose centre is itself not quite known."""
    outside = np.zeros(angle.size, dtype=bool)
    for unit in range(angle.size if angle.size > FEWEST else 0):
        others = np.arange(angle.size) != unit
        band, error = _fit(angle[others], chance[others], among=angle.size)
        away = abs(angle[unit] - band.centre)
        outside[unit] = away > band.reach * np.sqrt(chance[unit] + band.spread + error)
    return outside


def _fit(angle: Floats, chance: Floats, *, among: int) -> tuple[Band, float]:
    """Return the band of units that stand in a list of `among`, and the variance of its centre."""
    weight = 1 / chance
    centre = float(np.average(angle, weights=weight))
    spread = _find_spread((angle - centre) * np.sqrt(weight), weight)
    wider = 1 / (chance + spread)
    tail = (1 - (1 - ALARM) ** (1 / among)) / 2
    reach = -stdtrit(max(angle.size - 1, 1), tail) if spread > 0 else -ndtri(tail)
    return Band(float(np.average(angle, weights=wider)), spread, float(reach)), float(1 / wider.sum())


def _find_spread(away: Floats, weight: Floats) -> float:
    """Return the variance between units, by moments (DerSimonian and Laird) from winsorised standard distances."""
    ends = np.quantile(away, [TAIL, 1 - TAIL])
    excess = float((np.clip(away, *ends) ** 2).sum()) / DRAWN_IN - (away.size - 1)
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(excess / room, 0.0) if room > 0 else 0.0


def _angles(k: Floats, n: Floats) -> tuple[Floats, Floats]:
    return np.arcsin(np.sqrt((k + 0.375) / (n + 0.75))), _chance(n)


def _chance(n: Floats) -> Floats:
    return 1 / (4 * n + 2)
