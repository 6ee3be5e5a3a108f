"""The policy: the limits that a survey's owner sets for what may be shown, as data with a version."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from genklang.errors import Failure, Problem, problem


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


DEFAULT = Policy()


def load_policy(path: Path) -> Policy:
    """Return the policy in a TOML file; settings that are not there keep their defaults.

    Failure F001, F002, D101–D104 where the file or a setting in it cannot be used.
    """
    if not path.is_file():
        raise Failure(problem("F001", str(path)))
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise Failure(problem("D101", str(path), reason=fault)) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Failure(problem("F002", str(path), reason=fault)) from fault
    if problems := [p for key, value in settings.items() for p in _check_setting(path, key, value)]:
        raise Failure(*problems)
    policy = Policy(**settings)
    if problems := _check_order(path, policy):
        raise Failure(*problems)
    return policy


def _check_setting(path: Path, key: str, value: object) -> list[Problem]:
    kinds = {f.name: f.type for f in fields(Policy)}
    if key not in kinds:
        return [problem("D102", f"{path}, {key}", key=key, known=", ".join(kinds))]
    if kinds[key] is str and isinstance(value, str):
        return []
    if kinds[key] is int and type(value) is int and value >= 1:
        return []
    wanted = "a text in quotation marks" if kinds[key] is str else "a whole number of at least 1"
    return [problem("D103", f"{path}, {key}", key=key, value=repr(value), wanted=wanted)]


def _check_order(path: Path, policy: Policy) -> list[Problem]:
    """The limits build on each other: nothing < whole per cent < everything < coarse."""
    pairs = [("minimum", "full"), ("full", "coarse_from")]
    problems = [
        problem("D104", str(path), lower=a, upper=b, low=getattr(policy, a), high=getattr(policy, b))
        for a, b in pairs
        if getattr(policy, a) > getattr(policy, b)
    ]
    reached = 100 * (policy.coarse_from - 1)
    if policy.coarse_share * policy.coarse_from > reached or policy.coarse_share <= 50:
        wanted = f"a whole per cent from 51 to {reached // policy.coarse_from}"
        problems.append(problem("D103", str(path), key="coarse_share", value=policy.coarse_share, wanted=wanted))
    if policy.valid_from and policy.valid_to and policy.valid_from > policy.valid_to:
        years = {"low": policy.valid_from, "high": policy.valid_to}
        problems.append(problem("D104", str(path), lower="valid_from", upper="valid_to", **years))
    return problems
