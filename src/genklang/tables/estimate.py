"""The Estimate: a figure with its base, its interval, where it comes from and whether it may be shown."""

from enum import StrEnum
from typing import Final

import polars as pl

from genklang.tables.keys import DOMAIN_KEYS


class Interval(StrEnum):
    """What an interval is about."""

    ROUND = "round"
    """The people of this round: finite population, exact hypergeometric."""
    PROCESS = "process"
    """The process behind it: other years, other units, next year's clients."""


class Status(StrEnum):
    """Why a figure is not there, or not there exactly. The empty status is a figure shown in full."""

    SHOWN = ""
    CONFIDENTIAL = "c"
    """Withheld for confidentiality; primary and complementary suppression look the same."""
    SMALL_BASE = "s"
    """Base of 5–9 answers: whole per cent only, no counts, no interval."""
    AT_LEAST = "ge"
    """(Nearly) everyone gave a positive answer: the value is a lower bound."""
    AT_MOST = "le"
    """(Nearly) no one gave a positive answer: the value is an upper bound."""
    NO_ANSWERS = "w"
    """Nobody in this group has given an answer that counts."""
    NOT_ASKED = "z"
    """The item is not asked of this group."""
    ENTRY_ERROR = "e"
    """Withheld because what was entered cannot be right (more answered than were offered)."""
    PUBLISHED = "published"
    """An imported figure that its source has published: no counts are known."""


DOMAIN_SCHEMA: Final = dict.fromkeys(DOMAIN_KEYS, pl.String)
FIGURE_KEYS: Final = {**DOMAIN_SCHEMA, "item": pl.String, "statistic": pl.String}

ESTIMATE_SCHEMA: Final = {
    **FIGURE_KEYS,
    "value": pl.Float64,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "answers": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "interval": pl.String,
    "source": pl.String,
    "status": pl.String,
}
"""One row per domain × item × statistic.

Keys that are null mean all together. `item` is an item's code, `area:<code>` for a quality area, empty for
figures about the whole questionnaire. `statistic` is a statistic's name, `<name>:<category code>` where a
statistic gives one figure per category. `value`, `low`, `high`: per cent for shares and rates (0–100), index
points for indices (0–100), scores for means. `numerator` of `denominator` are the unweighted counts behind it;
`answers` is the number of responses in the domain. `source` is `own` or the name of who published it.
"""

OWN: Final = "own"
"""Source of a figure computed from own answers."""


class Verdict(StrEnum):
    """How a comparison was made, which decides what words may be used of it."""

    TESTED = "tested"
    """Two sets of counts, Newcombe's interval and the doubled one-sided mid-p."""
    FIXED = "fixed"
    """Own counts against a published figure taken as fixed."""
    UNTESTED = "untested"
    """Two published figures: said as "from … to …, not tested"."""


COMPARISON_SCHEMA: Final = {
    **FIGURE_KEYS,
    "against": pl.String,
    "against_label": pl.String,
    "value": pl.Float64,
    "other_value": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "p_adjusted": pl.Float64,
    "rung": pl.Int64,
    "verdict": pl.String,
    "status": pl.String,
}
"""One row per domain × item × statistic × what it is held against.

`against` is `previous`, `complement`, `national_mean` (unweighted mean of organisations), `national_pooled` (all
respondents) or a benchmark's name; `against_label` names the other side (the round, the source). `difference`,
`low`, `high` are points, own minus other, interval of the process kind. `p` is two-sided, `p_adjusted` after
Benjamini–Hochberg within the table. `rung` is 1–4, or 0 where there is no figure (see `docs/handbook`).
"""

OFFERED_SCHEMA: Final = {
    "round": pl.String,
    "organisation": pl.String,
    "unit": pl.String,
    "target_group": pl.String,
    "channel": pl.String,
    "gender": pl.String,
    "stratum": pl.String,
    "day": pl.Date,
    "offered": pl.Int64,
}
"""How many were offered the questionnaire (form handed out or invitation delivered). `gender`, `channel`, `stratum`
and `day` are null where they were not recorded."""

POPULATION_SCHEMA: Final = {
    **DOMAIN_SCHEMA,
    "item": pl.String,
    "positive": pl.Int64,
    "base": pl.Int64,
    "answers": pl.Int64,
    "offered": pl.Int64,
}
"""The counts that disclosure control works on, for *every* domain of the lattice of margins: each item's base
(answers other than no opinion) and positive answers, the responses of the domain, and the offered (null where
unknown). Never leaves `analysis` and `disclosure`."""
