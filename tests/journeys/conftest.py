"""Each story is taken once; all tests about it read the same files."""

from collections.abc import Callable
from functools import cache

import pytest
from journey import Journey, take_journey


@pytest.fixture(scope="session")
def journeys(tmp_path_factory) -> Callable[[str], Journey]:
    """Return the journey of a story by name, taken at the first asking."""
    return cache(lambda name: take_journey(name, tmp_path_factory.mktemp(name)))
