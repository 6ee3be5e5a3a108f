"""Published figures held against each other. Nothing is known of their counts, so nothing is tested."""

from collections.abc import Sequence

import polars as pl

from genklang.tables.estimate import COMPARISON_SCHEMA, Verdict
from genklang.tables.keys import DOMAIN_KEYS
from genklang.tables.schema import conform

FIGURE = ("item", "statistic")
SAME_KEYS = (*DOMAIN_KEYS[1:], *FIGURE)


def compare_published_previous(published: pl.DataFrame, *, order: Sequence[str] | None = None) -> pl.DataFrame:
    """Return each published figure against the same one in the round before, untested, as `COMPARISON_SCHEMA`.

    `published` is an `ESTIMATE_SCHEMA` frame; `order` lists its rounds, by default as they sort.
    """
    rounds = list(order or published["round"].unique().sort())
    steps = {"round": rounds[1:], "before": rounds[:-1]}
    own = published.join(pl.DataFrame(steps, schema=dict.fromkeys(steps, pl.String)), on="round")
    other = published.select(pl.col("round").alias("before"), *SAME_KEYS, pl.col("value").alias("other_value"))
    met = own.join(other, on=["before", *SAME_KEYS], nulls_equal=True, maintain_order="left")
    return _frame(met, against="previous", label=pl.col("before"))


def compare_published_national(published: pl.DataFrame, *, against: str = "national_mean") -> pl.DataFrame:
    """Return each organisation's published figure against the others', untested, as `COMPARISON_SCHEMA`.

    `national_mean` is the unweighted mean of the others; `national_pooled` weighs each by its `answers`, over those
    whose answers are known, which comes near to pooling the respondents.
    """
    weight = pl.lit(1.0) if against == "national_mean" else pl.col("answers").fill_null(0).cast(pl.Float64)
    known = published.filter(
        pl.col("organisation").is_not_null() & pl.col("unit").is_null() & pl.col("value").is_not_null()
    )
    weighed = known.with_columns(weight.alias("weight")).with_columns((pl.col("value") * pl.col("weight")).alias("sum"))
    same = ["round", "target_group", "gender", *FIGURE]
    others = [pl.col(n).sum().over(same) - pl.col(n) for n in ("sum", "weight")]
    mean = pl.when(others[1] > 0).then(others[0] / others[1])
    return _frame(weighed.with_columns(mean.alias("other_value")), against=against, label=pl.lit(""))


def _frame(met: pl.DataFrame, *, against: str, label: pl.Expr) -> pl.DataFrame:
    rows = met.filter(pl.col("value").is_not_null() & pl.col("other_value").is_not_null()).select(
        *DOMAIN_KEYS,
        *FIGURE,
        pl.lit(against).alias("against"),
        label.alias("against_label"),
        "value",
        "other_value",
        (pl.col("value") - pl.col("other_value")).alias("difference"),
        pl.lit(Verdict.UNTESTED.value).alias("verdict"),
        pl.lit("").alias("status"),
    )
    return conform(rows, COMPARISON_SCHEMA)
