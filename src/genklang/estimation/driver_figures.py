"""Drivers as figures of domains: for those with answers enough, rounded so that nothing can be counted back."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from genklang.estimation.driver_errors import find_reaches
from genklang.estimation.drivers import Drivers, find_drivers, is_enough, place_drivers, tell_drivers
from genklang.estimation.measure import UNTOLD, DomainSums, Figures
from genklang.estimation.moments import moments_of_drivers, outcome_and_predictors
from genklang.estimation.plan import driver_items, driver_outcomes
from genklang.estimation.tail import Floats
from genklang.instrument.model import Instrument
from genklang.tables.estimate import Interval, Status

DRIVER: Final = "driver:"
"""Stands in `item` for what is about all drivers together; for one item or area its code follows."""
EFFECT_STEP: Final = 5.0
"""Points that a driver is thought higher when its effect is told: the usual step beside an index 0–100."""

Value = tuple[float, float, float]


def parts_of_drivers(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the items that each driver is told of, by its name: its own and the outcome's; empty: all together.

    They decide whether it may be shown. That the other items are in the sum as well tells nothing of them: each figure
    is a rounded root of all the products at once.
    """
    items = driver_items(instrument)
    _, names = outcome_and_predictors(instrument)
    outcomes = tuple(i.code for i in driver_outcomes(instrument))
    own = {name: tuple(i.code for i in items if name in {i.code, f"area:{i.area}"}) for name in names}
    return {"": outcomes, **{name: (*outcomes, *codes) for name, codes in own.items()}} if names else {}


def drivers_of(sums: DomainSums) -> list[Drivers | None]:
    """Return the drivers of each domain, None where there are too few complete answers or nothing varies.

    By design also where there are too few clusters: the degrees of freedom are as many as the predictors, or more.
    """
    matrix, names = outcome_and_predictors(sums.plan.instrument)
    enough = [
        moments.combine(matrix) if moments and is_enough(moments.n, len(names)) else None
        for moments in moments_of_drivers(sums)
    ]
    if not sums.drawn:
        return [find_drivers(moments) if moments else None for moments in enough]
    points = [place_drivers(moments) if moments else None for moments in enough]
    is_told = np.array([point is not None for point in points], dtype=bool) & sums.drawn.applies
    reaches = find_reaches(sums.drawn.as_process().only(is_told), sums, points)
    return [
        tell_drivers(point, reach) if point and reach is not None else None
        for point, reach in zip(points, reaches, strict=True)
    ]


def evaluate_drivers(
    sums: DomainSums, statistic: str, read: Callable[[Drivers], tuple[Floats, Floats, Floats]], *, decimals: int = 0
) -> tuple[Figures, ...]:
    """Return one figure for each predictor; `read` takes its value and limits from the drivers of a domain."""
    found = drivers_of(sums)
    if not found:
        return ()
    told = [read(drivers) if drivers else None for drivers in found]
    _, names = outcome_and_predictors(sums.plan.instrument)
    return tuple(
        frame_figures(
            [(t[0][place], t[1][place], t[2][place]) if t else None for t in told],
            item=DRIVER + name,
            statistic=statistic,
            decimals=decimals,
        )
        for place, name in enumerate(names)
    )


def frame_figures(values: Sequence[Value | None], *, item: str, statistic: str, decimals: int = 0) -> Figures:
    """Return one figure of every domain that has a value. Its base is not told: those of parts would add up."""
    table = np.asarray([v or (np.nan,) * 3 for v in values], dtype=np.float64).reshape(-1, 3).round(decimals) + 0.0
    return Figures(
        item,
        statistic,
        table[:, 0],
        table[:, 1],
        table[:, 2],
        np.full(len(table), UNTOLD),
        None,
        Interval.PROCESS,
        np.full(len(table), Status.SHOWN.value),
        keep=np.asarray([v is not None for v in values], dtype=bool),
    )
