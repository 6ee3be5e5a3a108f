"""What a reader knows from printed figures alone: limits for every base and every count of positive answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.disclosure.policy import Policy
from genklang.disclosure.sums import STATE
from genklang.tables.estimate import Status
from genklang.tables.keys import DOMAIN_KEYS

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNLIMITED: Final = 10_000_000
"""More people than any survey has."""
EXACT_TO: Final = 100
"""An unrounded share gives its counts away up to this base."""
SHARE = "share_positive"
WHOLE = ("answers", "response_rate", "nonresponse", "aapor")
CASES = "aapor:RR2"
"""Its numerator counts the cases that were answered, in full or in part."""
AREA = "area:"
STEM = pl.col("statistic").str.split(":").list.first()
LEFT_OUT = ("no_opinion_share", "item_nonresponse")


@dataclass(frozen=True, slots=True)
class Known:
    """Limits, by domain. `hidden`: the figure stands in the table and is withheld as if the domain were too small."""

    low: Floats
    high: Floats
    hidden: Flags


@dataclass(frozen=True, slots=True)
class ItemKnown:
    """What is known of one item: its base, its positive answers, its answers that are not positive."""

    base: Known
    positive: Known
    other: Known
    coarse: Flags
    """The share reads as a limit."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One round as printed. `domains` has the columns of DOMAIN_KEYS after the round, and a row per domain.

    Where figures of all rounds together are printed too, `round` is None and `domains` has it as a column; where the
    round was published before, it has the column `state`. `counts`: (item, statistic) → the printed counts by domain,
    NaN where there is none or it is withheld.
    """

    round: str | None
    domains: pl.DataFrame
    answers: Known
    cases: Known | None
    """Cases that were answered, where any rate of cases is printed."""
    items: dict[str, ItemKnown]
    counts: dict[tuple[str, str], Floats]


def read_printed(tables: pl.DataFrame, policy: Policy, *, jointly: bool = False) -> Iterator[Printed]:
    """Yield each round of own figures in `tables` (ESTIMATE_SCHEMA, several releases may stand together).

    Rounds are read as one with `jointly`, or where figures of all rounds together (no `round`) stand beside them. A
    column `state` says what was printed before and what stands now.
    """
    own = tables.filter(pl.col("status").fill_null("") != Status.PUBLISHED.value)
    own = own.with_columns(pl.col("item", "status").fill_null(""))
    # The base of an area is the smallest of its items' bases, so it adds up to nothing; the items are read themselves.
    own = own.filter(~pl.col("item").str.starts_with(AREA))
    are_pooled = jointly or (bool(own["round"].is_null().any()) and own["round"].n_unique() > 1)
    keys = [*(c for c in (STATE,) if c in own.columns), *(DOMAIN_KEYS if are_pooled else DOMAIN_KEYS[1:])]
    for part in [own] if are_pooled else own.partition_by("round", maintain_order=True):
        domains = part.select(keys).unique(maintain_order=True).with_row_index("domain")
        rows = part.join(domains, on=keys, nulls_equal=True, maintain_order="left")
        facts = _read_facts(rows, policy)
        # An item that is not asked of a group says so in a withheld domain too.
        is_shown = _spread_flags(facts.filter(pl.col("shows") & (pl.col("n_high") > 0)), domains.height)
        is_shown |= _spread_flags(facts.filter(pl.col("shows").all().over("domain")), domains.height)
        items = {
            str(item): _read_item(rows_of, domains.height)
            for (item,), rows_of in facts.filter(pl.col("item") != "").group_by("item", maintain_order=True)
        }
        yield Printed(
            None if are_pooled else part["round"][0],
            domains.drop("domain"),
            _read_answers(rows, is_shown, policy, keys),
            _read_cases(rows, domains.height),
            items,
            dict(_read_counts(rows, domains.height)),
        )


def _read_facts(rows: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return by domain × item: limits of base (n) and positive answers (k), and whether anything is shown at all."""
    about_items = rows.filter(~STEM.is_in(WHOLE))
    coded = about_items.join(_list_readings(policy), on=["status", "value"], how="left", maintain_order="left")
    printed, empty = pl.col("denominator"), pl.col("status").is_in([Status.NO_ANSWERS.value, Status.NOT_ASKED.value])
    left_out = pl.col("statistic").is_in(LEFT_OUT)
    base = pl.when(pl.col("statistic") == LEFT_OUT[0]).then(printed - pl.col("numerator")).when(~left_out).then(printed)
    exact = coded.with_columns(n=base, is_share=pl.col("statistic") == SHARE, empty=empty)
    counted = exact.with_columns(k=_read_positive()).pipe(_add_guessed_counts)
    limits = _limit_coarse(policy)
    small = pl.col("status") == Status.SMALL_BASE.value
    return (
        counted.with_columns(
            n_low=pl.coalesce(pl.when("empty").then(0), "n", "n_min", pl.when(small).then(policy.minimum), pl.lit(0)),
            n_high=pl.coalesce(
                pl.when("empty").then(0), "n", "n_max", pl.when(small).then(policy.full - 1), pl.lit(UNLIMITED)
            ),
            k_low=pl.coalesce("k", limits[0], "k_min", pl.lit(0)),
            k_high=pl.coalesce(pl.when("empty").then(0), "k", limits[1], "k_max", pl.lit(UNLIMITED)),
            o_low=pl.coalesce(pl.col("n") - pl.col("k"), limits[2], "o_min", pl.lit(0)),
            o_high=pl.coalesce(
                pl.when("empty").then(0), pl.col("n") - pl.col("k"), limits[3], "o_max", pl.lit(UNLIMITED)
            ),
            coarse=pl.col("is_share") & pl.col("status").is_in([Status.AT_LEAST.value, Status.AT_MOST.value]),
            shows=pl.col("status") != Status.CONFIDENTIAL.value,
        )
        .group_by("domain", "item", maintain_order=True)
        .agg(
            pl.col("n_low", "k_low", "o_low").max(),
            pl.col("n_high", "k_high", "o_high").min(),
            pl.col("coarse", "shows").any(),
        )
    )


def _read_positive() -> pl.Expr:
    """The numerator, or what the share and its base give; of other statistics nothing."""
    by_value = (pl.col("value") * pl.col("n") / 100).round().cast(pl.Int64)
    of_full = pl.when(pl.col("status") == Status.SHOWN.value).then(by_value)
    return pl.when("is_share").then(pl.coalesce("numerator", of_full))


def _add_guessed_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """An unrounded share without its base still gives the base, as the fraction it must be."""
    bare = pl.col("is_share") & pl.col("n").is_null() & pl.col("value").is_not_null()
    unrounded = (pl.col("value") - pl.col("value").round()).abs() > 1e-9
    guesses = rows.select(pl.when(bare & unrounded).then("value"))["value"]
    found = [_guess_base(v) if v is not None else None for v in guesses]
    guessed = pl.Series("guess", found, dtype=pl.Int64)
    n = pl.coalesce("n", guessed)
    k = pl.coalesce("k", (pl.col("value") * guessed / 100).round().cast(pl.Int64))
    return rows.with_columns(n=n, k=pl.when("is_share").then(k))


def _guess_base(share: float) -> int | None:
    """Return the smallest base up to EXACT_TO that gives this per cent; multiples of it would do as well."""
    near = (n for n in range(1, EXACT_TO + 1) if abs(share * n / 100 - round(share * n / 100)) < 1e-6)
    return next(near, None)


def _list_readings(policy: Policy) -> pl.DataFrame:
    """Return status × printed value → what it says of a base that is too small to be printed."""
    rows = [
        _say(n, k, policy) | {"n": n, "k": k, "o": n - k}
        for n in range(policy.minimum, policy.full)
        for k in range(n + 1)
    ]
    limits = [pl.col(c).min().name.suffix("_min") for c in "nko"] + [pl.col(c).max().name.suffix("_max") for c in "nko"]
    schema = {"status": pl.String, "value": pl.Float64, "n": pl.Int64, "k": pl.Int64, "o": pl.Int64}
    return pl.DataFrame(rows, schema=schema).group_by("status", "value").agg(limits)


def _say(n: int, k: int, policy: Policy) -> dict[str, str | float]:
    """What is printed of `k` of `n` on a small base; written here once more, from the method and not from protect."""
    limit = policy.coarse_share if n >= policy.coarse_from else 100 * (n - 1) // n
    if k >= n - 1:
        return {"status": Status.AT_LEAST.value, "value": float(limit)}
    if k <= 1:
        return {"status": Status.AT_MOST.value, "value": float(100 - limit)}
    return {"status": Status.SMALL_BASE.value, "value": float((200 * k + n) // (2 * n))}


def _limit_coarse(policy: Policy) -> tuple[pl.Expr, ...]:
    """Limits of positive and of other answers (k low, k high, o low, o high) where a limit and its base are printed."""
    n = pl.col("n")
    reach = (
        pl.when(n < policy.coarse_from)
        .then(1)
        .otherwise(pl.max_horizontal(pl.lit(1), n * (100 - policy.coarse_share) // 100))
    )
    above = (pl.col("status") == Status.AT_LEAST.value) & n.is_not_null()
    below = (pl.col("status") == Status.AT_MOST.value) & n.is_not_null()
    return (
        pl.when(above).then(n - reach).when(below).then(0),
        pl.when(above).then(n).when(below).then(reach),
        pl.when(above).then(0).when(below).then(n - reach),
        pl.when(above).then(reach).when(below).then(n),
    )


def _read_item(facts: pl.DataFrame, count: int) -> ItemKnown:
    at = facts["domain"].to_numpy()
    withheld, coarse = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    withheld[at], coarse[at] = ~facts["shows"].to_numpy(), facts["coarse"].to_numpy()

    def spread(counted: str) -> Known:
        low, high = np.zeros(count), np.full(count, float(UNLIMITED))
        low[at], high[at] = facts[f"{counted}_low"].to_numpy(), facts[f"{counted}_high"].to_numpy()
        return Known(low, high, withheld)

    return ItemKnown(spread("n"), spread("k"), spread("o"), coarse)


def _spread_flags(facts: pl.DataFrame, count: int) -> Flags:
    flags = np.zeros(count, dtype=bool)
    flags[facts["domain"].to_numpy()] = True
    return flags


def _read_answers(rows: pl.DataFrame, is_shown: Flags, policy: Policy, keys: Sequence[str]) -> Known:
    """A withheld domain may be empty, if it was offered anything: then all that is known is its largest base."""
    statistic, status = pl.col("statistic"), pl.col("status")
    count_printed = pl.when(statistic == "answers").then(pl.col("value").cast(pl.Int64))
    answered = pl.when(statistic == "nonresponse").then(pl.col("denominator") - pl.col("numerator"))
    rate = pl.when(statistic == "response_rate").then("numerator").otherwise(answered)
    small = (statistic == "answers") & (status == Status.SMALL_BASE.value)
    empty = status == Status.NO_ANSWERS.value
    facts = (
        rows.with_columns(known=pl.coalesce(count_printed, rate, "answers"))
        .group_by("domain")
        .agg(
            pl.col("known").max(),
            small=small.any(),
            empty=(empty & (statistic == "answers")).any(),
            all_empty=empty.all(),
            rated=statistic.is_in(["response_rate", "nonresponse"]).any(),
            gender=pl.col("gender").first(),
            whole=pl.concat_list(pl.col([key for key in keys if key != "gender"]).fill_null("").first()),
        )
        .sort("domain")
    )
    filled = _is_surely_filled()
    nobody = pl.col("empty") | pl.col("all_empty")
    known = facts.select(
        low=pl.coalesce("known", pl.when(nobody).then(0), pl.when("small").then(policy.minimum), filled.cast(pl.Int64)),
        high=pl.coalesce("known", pl.when(nobody).then(0), pl.when("small").then(policy.full - 1), pl.lit(UNLIMITED)),
    )
    low, high = (known[c].cast(pl.Float64).to_numpy().copy() for c in ("low", "high"))
    return Known(low, high, (low < high) & ~is_shown & ~facts["small"].to_numpy())


def _read_cases(rows: pl.DataFrame, count: int) -> Known | None:
    """Return what is known of the cases that were answered; where no rate of cases stands, nothing."""
    cases = rows.filter(pl.col("statistic") == CASES)
    if cases.is_empty():
        return None
    nobody = pl.when(pl.col("status") == Status.NO_ANSWERS.value).then(0)
    known = cases.group_by("domain").agg(pl.coalesce("numerator", nobody).max().alias("known"))
    low, high, hidden = np.zeros(count), np.full(count, float(UNLIMITED)), np.zeros(count, dtype=bool)
    told = known.drop_nulls()
    low[told["domain"].to_numpy()] = high[told["domain"].to_numpy()] = told["known"].cast(pl.Float64).to_numpy()
    hidden[known.filter(pl.col("known").is_null())["domain"].to_numpy()] = True
    return Known(low, high, hidden)


def _is_surely_filled() -> pl.Expr:
    """Return whether a row by itself says that somebody answered: it has no rate, so nobody is known to be offered.

    By gender this takes a rate of the other gender; and where the round has no rates at all, nothing is known.
    """
    everyone = pl.col("gender").is_null()
    rated_elsewhere = (
        pl.when(everyone).then(pl.col("rated").any()).otherwise(pl.col("rated").any().over("whole", everyone))
    )
    return rated_elsewhere & ~pl.col("rated")


def _read_counts(rows: pl.DataFrame, count: int) -> Iterator[tuple[tuple[str, str], Floats]]:
    """Yield the printed counts of each statistic that adds up beside the share itself."""
    additive = rows.filter(
        (pl.col("item") != "")
        & ~STEM.is_in([SHARE, "share_positive_all", *WHOLE])
        & pl.col("numerator").is_not_null().any().over("item", "statistic")
    )
    empty = pl.col("status").is_in([Status.NO_ANSWERS.value, Status.NOT_ASKED.value])
    known = additive.with_columns(printed=pl.coalesce("numerator", pl.when(empty).then(0)))
    for (item, statistic), part in known.group_by("item", "statistic", maintain_order=True):
        counts = np.full(count, np.nan)
        merged = part.group_by("domain").agg(pl.col("printed").max())
        counts[merged["domain"].to_numpy()] = merged["printed"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        yield (str(item), str(statistic)), counts
