"""Who answers in a simulation: organisations, units, groups and rounds, and how many of each."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from genklang.instrument.model import Instrument, TargetGroup
from genklang.tables.keys import UNKNOWN

Counts = NDArray[np.int64]

LAST_YEAR: Final = 2025
TYPICAL_ANSWERS: Final = {
    "ekonomiskt_bistand": 34,
    "ungdomar": 15,
    "vardnadshavare": 23,
    "skadligt_bruk": 18,
}
"""Median number of answers per municipality and year 2016–2022 (Kolada); other groups take the mean of these."""
RESPONSE_RATES: Final = (0.60, 0.66, 0.58, 0.56, 0.26, 0.43, 0.45)
"""Median response rates of 2016–2022 (Kolada); later years are like the last."""
FIRST_RATE_YEAR: Final = 2016

BEGINNINGS: Final = (
    "Norr Söder Öster Väster Gran Björk Ek Ask Alm Lind Rönn Hassel Sten Tall Ängs Skogs Berg Dal Kvarn Hed"
)
ENDINGS: Final = "by lunda näs torp hult ryd sta holma åsa fors bäcka mora tuna landa sala"
COMMUNE: Final = {"sv": "{} kommun", "da": "{} Kommune"}


@dataclass(frozen=True, slots=True)
class Design:
    """The finest groups of a simulation (`cells`: round … target_group, responses, offered) and what indexes them."""

    cells: pl.DataFrame
    rounds: tuple[str, ...]

    @property
    def responses(self) -> Counts:
        """Responses in each cell."""
        return self.cells.get_column("responses").to_numpy()


def make_design(
    instrument: Instrument, *, organisations: int, units: int, rounds: int, responses: int, seed: int
) -> Design:
    """Share `responses` out over rounds, organisations of unlike size, their units and the groups asked that year."""
    rng = np.random.default_rng([seed, 0])
    years = name_rounds(instrument, rounds)
    names = name_organisations(instrument, organisations)
    groups = instrument.target_groups or (TargetGroup(UNKNOWN),)
    size = rng.lognormal(sigma=0.7, size=organisations)
    unit_share = rng.dirichlet(np.full(units, 4.0), size=organisations)
    group_share = np.array([TYPICAL_ANSWERS.get(g.code, 22) for g in groups], dtype=float)
    asked = np.array([[_is_asked(g, year) for g in groups] for year in years], dtype=float)
    weight = np.einsum("rg,o,ou,g->roug", asked, size, unit_share, group_share).ravel()
    drawn = rng.multinomial(responses, weight / weight.sum())
    cells = _name_cells(years, names, units, [g.code for g in groups]).with_columns(responses=drawn)
    offered = _draw_offered(rng, drawn, cells.get_column("round").to_list())
    return Design(cells.with_columns(offered=offered).filter(pl.Series(weight > 0)), years)


def name_rounds(instrument: Instrument, count: int) -> tuple[str, ...]:
    """Return that many years in a row, the last of them 2025 where the questionnaire is old enough."""
    begun = instrument.valid_from[:4]
    first = max(int(begun) if begun.isdigit() else 0, LAST_YEAR - count + 1)
    return tuple(str(first + place) for place in range(count))


def name_organisations(instrument: Instrument, count: int) -> list[str]:
    """Return invented names of municipalities, all different."""
    beginnings, endings = BEGINNINGS.split(), ENDINGS.split()
    pattern = COMMUNE.get(home_language(instrument), "{} municipality")
    names = []
    for place in range(count):
        lap, within = divmod(place, len(beginnings) * len(endings))
        row, column = divmod(within, len(beginnings))
        name = beginnings[column] + endings[(column + row) % len(endings)]
        names.append(pattern.format(f"{name} {lap + 1}" if lap else name))
    return names


def home_language(instrument: Instrument) -> str:
    """Return the language that most people answer in: Swedish, or else Danish, where the questionnaire has it."""
    return next((known for known in COMMUNE if known in instrument.texts), next(iter(instrument.texts), "sv"))


def name_unit(place: int) -> str:
    """Return the name of a unit by its number: Enhet A … Enhet Z, Enhet AA …"""
    letters = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        letters = chr(ord("A") + letter) + letters
        place -= 1
    return f"Enhet {letters}"


def _is_asked(group: TargetGroup, year: str) -> bool:
    return (not group.since or group.since <= year) and (not group.until or year <= group.until)


def _name_cells(years: tuple[str, ...], names: list[str], units: int, groups: list[str]) -> pl.DataFrame:
    keys = {
        "round": list(years),
        "organisation": names,
        "unit": [name_unit(u) for u in range(units)],
        "target_group": groups,
    }
    cells = pl.DataFrame({"round": keys.pop("round")})
    for key, values in keys.items():
        cells = cells.join(pl.DataFrame({key: values}), how="cross", maintain_order="left_right")
    return cells


def _draw_offered(rng: np.random.Generator, responses: Counts, years: list[str]) -> Counts:
    """Return how many were offered it so that response rates are like the published ones of each year."""
    rates = np.array([_typical_rate(year) for year in years])
    rates = np.clip(rates + rng.normal(scale=0.08, size=rates.size), 0.1, 0.95)
    refused = rng.poisson((responses + 0.5) * (1 - rates) / rates)
    return np.asarray(responses + refused, dtype=np.int64)


def _typical_rate(year: str) -> float:
    return RESPONSE_RATES[min(max(int(year) - FIRST_RATE_YEAR, 0), len(RESPONSE_RATES) - 1)]
