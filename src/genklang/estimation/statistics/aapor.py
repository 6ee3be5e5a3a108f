"""AAPOR's six response rates, from what became of each case."""

import numpy as np
import polars as pl

from genklang.estimation.dispositions import cases_of
from genklang.estimation.interval import divide
from genklang.estimation.measure import DomainSums, Figures
from genklang.estimation.plan import ANSWERED
from genklang.estimation.statistic import Statistic
from genklang.estimation.tail import Floats
from genklang.tables.disposition import Disposition
from genklang.tables.estimate import Interval, Status

NAME = "aapor"


def _evaluate(sums: DomainSums, interval: Interval) -> tuple[Figures, ...]:  # noqa: ARG001 — a rate has none
    if cases_of(Disposition.COMPLETE) not in sums.frame.columns:
        return ()
    cases = {d: _count(sums, d) for d in Disposition}
    complete, partial = cases[Disposition.COMPLETE], cases[Disposition.PARTIAL]
    silent = cases[Disposition.REFUSAL] + cases[Disposition.NON_CONTACT] + cases[Disposition.OTHER]
    unknown = cases[Disposition.UNKNOWN_HOUSEHOLD] + cases[Disposition.UNKNOWN_OTHER]
    eligible = complete + partial + silent
    # Cases of unknown eligibility count in full, by the part of the known that is eligible, or not at all.
    likely = np.nan_to_num(divide(eligible, eligible + cases[Disposition.NOT_ELIGIBLE]), nan=1.0) * unknown
    bases = (eligible + unknown, eligible + likely, eligible)
    rates = [(answers, base) for base in bases for answers in (complete, complete + partial)]
    wrong = sums.count(ANSWERED) > eligible + unknown
    return tuple(_rate(f"{NAME}:RR{i}", *rate, wrong=wrong) for i, rate in enumerate(rates, 1))


def _count(sums: DomainSums, disposition: Disposition) -> Floats:
    return sums.frame[cases_of(disposition)].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _rate(name: str, answers: Floats, base: Floats, *, wrong: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Figures:
    nothing = np.full(len(base), np.nan)
    empty = np.where(base == 0, Status.NO_ANSWERS.value, Status.SHOWN.value)
    return Figures(
        item="",
        statistic=name,
        value=np.where(wrong, np.nan, 100 * divide(answers, base)),
        low=nothing,
        high=nothing,
        base=np.nan_to_num(base).round().astype(np.int64),
        positive=np.nan_to_num(answers).astype(np.int64),
        interval=None,
        status=np.where(wrong, Status.ENTRY_ERROR.value, empty),
        keep=~np.isnan(base),
    )


part = Statistic(
    name=NAME,
    words=NAME,
    cells="the cases by disposition; the count of responses with at least one answer, to check them",
    formula="RR1 I / (I + P + R + NC + O + UH + UO), RR2 (I + P) / the same; RR3, RR4 with e (UH + UO), e = eligible / "
    "(eligible + not eligible); RR5, RR6 without UH and UO; in per cent",
    variance="none: every case is counted",
    interval=Interval.ROUND,
    evaluate=_evaluate,
)
