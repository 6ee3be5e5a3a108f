"""Comparisons: shown only where both sides are shown in full, and where what is left between them may be too."""

import polars as pl

from genklang.disclosure.policy import Policy
from genklang.disclosure.standing import ITEM_KEYS, Standing
from genklang.disclosure.unanimity import reading
from genklang.tables.estimate import COMPARISON_SCHEMA, Status, Verdict

FIGURE_KEYS = (*ITEM_KEYS, "statistic")
NUMBERS = ("value", "other_value", "difference", "low", "high", "p", "p_adjusted")
SHARE = "share_positive"
EVERYWHERE = pl.lit(None, dtype=pl.String)


def protect_comparisons(
    comparisons: pl.DataFrame, shown: pl.DataFrame, standing: Standing, policy: Policy
) -> pl.DataFrame:
    """Return COMPARISON_SCHEMA with what may not be printed withheld (status "c", no numbers, rung 0).

    `shown` are the protected estimates; a side that is not among them is judged by its standing.
    """
    if comparisons.is_empty():
        return comparisons
    full = _full_figures(shown, standing, policy)
    rows = comparisons.with_columns(pl.col("item").fill_null(""), pl.col("status").fill_null(""))
    hiding = _organisations_not_in_full(rows, standing, full)
    sides = rows.with_columns(
        own=_is_in(rows, full),
        previous=_is_in(rows.with_columns(round="against_label"), full),
        total=_is_in(_lift(rows), full),
        home=_is_in(rows.with_columns(unit=EVERYWHERE), full),
        rest=_rest_is_full(rows, standing, policy),
        hiding=hiding,
    )
    withheld = ~pl.col("ok") & (pl.col("status") != Status.PUBLISHED.value)
    rounded = [
        pl.when(_is_mean() & (pl.col("hiding") > 0)).then(pl.col(c).round(1)).otherwise(c).alias(c) for c in MEANS
    ]
    return (
        sides.with_columns(_both_sides(), *rounded)
        .with_columns(
            *(pl.when(~withheld).then(c).alias(c) for c in NUMBERS),
            rung=pl.when(withheld).then(0).otherwise("rung"),
            status=pl.when(withheld).then(pl.lit(Status.CONFIDENTIAL.value)).otherwise("status"),
            item=comparisons["item"],
        )
        .select(*COMPARISON_SCHEMA)
    )


MEANS = ("other_value", "difference", "low", "high")
"""To one decimal where a mean over organisations holds some that are not shown: its last digits could tell them."""


def _is_mean() -> pl.Expr:
    return pl.col("against") == "national_mean"


def _both_sides() -> pl.Expr:
    """Return whether a row may be shown. A published figure is fixed: then only the own one has to be shown."""
    against = pl.col("against")
    fixed, untested = (pl.col("verdict") == v.value for v in (Verdict.FIXED, Verdict.UNTESTED))
    other = (
        pl.when(against == "previous")
        .then("previous")
        .when(against.is_in(["complement", "national_pooled"]))
        .then(pl.col("total") & pl.col("rest"))
        # One hidden organisation would be what is left of the mean; and the mean of the others, told from inside a
        # hidden organisation, would give it away beside the mean told from outside.
        .when(_is_mean())
        .then(pl.when("home").then(pl.col("hiding") != 1).otherwise(pl.col("hiding") == 1))
        .otherwise(pl.lit(value=False))
    )
    return (untested | (pl.col("own") & (fixed | other))).fill_null(value=False).alias("ok")


def _full_figures(shown: pl.DataFrame, standing: Standing, policy: Policy) -> pl.DataFrame:
    """Figures that are printed in full, and those that would be if someone asked for them."""
    printed = shown.filter(pl.col("status") == Status.SHOWN.value).with_columns(pl.col("item").fill_null(""))
    could = standing.items.filter(
        ~pl.col("hidden") & ~pl.col("withheld") & (pl.col("n") >= policy.full) & (pl.col("reading") == "")
    )
    details = shown.select("statistic").unique().filter(pl.col("statistic") != SHARE)
    unprinted = [
        could.with_columns(statistic=pl.lit(SHARE)),
        could.filter(~pl.col("coarse")).join(details, how="cross"),
    ]
    return pl.concat(f.select(FIGURE_KEYS) for f in (printed, *unprinted)).unique()


def _is_in(rows: pl.DataFrame, figures: pl.DataFrame) -> pl.Series:
    marked = figures.with_columns(found=pl.lit(value=True))
    joined = rows.join(marked, on=FIGURE_KEYS, how="left", nulls_equal=True, maintain_order="left")
    return joined["found"].fill_null(value=False)


def _lift(rows: pl.DataFrame) -> pl.DataFrame:
    """Point each row at the total whose rest its domain is held against: over the axis that is named, or the nation."""
    pooled = pl.col("against") == "national_pooled"
    axis = pl.when(~pooled).then("against_label")
    return rows.with_columns(
        pl.when(pooled).then(EVERYWHERE).otherwise("organisation").alias("organisation"),
        pl.when(pooled | (axis == "unit")).then(EVERYWHERE).otherwise("unit").alias("unit"),
        *(pl.when(axis == key).then(EVERYWHERE).otherwise(key).alias(key) for key in ("target_group", "gender")),
    )


def _rest_is_full(rows: pl.DataFrame, standing: Standing, policy: Policy) -> pl.Series:
    """Return whether the total without the domain itself would be shown in full if it were a domain."""
    counts = standing.items.select(*ITEM_KEYS, "n", "k")
    own, total = (
        part.join(counts, on=ITEM_KEYS, how="left", nulls_equal=True, maintain_order="left").select("n", "k")
        for part in (rows, _lift(rows))
    )
    rest = total.select(pl.col(c) - own[c] for c in ("n", "k"))
    agreed = reading(pl.col("k"), pl.col("n"), policy) != Status.SHOWN.value
    is_full = (pl.col("n") >= policy.full) & ~agreed.fill_null(value=False)
    return rest.select(is_full.fill_null(value=False).alias("ok"))["ok"]


def _organisations_not_in_full(rows: pl.DataFrame, standing: Standing, full: pl.DataFrame) -> pl.Series:
    """Return for each row how many organisations have answers to its figure that is not shown in full."""
    by = ["round", "target_group", "gender", "item"]
    whole = pl.col("organisation").is_not_null() & pl.col("unit").is_null()
    organisations = standing.items.filter(whole & (pl.col("n") > 0)).select(ITEM_KEYS)
    wanted = organisations.join(rows.select("item", "statistic").unique(), on="item")
    hidden = wanted.join(full, on=FIGURE_KEYS, how="anti", nulls_equal=True)
    counted = hidden.group_by(*by, "statistic").agg(pl.len().alias("hiding"))
    joined = rows.join(counted, on=[*by, "statistic"], how="left", nulls_equal=True, maintain_order="left")
    return joined["hiding"].fill_null(0)
