"""The use case: what the comments of a store are about, counted by theme and protected like answers."""

from pathlib import Path

import polars as pl

from genklang.analysis.protection import find_policy
from genklang.disclosure.attack import attack
from genklang.disclosure.protect import protect
from genklang.errors import Failure, problem
from genklang.estimation.themes import count_themes, load_themes
from genklang.store.open import read_comments
from genklang.tables.estimate import Status

SMALL = Status.SMALL_BASE.value


def count_comment_themes(place: Path, *, themes: Path | None = None, policy: Path | None = None) -> pl.DataFrame:
    """Return the share of comments on each theme per unit, organisation and round, as in docs/reference/figures.md.

    `item` is `theme:<code>`, the base is the comments of the place. Nothing is told of fewer comments than the policy
    prints in full (ten, unless it says otherwise), and the table is attacked before it is returned. `themes`: a TOML
    file of own themes (default: the shipped ones). Failures A24x (store), E170, E171, D10x, U106.
    """
    rules = find_policy(policy)
    comments = read_comments(place)
    if comments.is_empty():
        raise Failure(problem("E171", str(place)))
    estimates, population = count_themes(comments, load_themes(themes))
    tables = protect(estimates, None, population, rules)
    if leaks := attack(tables, rules):
        raise Failure(problem("U106", str(place), count=len(leaks), first=leaks[0].where))
    return tables.estimates.filter(pl.col("answers").fill_null(rules.full) >= rules.full, pl.col("status") != SMALL)
