"""Filters for interactive use: which selections may be asked for at once, so that no two of them isolate a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import polars as pl

from genklang.disclosure.protected import ProtectedTables
from genklang.tables.estimate import Status
from genklang.tables.keys import DOMAIN_KEYS

ASKED: Final = DOMAIN_KEYS[1:]
SELECTED: Final = (Status.SHOWN.value, Status.NO_ANSWERS.value)

Selection = Mapping[str, Sequence[str]]
"""Key → the values chosen; a key that is not there means all together."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether a selection may be shown, from which domains its figures are added up, and why not otherwise."""

    is_approved: bool
    domains: tuple[tuple[str | None, ...], ...] = ()
    """DOMAIN_KEYS after the round."""
    reason: str = ""
    """`no_such_key`, `no_such_value`, `overlap` or `withheld`."""


class Filters:
    """The selections that one round of protected tables may be asked for.

    Every figure of the protected lattice may be shown beside every other: that is what the attack proves. A selection
    is approved when it is one of its domains, or a sum of domains that are printed in full, which tells nothing that
    readers could not add up themselves. Everything else, a key that the tables are not by or a sum over a withheld
    domain, is refused, for it would take the lattice apart.
    """

    def __init__(self, tables: ProtectedTables, round_: str, *, totals: Collection[str] = ()) -> None:
        """`tables` must hold the statistic "answers" of every domain; `totals`: target groups that hold others."""
        own = tables.estimates.filter(pl.col("round") == round_, pl.col("statistic") == "answers")
        self.status = {row[:-1]: row[-1] for row in own.select(*ASKED, "status").rows()}
        self.totals = set(totals)
        self.values = {key: set(own[key].drop_nulls()) for key in ASKED}

    def approve(self, selection: Selection) -> Approval:
        """Return whether the selection may be shown; the same answer whatever was asked before."""
        if not set(selection) <= set(ASKED):
            return Approval(is_approved=False, reason="no_such_key")
        if any(set(chosen) - self.values[key] for key, chosen in selection.items()):
            return Approval(is_approved=False, reason="no_such_value")
        groups = set(selection.get("target_group", ()))
        if len(groups) > 1 and groups & self.totals:
            return Approval(is_approved=False, reason="overlap")
        chosen: list[list[str] | list[None]] = [sorted(set(selection.get(key, ()))) or [None] for key in ASKED]
        domains = tuple(domain for domain in product(*chosen) if domain in self.status)
        if not domains:
            return Approval(is_approved=False, reason="no_such_value")
        if len(domains) > 1 and any(self.status[domain] not in SELECTED for domain in domains):
            return Approval(is_approved=False, reason="withheld")
        return Approval(is_approved=True, domains=domains)
