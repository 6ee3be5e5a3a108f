"""For analysts: counts in a frame of any kind, made safe to publish."""

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw
import polars as pl

from genklang.disclosure.attack_counts import attack_counts
from genklang.disclosure.count_sums import Totals
from genklang.disclosure.policy import DEFAULT, Policy
from genklang.disclosure.protect_counts import protect_counts as protect_table
from genklang.errors import Failure, problem
from genklang.estimation.sample import read_columns

COUNT: Final = "count"


def protect_counts(
    counts: Any,  # noqa: ANN401 — a frame of any kind
    by: str | Sequence[str],
    policy: Policy = DEFAULT,
    *,
    totals: Totals | None = None,
) -> Any:  # noqa: ANN401 — the same kind
    """Return all cells and margins of `counts` with what may be published of them, in a frame of the same kind.

    `counts`: a row for each cell (Polars, pandas, PyArrow …) with the key columns `by` and whole numbers in `count`;
    rows of one cell are added up, cells that are not there hold nobody. Of two keys where each value of one stands
    beside one value of the other (units of municipalities), the first is within the second; up to six keys cross
    (units, groups, genders, form versions, years …). `totals`: key → declared total → its values, such as pooled years
    (`{"year": {"2025–26": ["2025", "2026"]}}`), which may overlap and get cells of their own. Returned: `by` as text
    (empty: all together), `count` (people; empty where it is not printed) and `status`: "" printed · "s" from
    `policy.minimum` up to below `policy.full` · "c" withheld · "w" nobody. Every withheld count keeps
    `policy.feasible` values for a reader of the whole table; it is attacked before it is returned. Failures: D109
    (more than six keys cross), D110 (counts), D117 (totals), D118 (too many counts by several keys), E201, E225.
    Source: docs/explanation/disclosure.md.

    >>> import polars as pl
    >>> answers = pl.DataFrame({"unit": ["A", "A", "B", "B"], "gender": ["K", "M", "K", "M"], "count": [30, 3, 25, 22]})
    >>> protect_counts(answers, ["unit", "gender"]).filter(status="c").select("unit", "gender").rows()
    [('A', 'K'), ('A', 'M'), ('B', 'K'), ('B', 'M')]
    """
    keys = [by] if isinstance(by, str) else list(by)
    table = _read(counts, keys)
    whole = protect_table(table, keys, policy, totals=totals)
    lost = whole.select(keys).clear()
    while leaks := attack_counts([whole], policy, totals=totals):
        if lost.height == whole.height:
            raise Failure(problem("U106", ", ".join(keys), count=len(leaks), first=leaks[0].where))
        found = pl.DataFrame([leak.domain for leak in leaks], schema=lost.schema, orient="row")
        more = pl.concat([lost, *(_list_wider(whole, row) for row in found.rows())]).unique(maintain_order=True)
        lost = more if more.height > lost.height else whole.select(keys)
        whole = protect_table(table, keys, policy, totals=totals, withheld=lost)
    kind = nw.get_native_namespace(nw.from_native(counts))
    return nw.from_dict(whole.to_dict(as_series=False), backend=kind).to_native()


def _read(counts: Any, keys: Sequence[str]) -> pl.DataFrame:  # noqa: ANN401 — a frame of any kind
    table = read_columns(counts, {key: key for key in keys} | {COUNT: COUNT})
    number = table[COUNT].cast(pl.Float64, strict=False)
    if number.is_null().any() or (number != number.round()).any() or (number < 0).any():
        raise Failure(problem("D110", COUNT, reason="a count is not a whole number from 0 up"))
    if any(table[key].null_count() for key in keys):
        raise Failure(problem("D110", ", ".join(keys), reason="a key is empty, which means all together"))
    return table.select(pl.col(keys).cast(pl.String), number.cast(pl.Int64))


def _list_wider(whole: pl.DataFrame, domain: Sequence[str | None]) -> pl.DataFrame:
    """Return the cells that hold all the people of `domain`."""
    keys = whole.columns[: len(domain)]
    same = [pl.col(key).is_null() | pl.col(key).is_in([value]) for key, value in zip(keys, domain, strict=True)]
    return whole.filter(pl.all_horizontal(same)).select(keys)
