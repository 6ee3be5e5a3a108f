"""The one scan: a single group-by, written once in narwhals, that any engine it knows can run."""

from functools import reduce as fold
from operator import mul
from typing import Any

import narwhals as nw

from genklang.estimation.plan import Counter, Factor, Kind, Plan
from genklang.tables.keys import NO_OPINION


def reduce(responses: Any, plan: Plan) -> Any:  # noqa: ANN401 — the table of any engine, and the same engine's back
    """Return the cells of a table of responses: `plan.keys` and one whole number per counter.

    `responses` is any table that narwhals knows (a lazy Polars frame, a DuckDB relation, a PyArrow table …) with the
    columns of the store. Nothing runs here that the engine can put off: a lazy table gives a lazy table.
    """
    table = nw.from_native(responses)
    # Engines sum truth values fastest, but Spark cannot.
    has_truth = not table.implementation.is_spark_like()
    marks = [_mark(counter, has_truth=has_truth).alias(counter.name) for counter in plan.counters]
    sums = [nw.col(counter.name).sum() for counter in plan.counters]
    kinds = [nw.col(counter.name).fill_null(0).cast(_type_of(counter)) for counter in plan.counters]
    cells = table.select(*plan.keys, *marks).group_by(*plan.keys).agg(*sums)
    return cells.select(*plan.keys, *kinds).to_native()


def _type_of(counter: Counter) -> type[nw.Int32] | type[nw.Int64]:
    """Counts fit in 32 bits; sums of answers and of their products need not."""
    return nw.Int64 if any(f.kind is Kind.VALUE for f in counter.factors) else nw.Int32


def _mark(counter: Counter, *, has_truth: bool) -> nw.Expr:
    """Return what one row adds to the counter; with `has_truth` a truth value is left as one."""
    if len(counter.factors) == 1 and has_truth:
        return _read(counter.factors[0])
    return fold(mul, map(_read_number, counter.factors), nw.lit(1))


def _read_number(factor: Factor) -> nw.Expr:
    return _read(factor) if factor.kind is Kind.VALUE else _number(_read(factor))


def _number(truth: nw.Expr) -> nw.Expr:
    """Return a truth value as 1 or 0, by way of 32 bits: PostgreSQL knows no other."""
    return truth.cast(nw.Int32).cast(nw.Int64)


def _read(factor: Factor) -> nw.Expr:
    if factor.kind is Kind.ANY:
        return nw.any_horizontal(*(nw.col(c) >= NO_OPINION for c in factor.columns), ignore_nulls=True)
    if factor.kind is Kind.ALL:
        return nw.all_horizontal(*(nw.col(c) > NO_OPINION for c in factor.columns), ignore_nulls=False)
    return _read_column(factor, nw.col(factor.columns[0]))


def _read_column(factor: Factor, column: nw.Expr) -> nw.Expr:
    match factor.kind:
        case Kind.CODE if len(factor.codes) == 1:
            return column == factor.codes[0]
        case Kind.CODE:
            return column.is_in(factor.codes)
        case Kind.OPINION:
            return column > NO_OPINION
        case Kind.VALUE:
            return column.cast(nw.Int64) * _number(column > NO_OPINION)
        case Kind.CHOSEN:
            return column
        case _:
            return column.is_null()
