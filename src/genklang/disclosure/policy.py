"""The policy: the limits that a survey's owner sets for what may be shown, as data with a version."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from genklang.errors import Failure, Problem, problem

SHELF: Final = Path(__file__).parents[1] / "content" / "policies"
"""The policies that come along, one file for each name, with a table for each of its versions."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits for publication; the defaults are this project's rules (see `docs/explanation/disclosure.md`)."""

    name: str = "genklang"
    version: str = "1"
    valid_from: str = ""
    """First year that the policy is for; empty: from the beginning."""
    valid_to: str = ""
    """Last year that the policy is for; empty: until further notice."""
    minimum: int = 5
    """Nothing is shown of fewer answers than this."""
    full: int = 10
    """From here share, counts and interval are shown together; below only whole per cent."""
    offered: int = 10
    """Nothing is shown of a domain where fewer were offered the questionnaire (unknown offered waives it)."""
    feasible: int = 5
    """How many values every suppressed count must keep for someone who knows all limits and all figures."""
    coarse_from: int = 20
    """From this many answers, (near) unanimity reads as one fixed limit."""
    coarse_share: int = 95
    """That limit in per cent; mirrored at the other end."""

    def is_valid(self, year: str) -> bool:
        """Return whether the policy is for this year."""
        return (not self.valid_from or self.valid_from <= year) and (not self.valid_to or year <= self.valid_to)

    def holds(self, floor: "Policy") -> bool:
        """Return whether the policy shows nothing that `floor` would not: each of its limits is as strict."""
        rising = all(getattr(self, name) >= getattr(floor, name) for name in ("minimum", "full", "offered", "feasible"))
        coarse_from = max(floor.coarse_from, self.full)
        return rising and self.coarse_from <= coarse_from and self.coarse_share <= floor.coarse_share


DEFAULT = Policy()


def load_policy(path: Path) -> Policy:
    """Return the policy in a TOML file; settings that are not there keep their defaults.

    Failure F001, F002, D101–D104 where the file or a setting in it cannot be used.
    """
    return make_policy(_read(path), str(path))


def shipped_policies() -> tuple[str, ...]:
    """Return the names of the policies that come along."""
    return tuple(sorted(path.stem for path in SHELF.glob("*.toml")))


def find_shipped_policy(name: str, year: str = "") -> Policy:
    """Return the policy of that name that is for the year; without a year, the one that is for now.

    Failure D107 where no policy has the name, D108 where none of its versions is for the year.
    """
    if name not in shipped_policies():
        raise Failure(problem("D107", name, name=name, known=", ".join(shipped_policies())))
    path = SHELF / f"{name}.toml"
    settings = _read(path)
    versions = [make_policy({"name": settings["name"], **version}, str(path)) for version in settings["version"]]
    fitting = [policy for policy in versions if (policy.is_valid(year) if year else not policy.valid_to)]
    if not fitting:
        years = ", ".join(f"{p.valid_from or '…'}–{p.valid_to or '…'}" for p in versions)
        raise Failure(problem("D108", name, year=year, years=years))
    return fitting[0]


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise Failure(problem("D101", str(path), reason=fault)) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Failure(problem("F002", str(path), reason=fault)) from fault


def make_policy(settings: Mapping[str, Any], where: str) -> Policy:
    """Return the policy with these settings, the others as usual; Failure D102–D104."""
    if problems := [p for key, value in settings.items() for p in _check_setting(where, key, value)]:
        raise Failure(*problems)
    policy = Policy(**settings)
    if problems := _check_order(where, policy):
        raise Failure(*problems)
    return policy


def _check_setting(path: str, key: str, value: object) -> list[Problem]:
    kinds = {f.name: f.type for f in fields(Policy)}
    if key not in kinds:
        return [problem("D102", f"{path}, {key}", key=key, known=", ".join(kinds))]
    if kinds[key] is str and isinstance(value, str):
        return []
    if kinds[key] is int and type(value) is int and value >= 1:
        return []
    wanted = "a text in quotation marks" if kinds[key] is str else "a whole number of at least 1"
    return [problem("D103", f"{path}, {key}", key=key, value=repr(value), wanted=wanted)]


def _check_order(path: str, policy: Policy) -> list[Problem]:
    """The limits build on each other: nothing < whole per cent < everything < coarse."""
    pairs = [("minimum", "full"), ("full", "coarse_from")]
    problems = [
        problem("D104", path, lower=a, upper=b, low=getattr(policy, a), high=getattr(policy, b))
        for a, b in pairs
        if getattr(policy, a) > getattr(policy, b)
    ]
    reached = 100 * (policy.coarse_from - 1)
    if policy.coarse_share * policy.coarse_from > reached or policy.coarse_share <= 50:
        wanted = f"a whole per cent from 51 to {reached // policy.coarse_from}"
        problems.append(problem("D103", path, key="coarse_share", value=policy.coarse_share, wanted=wanted))
    if policy.valid_from and policy.valid_to and policy.valid_from > policy.valid_to:
        years = {"low": policy.valid_from, "high": policy.valid_to}
        problems.append(problem("D104", path, lower="valid_from", upper="valid_to", **years))
    return problems
