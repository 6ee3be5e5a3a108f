"""One returned questionnaire, whatever channel it came by."""

from collections.abc import Mapping
from dataclasses import dataclass

Answer = int | float | tuple[int, ...]
"""A category code, a number, or the codes chosen on a multiple-choice item."""


@dataclass(frozen=True, slots=True)
class Response:
    """Keys (see `STORE_KEYS`), answers by item code (absent: blank) and free texts by item code."""

    keys: Mapping[str, str]
    answers: Mapping[str, Answer]
    texts: Mapping[str, str]
