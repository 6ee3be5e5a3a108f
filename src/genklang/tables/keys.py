"""The keys of a response and of a domain, and the codes that every room reads alike."""

from typing import Final

ROUND_KEYS: Final = ("round", "period", "instrument", "version")
STORE_KEYS: Final = (
    *ROUND_KEYS,
    "organisation",
    "unit",
    "target_group",
    "gender",
    "channel",
    "language",
    "form_version",
    "stratum",
    "weight_class",
)
"""Key columns of the store, in this order. All are strings but `weight_class`."""

DOMAIN_KEYS: Final = ("round", "organisation", "unit", "target_group", "gender")
"""Keys of a published figure. A key that is empty (null) means: all of them together."""

NO_OPINION: Final = -1
"""Answer code of the no-opinion category, on every item."""
NOT_ASKED: Final = -2
"""Answer code where the item was not asked of this respondent. A blank answer is null."""

UNKNOWN: Final = "unknown"
"""Unit, organisation, target group, channel … that a response does not state."""

WOMEN: Final = "K"
MEN: Final = "M"
OTHER_GENDER: Final = "X"
"""Another gender, prefers not to say, or not stated: counted in the total, never shown by itself."""
GENDERS: Final = (WOMEN, MEN, OTHER_GENDER)

STANDARD_FORM: Final = "standard"
EASY_READ_FORM: Final = "easy_read"

WEIGHT_ONE: Final = 1_000_000
"""Weight classes are weights in millionths, as integers, so that Σw and Σw² are exact on every engine."""


def choice_column(item: str, code: int) -> str:
    """Return the name of the boolean store column for one category of a multiple-choice item."""
    return f"{item}:{code}"
