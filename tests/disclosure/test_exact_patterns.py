"""The heuristic withholds little more than the cheapest pattern there is."""

import numpy as np
import polars as pl
import pytest

from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.count_sums import find_count_sums
from genklang.disclosure.exact import find_cheapest_pattern
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect_counts import protect_counts
from genklang.errors import Failure


def draw_table(seed):
    rng = np.random.default_rng(seed)
    rows = [(f"a{i}", f"b{j}", int(rng.geometric(0.12))) for i in range(3) for j in range(3)]
    return pl.DataFrame(rows, schema=["a", "b", "count"], orient="row")


def list_all(table):
    """Every cell and margin with its count."""
    nothing = pl.lit(None, pl.String)
    margins = [{}, {"a": nothing}, {"b": nothing}, {"a": nothing, "b": nothing}]
    return pl.concat(table.with_columns(**m).group_by("a", "b").agg(pl.col("count").sum()) for m in margins).sort(
        "a", "b", nulls_last=True
    )


def solve(table, *, cost=None):
    cells = list_all(table)
    counts = cells["count"].to_numpy()
    limits = np.zeros(len(counts)), np.ones(len(counts))
    sums = find_count_sums(cells.select("a", "b"), *limits, {}).matrix
    cost = np.log2(1 + counts) if cost is None else cost
    return cells, find_cheapest_pattern(sums, counts, counts < DEFAULT.minimum, cost, need=DEFAULT.feasible - 1)


def price(cells, hidden):
    """Totals cost more, as they do to the heuristic."""
    rank = 1 + 19 * cells["a"].is_null().cast(int) + 19 * cells["b"].is_null().cast(int)
    return float((rank.to_numpy() * hidden).sum())


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_pattern_is_safe_and_the_heuristic_no_cheaper(seed):
    table = draw_table(seed)
    cells = list_all(table)
    rank = np.array([price(cells, np.eye(1, cells.height, i)[0]) for i in range(cells.height)])
    cells, hidden = solve(table, cost=rank)
    least = price(cells, hidden)
    printed = cells.with_columns(
        count=pl.when(~pl.Series(hidden)).then("count"),
        status=pl.when(pl.Series(hidden)).then(pl.lit("c")).otherwise(pl.lit("")),
    )
    assert attack_counts([printed], DEFAULT) == []
    own = protect_counts(table, ["a", "b"], DEFAULT).sort("a", "b", nulls_last=True)
    assert attack_counts([own], DEFAULT) == []
    spent = price(cells, (own["status"] == "c").to_numpy())
    assert least <= spent <= 2 * least + 4


def test_nothing_is_withheld_where_nothing_is_small():
    table = pl.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"], "count": [20, 30, 40, 50]})
    _, hidden = solve(table)
    assert not hidden.any()


def test_a_table_that_is_too_large_is_named():
    rng = np.random.default_rng(1)
    rows = [(f"a{i}", f"b{j}", int(rng.geometric(0.1))) for i in range(14) for j in range(14)]
    with pytest.raises(Failure, match="D116"):
        solve(pl.DataFrame(rows, schema=["a", "b", "count"], orient="row"))
