"""Nobody who reads databases, logs and dumps finds out better than by guessing who answered what.

The same attacks find everybody in the obvious design, and with the round's key everybody whose answer still waits:
the limit that is stated.
"""

import pytest


@pytest.fixture(scope="module")
def seen() -> dict:
    return {}


@pytest.fixture
def sound(installed, seen) -> dict:
    """What the attacks make of the sealed queue and the mix, tried once on each engine."""
    if installed.name not in seen:
        seen[installed.name] = installed.act("linkage", design="sealed")
    return seen[installed.name]


def test_no_order_on_disk_in_dumps_or_of_transactions_links_more_than_guessing(sound):
    assert sound["people"] == 112
    assert {name: hits for name, hits in sound["hits"].items() if hits > sound["most_by_chance"]} == {}


def test_no_join_on_all_shared_columns_narrows_a_person_to_fewer_than_five(sound):
    """Where fewer answered at a unit, to fewer than all of them: the limit that is stated."""
    assert sound["beyond_chance"] == []


def test_answers_in_wait_stand_nowhere_in_the_clear_and_the_log_names_no_one(sound):
    assert sound["in_queue"] == sound["in_log"] == 0


def test_with_the_key_all_who_wait_are_found_and_after_it_nobody(sound):
    """The stated limit: who holds key and database together before the mix reads everything."""
    assert sound["with_key"] == sound["people"]
    assert sound["with_key_after"] == 0


def test_the_same_attacks_find_everybody_in_the_obvious_design(installed):
    found = installed.act("linkage", design="leaky")
    everybody = {name for name, hits in found["hits"].items() if hits == found["people"]}
    expected = {"rows as they lie", "number of the row", "first place on disk", "dump"}
    if installed.name == "postgresql":
        expected |= {"transaction", "transaction, packed"}
    assert everybody >= expected
    assert found["grep"] == found["people"]
