"""From estimates to what may be printed: every figure is shown, coarsened or withheld, with the reason as a code."""

from collections.abc import Mapping, Sequence

import polars as pl

from genklang.disclosure.comparisons import protect_comparisons
from genklang.disclosure.empty import list_empty_domains
from genklang.disclosure.policy import Policy
from genklang.disclosure.protected import SEAL, ProtectedTables
from genklang.disclosure.standing import ITEM_KEYS, Standing, find_standing
from genklang.disclosure.unanimity import coarse_value
from genklang.tables.estimate import COMPARISON_SCHEMA, ESTIMATE_SCHEMA, Status, Verdict
from genklang.tables.keys import DOMAIN_KEYS, OTHER_GENDER
from genklang.tables.schema import conform

SHARE = ("share_positive",)
"""Shares that are coarsened where nearly all agree, and shown as whole per cent on a small base."""
SHARE_OF_ALL = ("share_positive_all",)
"""The same numerator over another base: shown where the share itself is shown, never where it is coarsened."""
PARTICIPATION = ("no_opinion_share", "item_nonresponse")
"""How many left an item out, whatever the others answered."""
COUNTS = ("answers", "response_rate", "nonresponse", "aapor")
"""About the whole questionnaire. Everything else is a detail of the answers and follows the strictest rule."""


def protect(
    estimates: pl.DataFrame,
    comparisons: pl.DataFrame | None,
    population: pl.DataFrame,
    policy: Policy,
    *,
    totals: Mapping[str, Sequence[str]] | None = None,
    tables: Mapping[str, str] | None = None,
    asked_of: Mapping[str, Sequence[str]] | None = None,
    parts: Mapping[str, Sequence[str]] | None = None,
    withheld: pl.DataFrame | None = None,
) -> ProtectedTables:
    """Return what may be printed of `estimates` (ESTIMATE_SCHEMA) and `comparisons` (COMPARISON_SCHEMA).

    `population` (POPULATION_SCHEMA) holds every domain of the lattice, printed or not. `totals`: declared total →
    its target groups. `tables`: item → name of its population table, for items that not everyone is asked; others
    are in the main table. `asked_of`: item → the target groups that the questionnaire asks it of, if not any.
    `parts`: what a figure without an item of its own is made of (`area:<code>`, the index) → its items; where it is
    not said, all. `withheld`: further domains (DOMAIN_KEYS) that nothing is to be shown of. Rows of gender X, which
    stands in totals only, are left out; rows of domains that nobody answered in, though they might have, are added.
    Figures that others have published pass untouched.
    """
    estimates = conform(estimates, ESTIMATE_SCHEMA)
    compared = (
        pl.DataFrame(schema=COMPARISON_SCHEMA) if comparisons is None else conform(comparisons, COMPARISON_SCHEMA)
    )
    agreed = find_agreed(estimates)
    standing = find_standing(
        population,
        policy,
        totals=totals or {},
        tables=tables or {},
        asked_of=asked_of or {},
        agreed=agreed,
        withheld=withheld,
    )
    standing = _add_composites(standing, estimates, compared, parts or {})
    never = pl.col("gender").eq_missing(pl.lit(OTHER_GENDER))
    others = pl.col("status").eq_missing(pl.lit(Status.PUBLISHED.value))
    listed = list_empty_domains(estimates.filter(~never | others), standing.domains)
    shown = mask_estimates(listed, standing, policy)
    compared = compared.filter(~never | (pl.col("verdict") == Verdict.UNTESTED.value))
    return ProtectedTables(shown, protect_comparisons(compared, shown, standing, policy), policy, SEAL)


def find_agreed(estimates: pl.DataFrame) -> pl.DataFrame:
    """Return ITEM_KEYS of the distributions where all, or all but one, chose the same category."""
    own = (pl.col("status") != Status.PUBLISHED.value) & pl.col("statistic").str.starts_with("distribution:")
    everyone = (pl.col("numerator") >= pl.col("denominator") - 1) & (pl.col("denominator") > 1)
    return estimates.filter(own & everyone).select(ITEM_KEYS).unique(maintain_order=True)


def _add_composites(
    standing: Standing, estimates: pl.DataFrame, comparisons: pl.DataFrame, parts: Mapping[str, Sequence[str]]
) -> Standing:
    """Figures made of several items stand as the weakest of them."""
    named = set(pl.concat([estimates["item"], comparisons["item"]]).unique()) - {None}
    known = set(standing.items["item"].unique())
    pieces = [standing.items]
    for name in sorted(named | set(parts) - {None}):
        if name in known:
            continue
        inside = parts.get(name, sorted(known))
        pieces.append(_weakest_of(standing.items.filter(pl.col("item").is_in(list(inside))), name))
    return Standing(standing.domains, pl.concat(pieces))


def _weakest_of(items: pl.DataFrame, name: str) -> pl.DataFrame:
    grouped = items.group_by(DOMAIN_KEYS, maintain_order=True).agg(
        pl.col("n").min(),
        pl.lit(None, dtype=pl.Int64).alias("k"),
        pl.col("hidden", "coarse", "withheld").any(),
        pl.col("not_asked").all(),
        pl.col("reading").max(),
    )
    return grouped.with_columns(item=pl.lit(name)).select(items.columns)


def mask_estimates(estimates: pl.DataFrame, standing: Standing, policy: Policy) -> pl.DataFrame:
    """Return the estimates with each own figure's status set and what may not be printed taken out."""
    joined = (
        estimates.with_columns(pl.col("item").fill_null(""))
        .join(standing.items, on=ITEM_KEYS, how="left", nulls_equal=True, maintain_order="left")
        .join(standing.domains, on=DOMAIN_KEYS, how="left", nulls_equal=True, maintain_order="left", suffix="_domain")
        .with_columns(status=_decide_status(policy), item=estimates["item"])
    )
    own = pl.col("status") != Status.PUBLISHED.value
    return joined.with_columns(
        _print_value(policy),
        *(
            pl.when(pl.col("status").is_in(SHOWN_IN_FULL)).then(c).alias(c)
            for c in ("numerator", "low", "high", "interval")
        ),
        pl.when(_base_is_printed(policy)).then("denominator").alias("denominator"),
        pl.when(~own | _answers_are_printed(policy)).then("answers").alias("answers"),
    ).select(*ESTIMATE_SCHEMA)


SHOWN_IN_FULL = (Status.SHOWN.value, Status.PUBLISHED.value)


def _decide_status(policy: Policy) -> pl.Expr:
    """Return the status of a row: what came before stands, then the rules by kind of statistic.

    An item that asks for a key (gender) would print by category what the key's own rows withhold.
    """
    came = pl.col("status").fill_null("")
    stem = pl.col("statistic").str.split(":").list.first()
    of_item = ~stem.is_in(COUNTS)
    no_figure = pl.col("hidden").fill_null(value=True) | (pl.col("withheld") & ~stem.is_in(PARTICIPATION))
    hidden = pl.col("hidden_domain").fill_null(value=True) | (of_item & no_figure)
    empty = (pl.col("answers").fill_null(0) == 0) | (came == Status.NO_ANSWERS.value)
    nobody = (pl.col("responses").fill_null(0) == 0) & ~pl.col("hidden_domain").fill_null(value=False) & empty
    not_asked = of_item & pl.col("not_asked").fill_null(value=False)
    by_kind = (
        pl.when(stem.is_in(COUNTS))
        .then(_status_of_count(stem, policy))
        .when(stem.is_in(SHARE))
        .then(_status_of_share(policy))
        .when(stem.is_in(SHARE_OF_ALL))
        .then(pl.when(pl.col("reading") != "").then(C).when(pl.col("n") < policy.full).then(S).otherwise(SHOWN))
        .when(stem.is_in(PARTICIPATION))
        .then(pl.when(pl.col("coarse")).then(C).otherwise(SHOWN))
        .otherwise(pl.when(pl.col("coarse") | (pl.col("reading") != "")).then(C).otherwise(SHOWN))
    )
    return (
        pl.when(came == Status.PUBLISHED.value)
        .then(came)
        .when(pl.col("item").is_in(DOMAIN_KEYS))
        .then(C)
        .when(nobody)
        .then(pl.lit(Status.NO_ANSWERS.value))
        # Whatever came: the status must not tell a hidden domain that is empty from one that is not.
        .when(hidden & not_asked)
        .then(pl.lit(Status.NOT_ASKED.value))
        .when(hidden)
        .then(C)
        .when(came != Status.SHOWN.value)
        .then(came)
        .otherwise(by_kind)
    )


C = pl.lit(Status.CONFIDENTIAL.value)
S = pl.lit(Status.SMALL_BASE.value)
SHOWN = pl.lit(Status.SHOWN.value)


def _status_of_share(policy: Policy) -> pl.Expr:
    small = pl.when(pl.col("n") < policy.full).then(S).otherwise(SHOWN)
    return pl.when(pl.col("reading") != "").then(pl.col("reading")).otherwise(small)


def _status_of_count(stem: pl.Expr, policy: Policy) -> pl.Expr:
    """Counts and rates are printed from the full limit; a rate also needs enough offered, or cases."""
    few = pl.col("responses") < policy.full
    few_offered = (pl.col("offered") >= 0) & (pl.col("offered") < policy.offered)
    few_of_cases = (pl.col("denominator") < policy.offered) | (pl.col("numerator") < policy.full)
    few_cases = (stem == "aapor") & few_of_cases.fill_null(value=True)
    rate = pl.when(few | few_offered | few_cases).then(C).otherwise(SHOWN)
    return pl.when(stem != "answers").then(rate).otherwise(pl.when(few).then(S).otherwise(SHOWN))


def _print_value(policy: Policy) -> pl.Expr:
    status, value = pl.col("status"), pl.col("value")
    counts = pl.col("statistic") == "answers"
    return (
        pl.when(status.is_in(SHOWN_IN_FULL))
        .then(value)
        .when((status == Status.SMALL_BASE.value) & ~counts)
        .then((value + 0.5).floor())
        .when(status.is_in([Status.AT_LEAST.value, Status.AT_MOST.value]))
        .then(coarse_value(status, pl.col("n"), policy))
        .alias("value")
    )


def _base_is_printed(policy: Policy) -> pl.Expr:
    coded = pl.col("status").is_in([Status.AT_LEAST.value, Status.AT_MOST.value]) & (pl.col("n") >= policy.full)
    return pl.col("status").is_in(SHOWN_IN_FULL) | coded


def _answers_are_printed(policy: Policy) -> pl.Expr:
    """The number of responses goes with the domain, whatever becomes of the figure in the row."""
    enough = (pl.col("responses") >= policy.full) & ~pl.col("hidden_domain")
    nobody = (pl.col("status") == Status.NO_ANSWERS.value) & (pl.col("responses").fill_null(0) == 0)
    return enough.fill_null(value=False) | nobody
