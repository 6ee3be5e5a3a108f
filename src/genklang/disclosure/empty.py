"""Rows for domains that nobody answered in: where they stand in every table, a withheld one may be empty."""

import polars as pl

from genklang.tables.estimate import ESTIMATE_SCHEMA, OWN, Status
from genklang.tables.keys import DOMAIN_KEYS, OTHER_GENDER

FIGURE = ("item", "statistic")
RATES = ("response_rate", "nonresponse", "aapor")
"""Stand only where the offered, or cases, are known; a domain that has any is among the estimates already."""


def list_empty_domains(estimates: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """Return the estimates (ESTIMATE_SCHEMA) with a row "w" for each figure of the `domains` that they leave out.

    `domains` (DOMAIN_KEYS, responses) might all hold someone. Rows are added by those keys only, and for those
    figures, that own estimates of the round are given by. All is sorted: the order must not show which were added.
    """
    own = estimates.filter(pl.col("status").fill_null("") != Status.PUBLISHED.value)
    is_rate = pl.col("statistic").str.split(":").list.first().is_in(RATES)
    figures = own.filter(~is_rate).select("round", *_margin(), *FIGURE).unique()
    known = own.select(DOMAIN_KEYS).unique()
    nobody = domains.filter(pl.col("responses") == 0, pl.col("gender").ne_missing(OTHER_GENDER))
    absent = nobody.join(known, on=DOMAIN_KEYS, how="anti", nulls_equal=True)
    by = ["round", *(key.meta.output_name() for key in _margin())]
    added = absent.select(*DOMAIN_KEYS, *_margin()).join(figures, on=by, how="inner")
    if added.is_empty():
        return estimates
    rows = added.select(*DOMAIN_KEYS, *FIGURE).with_columns(
        answers=pl.lit(0, dtype=pl.Int64), source=pl.lit(OWN), status=pl.lit(Status.NO_ANSWERS.value)
    )
    return _sort_like(estimates, pl.concat([estimates, rows], how="diagonal").select(*ESTIMATE_SCHEMA))


def _margin() -> list[pl.Expr]:
    """Which keys a row tells apart."""
    return [pl.col(key).is_null().alias(f"all_{key}") for key in DOMAIN_KEYS[1:]]


def _sort_like(estimates: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Sort by figure, in the order in which the estimates have them, then by domain; what others published is last."""
    order = estimates.select(FIGURE).unique(maintain_order=True).with_row_index("at")
    placed = rows.join(order, on=FIGURE, how="left", nulls_equal=True, maintain_order="left")
    others = (pl.col("status") == Status.PUBLISHED.value).fill_null(value=False)
    return placed.sort(others, "at", *DOMAIN_KEYS, maintain_order=True).drop("at")
