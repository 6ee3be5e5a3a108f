"""The attack: what can be computed back from printed figures? It knows the limits, not how they were kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from genklang.disclosure.policy import Policy
from genklang.disclosure.printed import UNLIMITED, Flags, Floats, Known, Printed, read_printed
from genklang.disclosure.protected import ProtectedTables
from genklang.disclosure.ranges import Inconsistent, Relations, find_determined, find_ranges, subtract
from genklang.disclosure.sums import LATE, STATE, Additions, Sums, find_sums
from genklang.errors import Failure, problem
from genklang.tables.estimate import ESTIMATE_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS, OTHER_GENDER
from genklang.tables.schema import conform


@dataclass(frozen=True, slots=True)
class Leak:
    """A withheld count that can be computed back: between `low` and `high`, both included.

    `domain` holds DOMAIN_KEYS; empty: all together.
    """

    domain: tuple[str | None, ...]
    where: str
    what: str
    low: int
    high: int
    how: str

    def __str__(self) -> str:
        """Return the leak as the one line that a user reads."""
        value = str(self.low) if self.low == self.high else f"{self.low}–{self.high}"
        return f"{self.where}: {self.what} is {value}. {self.how}"


def attack(
    tables: pl.DataFrame | Sequence[pl.DataFrame] | ProtectedTables,
    policy: Policy,
    *,
    totals: Mapping[str, Sequence[str]] | None = None,
    pooled: Mapping[str, Sequence[str]] | None = None,
) -> list[Leak]:
    """Return every withheld count that printed figures give back, under what `policy` promises.

    `tables` are ESTIMATE_SCHEMA frames as they were printed; several (releases, files) are read together. Figures
    without a round are of all rounds together. A further column `state` parts what was printed of a round before
    ("before") from what stands now (empty); nobody has left in between. `totals`: declared total → its target groups.
    `pooled`: what figures of some rounds together have in `round` → those rounds; all are then read as one table.
    Raises Failure D106 where the printed figures contradict each other.
    """
    stacked = _stack(tables)
    frame = conform(stacked, ESTIMATE_SCHEMA | {STATE: pl.String} if STATE in stacked.columns else ESTIMATE_SCHEMA)
    over = Additions(totals or {}, pooled or {})
    read = read_printed(frame, policy, jointly=bool(pooled))
    return [leak for printed in read for leak in _attack_round(printed, policy, over)]


def _stack(tables: pl.DataFrame | Sequence[pl.DataFrame] | ProtectedTables) -> pl.DataFrame:
    if isinstance(tables, ProtectedTables):
        return tables.estimates
    return tables if isinstance(tables, pl.DataFrame) else pl.concat(tables, how="vertical_relaxed")


@dataclass(frozen=True, slots=True)
class _Round:
    """One round under attack, over all domains, printed or not."""

    printed: Printed
    sums: Sums
    relations: Relations
    policy: Policy

    def widen(self, known: Known) -> tuple[Floats, Floats]:
        """Return limits with the domains that are never printed: anything from nobody up."""
        more = self.sums.domains.height - len(known.low)
        return np.append(known.low, np.zeros(more)), np.append(known.high, np.full(more, float(UNLIMITED)))

    @property
    def never_printed(self) -> Flags:
        """Gender X, and what came since a round was published before."""
        unknown = self.sums.domains["gender"].eq_missing(OTHER_GENDER).to_numpy()
        return np.asarray(unknown | self.are_late)

    @property
    def are_late(self) -> Flags:
        """What came since a round was published before."""
        domains = self.sums.domains
        if STATE not in domains.columns:
            return np.zeros(domains.height, dtype=bool)
        return domains[STATE].eq_missing(LATE).to_numpy()

    @property
    def are_pooled(self) -> Flags:
        """All rounds together, or some, beside single ones."""
        domains = self.sums.domains
        if "round" not in domains.columns:
            return np.zeros(domains.height, dtype=bool)
        return (domains["round"].is_null() | domains["round"].is_in(list(self.sums.pooled))).to_numpy()

    def tell(self, at: int, what: str, limits: tuple[float, float], how: str) -> Leak:
        """Return the leak of one domain."""
        row = {"round": self.printed.round} | self.sums.domains.row(at, named=True)
        domain = tuple(row[key] for key in DOMAIN_KEYS)
        where = ", ".join(str(key) for key in domain if key is not None) or "all together"
        what = f"{what} behind the revision" if row.get(STATE) == LATE else what
        return Leak(domain, where, what, int(np.ceil(limits[0] - 1e-6)), int(np.floor(limits[1] + 1e-6)), how)


def _attack_round(printed: Printed, policy: Policy, over: Additions) -> Iterator[Leak]:
    sums = find_sums(printed.domains, over)
    matrix = csr_array(sums.matrix())
    relations = Relations(matrix, sums.exact & _complete_axes(sums, matrix, printed))
    this = _Round(printed, sums, relations, policy)
    yield from _find_plain(this)
    try:
        answers, leaks = _attack_counts(this, printed.answers, None, "the number of answers")
        yield from leaks
        if printed.cases is not None:
            yield from _attack_counts(this, printed.cases, None, "the number of cases answered")[1]
        for item, known in printed.items.items():
            base, leaks = _attack_counts(this, known.base, answers, f"the base of {item}")
            yield from leaks
            yield from _attack_unanimity(this, item, base)
            yield from _attack_details(this, item, base)
    except Inconsistent:
        raise Failure(problem("D106", printed.round or "all rounds")) from None


def _find_plain(this: _Round) -> Iterator[Leak]:
    """Look for what stands there although the policy withholds it: small counts, and (near) agreement in figures."""
    printed, minimum = this.printed, this.policy.minimum
    counts = {"the number of answers": printed.answers} | {f"the base of {i}": k.base for i, k in printed.items.items()}
    for what, known in counts.items():
        for at in np.flatnonzero((known.low == known.high) & (known.low > 0) & (known.low < minimum)).tolist():
            yield this.tell(at, what, (known.low[at], known.high[at]), PRINTED)
    for item, of in printed.items.items():
        for side, what in ((of.other, "answers that are not positive"), (of.positive, "positive answers")):
            agreed = (side.low == side.high) & (side.high <= 1) & (of.base.low >= minimum)
            for at in np.flatnonzero(agreed).tolist():
                yield this.tell(at, f"{item}: the number of {what}", (side.low[at], side.high[at]), PRINTED)


def _complete_axes(sums: Sums, matrix: csr_array, printed: Printed) -> Flags:
    """Return for each relation whether its axis is listed in full: no sum over it may fall short where all is known."""
    more = sums.domains.height - len(printed.answers.low)
    exact = [(k.low, k.low == k.high) for k in (printed.answers, *(i.base for i in printed.items.values()))]
    short: set[str] = set()
    for value, known in exact:
        filled, there = np.append(value, np.zeros(more)), np.append(known, np.zeros(more, dtype=bool))
        all_known = abs(matrix) @ (~there).astype(float) == 0
        short |= {sums.axis[r] for r in np.flatnonzero(all_known & (matrix @ filled < 0)).tolist()}
    return np.array([axis not in short for axis in sums.axis], dtype=bool)


PRINTED = "It is printed, although the policy withholds it."
BY_SUBTRACTION = "One subtraction after another gives it."
BY_PROGRAMME = "No single subtraction does, but all sums together give it."
Limits = tuple[Floats, Floats]


def _attack_counts(this: _Round, known: Known, above: Limits | None, what: str) -> tuple[Limits, list[Leak]]:
    """Find how far counts of people can be narrowed. `above`: counts that these cannot exceed."""
    low, high = this.widen(known)
    if above is not None:
        high = np.minimum(high, np.maximum(above[1], low))
    more = len(low) - len(known.low)
    withheld = np.append(known.hidden, np.zeros(more, dtype=bool))
    never = this.never_printed
    plain = subtract(this.relations, low, high)
    limits = find_ranges(this.relations, low, high, targets=withheld | never, enough=this.policy.feasible)
    values = np.floor(limits[1] + 1e-6) - np.ceil(limits[0] - 1e-6) + 1
    narrow = values < this.policy.feasible
    small = (limits[0] > 1e-6) & (limits[1] < this.policy.minimum - 1e-6)
    whole = above is None
    shown = np.append(~this.printed.answers.hidden, np.zeros(more, dtype=bool))
    # Of a domain that is shown otherwise, a base withheld to protect another item's share tells nothing unless small.
    serious = withheld & narrow & (whole | ~shown | small) & ~_is_empty(this, high)
    # All rounds together may be added up from the rounds themselves: only that they are few is a secret of their own.
    serious &= ~this.are_pooled | (limits[0] < this.policy.minimum - 1e-6)
    leaks = []
    for at in np.flatnonzero(serious | (never & small)).tolist():
        easy = plain[1][at] - plain[0][at] + 1 < this.policy.feasible
        leaks.append(this.tell(at, what, (limits[0][at], limits[1][at]), BY_SUBTRACTION if easy else BY_PROGRAMME))
    # What the programme has seen is wide enough but no limit; only subtraction's limits hold for further use. Narrow
    # ones are exact: where gender X is known to be nobody, its details follow and tell nothing.
    most = np.where(never & narrow, np.floor(limits[1] + 1e-6), plain[1])
    return (plain[0], most), leaks


def _is_empty(this: _Round, high: Floats) -> Flags:
    """Return the domains whose total is printed as nobody: that they are empty too is no secret."""
    nobody = high == 0
    most = subtract(this.relations, np.zeros(len(high)), np.where(nobody, 0.0, float(UNLIMITED)))[1]
    return np.asarray(most == 0)


def _adds_up(this: _Round, known: Flags) -> Flags:
    """Return the domains of all rounds together whose number in every round is known: anyone may add those up."""
    matrix, over_rounds = this.relations.matrix, np.array([axis == "round" for axis in this.sums.axis], dtype=bool)
    parts = matrix > 0
    printed = over_rounds & (parts @ (~known).astype(float) == 0)
    return np.asarray((matrix < 0).T @ printed.astype(float) > 0)


def _attack_unanimity(this: _Round, item: str, base: Limits) -> Iterator[Leak]:
    """Look for shares that read as a limit, or are withheld, of which "all" or "all but one" can be told."""
    known = this.printed.items[item]
    more = len(base[0]) - len(known.coarse)
    unknown = np.append(known.positive.low < known.positive.high, np.ones(more, dtype=bool))
    large = base[0] >= this.policy.minimum - 1e-6
    for side, what in ((known.other, "answers that are not positive"), (known.positive, "positive answers")):
        low, high = this.widen(side)
        high = np.minimum(high, np.maximum(base[1], low))
        targets = unknown & large
        limits = find_ranges(this.relations, low, high, targets=targets, enough=2)
        told = targets & (limits[1] - limits[0] < 1 - 1e-6) & (limits[1] < 2 - 1e-6)
        for at in np.flatnonzero(told).tolist():
            yield this.tell(
                at, f"{item}: the number of {what}", (limits[0][at], limits[1][at]), "It tells all from all but one."
            )


def _attack_details(this: _Round, item: str, base: Limits) -> Iterator[Leak]:
    """Look for counts of single categories that come back by the sums, where the share itself is not shown in full."""
    known = this.printed.items[item]
    more = len(base[0]) - len(known.coarse)
    not_full = np.append((known.positive.low < known.positive.high) & ~known.coarse, np.ones(more, dtype=bool))
    some = base[1] > 0
    few = (base[1] < this.policy.full) & ~this.are_late
    small = np.append(np.zeros(len(known.coarse), dtype=bool), few[len(known.coarse) :])
    for (of, statistic), counts in this.printed.counts.items():
        if of == item:
            there = np.append(~np.isnan(counts), np.zeros(more, dtype=bool)) | ~some
            back = find_determined(this.relations, there, used=np.ones(len(there), dtype=bool))
            own = np.append(not_full[: len(counts)], np.zeros(more, dtype=bool)) | small
            for at in np.flatnonzero(back & own & some & ~_adds_up(this, there | back)).tolist():
                yield this.tell(
                    at, f"{item}: the count of {statistic}", (0, base[1][at]), "The sums alone determine it."
                )
