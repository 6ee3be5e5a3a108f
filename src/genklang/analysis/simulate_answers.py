"""What people answer in a simulation: ordered answers from a latent scale, with effects of place, group and person."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from genklang.analysis.simulate_design import Design
from genklang.instrument.answer import is_asked
from genklang.instrument.item_type import stored_items, text_items, type_of
from genklang.instrument.model import Category, Instrument, Item
from genklang.tables.keys import GENDERS, NO_OPINION

Reals = NDArray[np.float64]
Codes = NDArray[np.int16]

WITHIN_PERSON: Final = 0.35
"""Correlation of two items' latent answers in one person, about that of the national survey's items."""
UNIT_EFFECT: Final = 0.5
"""Between-unit SD as a share of the between-organisation SD."""
ROUND_EFFECT: Final = 0.08
GENDER_SHARES: Final = (0.57, 0.41, 0.02)
GENDER_EFFECT: Final = (0.04, -0.05, 0.0)
BLANK: Final = 0.03
NO_VIEW: Final = 0.04
CHOSEN: Final = 0.35
UPPER_PART: Final = 0.6
"""Part of a scale without positive categories that about four in five answer in: 5–10 of 1–10."""
GENERIC_MEAN, GENERIC_TAU = 0.80, 0.07
COMPONENTS: Final = files("genklang").joinpath("content", "benchmarks", "variance_components.csv")


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """An item with positive categories: codes from best to worst, and per cell the latent limits between them."""

    item: Item
    codes: Codes
    limits: Reals


def prepare_items(instrument: Instrument, design: Design, *, seed: int) -> dict[str, OrderedItem]:
    """Return each ordered item with its true limits in every cell of the design (cells × categories − 1)."""
    rng = np.random.default_rng([seed, 1])
    known = _read_components(instrument)
    prepared = {}
    for item in instrument.items:
        ranked = rank_categories(item)
        if ranked:
            limits = _draw_limits(rng, design, item, ranked, known)
            prepared[item.code] = OrderedItem(item, np.array([c.code for c in ranked], dtype=np.int16), limits)
    return prepared


def rank_categories(item: Item) -> list[Category]:
    """Return the categories from best to worst; none where the item has no better and worse."""
    categories = item.substantive
    if item.background or not (item.positive or all(c.score is not None for c in categories)) or not categories:
        return []
    return sorted(categories, key=lambda c: (not c.positive, -(c.score or 0)))


def find_true_shares(ordered: OrderedItem) -> Reals:
    """Return the true share positive of an item in every cell, per cent, over all genders."""
    count = len(ordered.item.positive)
    limits = ordered.limits[:, count - 1]
    shares = sum(w * ndtr(limits + e) for w, e in zip(GENDER_SHARES, GENDER_EFFECT, strict=True))
    return np.asarray(100 * shares)


def _read_components(instrument: Instrument) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Return mean and between-organisation SD, as proportions, by group and item of the national survey."""
    if not instrument.id.startswith("skr-ifo"):
        return {}
    table = pl.read_csv(COMPONENTS.read_bytes()).select("target_group", "item", "mean", "tau")
    return {(g, i): (mean / 100, tau / 100) for g, i, mean, tau in table.iter_rows()}


def _draw_limits(
    rng: np.random.Generator,
    design: Design,
    item: Item,
    ranked: list[Category],
    known: Mapping[tuple[str, str], tuple[float, float]],
) -> Reals:
    groups = design.cells.get_column("target_group").to_list()
    generic = known.get(("ifo", item.code), (GENERIC_MEAN, GENERIC_TAU))
    figures = np.array([known.get((group, item.code), generic) for group in groups])
    mean = ndtri(np.clip(figures[:, 0], 0.02, 0.98))
    spread = np.clip(figures[:, 1] / norm.pdf(mean), 0.05, 0.6)
    shift = _draw_effects(rng, design, ("organisation",)) * spread
    shift += _draw_effects(rng, design, ("organisation", "unit")) * spread * UNIT_EFFECT
    shift += _draw_effects(rng, design, ("round", "organisation")) * ROUND_EFFECT
    # The effects widen the spread of limits, and a mean of shares is not the share at the mean limit.
    variance = spread**2 * (1 + UNIT_EFFECT**2) + ROUND_EFFECT**2
    boundary = mean * np.sqrt(1 + variance) + shift
    return np.asarray(boundary[:, None] + _place_limits(ranked)[None, :])


def _draw_effects(rng: np.random.Generator, design: Design, keys: tuple[str, ...]) -> Reals:
    """Return a standard normal effect for each combination of keys, spread to the cells."""
    number = design.cells.select(pl.struct(keys).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    return np.asarray(rng.standard_normal(int(number.max()) + 1)[number])


def _place_limits(ranked: list[Category]) -> Reals:
    """Return the limits between categories, best first, with that after the last positive one at zero."""
    count = sum(c.positive for c in ranked) or max(1, round(len(ranked) * UPPER_PART))
    above = -np.cumsum(np.full(count - 1, 1.6 / count))[::-1]
    below = np.cumsum(np.full(max(len(ranked) - count - 1, 0), 1.6 / max(len(ranked) - count, 1)))
    return np.concatenate((above, [0.0], below))[: len(ranked) - 1]


def draw_answers(
    rng: np.random.Generator,
    instrument: Instrument,
    prepared: Mapping[str, OrderedItem],
    cell: NDArray[np.int64],
    groups: pl.Series,
) -> tuple[pl.Series, dict[str, pl.Series]]:
    """Return the genders and, by item, the answers (codes; joined by `|` for several; null blank) of some people.

    `cell` is each person's cell of the design, `groups` each one's target group.
    """
    gender = rng.choice(3, size=cell.size, p=GENDER_SHARES).astype(np.int8)
    person = np.sqrt(WITHIN_PERSON) * rng.standard_normal(cell.size, dtype=np.float32)
    person -= np.array(GENDER_EFFECT, dtype=np.float32)[gender]
    answers: dict[str, pl.Series] = {}
    for item in stored_items(instrument):
        if item.code in prepared:
            drawn = _draw_ordered(rng, prepared[item.code], cell, person)
        else:
            drawn = _draw_other(rng, item, cell.size)
        asked = groups.is_in([g for g in groups.unique() if is_asked(instrument, item, str(g))])
        if item.asked_if:
            asked &= _has_any(answers[item.asked_if.item], item.asked_if.codes)
        answers[item.code] = _leave_out(rng, item, drawn, asked=asked)
    for item in text_items(instrument):
        answers[item.code] = pl.Series(item.code, [None], dtype=pl.String).new_from_index(0, cell.size)
    return pl.Series("gender", GENDERS).gather(gender), answers


def _draw_ordered(
    rng: np.random.Generator, ordered: OrderedItem, cell: NDArray[np.int64], person: NDArray[np.float32]
) -> pl.Series:
    noise = rng.standard_normal(cell.size, dtype=np.float32)
    latent = person + np.float32(np.sqrt(1 - WITHIN_PERSON)) * noise
    place = np.zeros(cell.size, dtype=np.int8)
    for limit in ordered.limits.astype(np.float32).T:
        place += latent > limit[cell]
    return pl.Series(ordered.codes[place])


def _draw_other(rng: np.random.Generator, item: Item, size: int) -> pl.Series:
    """Return answers to an item without better and worse: a number, one category or several."""
    if not item.categories:
        low, high = item.minimum or 0, 100 if item.maximum is None else item.maximum
        return pl.Series(rng.triangular(low, low + (high - low) / 4, high, size).round().astype(np.int32))
    codes = np.array([c.code for c in item.substantive], dtype=np.int16)
    if type_of(item).several:
        marks = [pl.when(pl.Series(rng.random(size) < CHOSEN)).then(pl.lit(str(code))) for code in codes]
        joined = pl.select(pl.concat_str(marks, separator="|", ignore_nulls=True)).to_series()
        return joined.replace("", None)
    weight = 1 / np.arange(1, codes.size + 1)
    return pl.Series(rng.choice(codes, size=size, p=weight / weight.sum()))


def _leave_out(rng: np.random.Generator, item: Item, drawn: pl.Series, *, asked: pl.Series) -> pl.Series:
    """Return the answers with blanks, no opinion, and nothing where the item was not asked."""
    luck = pl.Series(rng.random(drawn.len(), dtype=np.float32))
    has_no_view = any(c.is_no_opinion for c in item.categories) and drawn.dtype != pl.String
    viewed = pl.when(luck < BLANK + NO_VIEW).then(pl.lit(NO_OPINION, drawn.dtype)) if has_no_view else None
    answer = viewed.otherwise(drawn) if viewed is not None else pl.lit(drawn)
    return pl.select(pl.when(asked & (luck >= BLANK)).then(answer).alias(item.code)).to_series()


def _has_any(answers: pl.Series, codes: tuple[int, ...]) -> pl.Series:
    if answers.dtype == pl.String:
        wanted = "|".join(map(str, codes))
        return answers.str.contains(rf"(^|\|)({wanted})(\||$)").fill_null(value=False)
    return answers.is_in(list(codes)).fill_null(value=False)
