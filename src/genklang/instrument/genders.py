"""The gender of a respondent: the categories of the gender item and the key that each becomes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from genklang.tables.keys import MEN, OTHER_GENDER, WOMEN

GENDER_OF: Final[Mapping[str, str]] = MappingProxyType({"woman": WOMEN, "man": MEN, "other": OTHER_GENDER})
"""Key value of each category of the gender item, by the category's name."""

ALL_GENDERS: Final = "T"
"""Code that published tables have for all genders together; never an answer."""
