"""The states of a box, in the order in which probabilities stand."""

from typing import Final

EMPTY: Final = 0
MARK: Final = 1
CANCELLED: Final = 2
"""Filled all over, or rubbed out: not meant where another box of the question is marked."""
UNCLEAR: Final = 3
"""Something is there, and a person should look."""
STATES: Final = ("empty", "mark", "cancelled", "unclear")
