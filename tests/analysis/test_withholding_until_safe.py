"""Whatever the suppressor overlooks and the attack finds is withheld too, and if need be everything is."""

import polars as pl
import pytest

from genklang.analysis import estimate, find_instrument, import_answers, write_simulation
from genklang.analysis.protection import contains, withhold_until_safe
from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protected import SEAL, ProtectedTables
from genklang.errors import Failure
from genklang.tables.estimate import COMPARISON_SCHEMA
from genklang.tables.keys import DOMAIN_KEYS

KEYS = ("round", "organisation", "unit", "target_group")
NUMBERS = ("value", "numerator", "denominator", "low", "high", "interval", "answers")


@pytest.fixture(scope="module")
def figures(tmp_path_factory, ifo):
    """Unprotected figures of a small survey."""
    place = tmp_path_factory.mktemp("small")
    write_simulation(ifo, place / "a.csv", organisations=2, units=3, rounds=1, responses=150, seed=3)
    import_answers([place / "a.csv"], published=ifo, place=place / "store")
    return estimate(place / "store", by=KEYS, statistics=("share_positive", "answers"), margins=True, protected=False)


def withhold(figures, condition):
    """A suppressor that does nothing but this."""
    hidden = figures.with_columns(pl.when(~condition).then(pl.col(c)).alias(c) for c in NUMBERS)
    marked = hidden.with_columns(status=pl.when(condition).then(pl.lit("c")).otherwise("status"))
    return ProtectedTables(marked, pl.DataFrame(schema=COMPARISON_SCHEMA), DEFAULT, SEAL)


def is_among(figures, domains):
    found = figures.join(domains.with_columns(found=True), on=DOMAIN_KEYS, nulls_equal=True, how="left")
    return found["found"].fill_null(value=False)


def totals_of(ifo):
    return {t.code: t.groups for t in ifo.instrument.totals}


def test_a_suppressor_that_stops_at_small_cells_is_driven_on(figures, ifo):
    # The smallest base and unanimity, both read off the rows of each domain.
    small = ((pl.col("denominator") < 10) | (pl.col("numerator") >= pl.col("denominator") - 1)).any().over(DOMAIN_KEYS)
    primary = figures.select(small)["denominator"].fill_null(value=True)
    assert attack(withhold(figures, primary), DEFAULT, totals=totals_of(ifo))
    asked = []

    def stop_at_primary(withheld):
        asked.append(withheld.height)
        return withhold(figures, primary | is_among(figures, withheld))

    domains = figures.select(DOMAIN_KEYS).unique(maintain_order=True)
    tables = withhold_until_safe(stop_at_primary, domains, ifo.instrument)
    assert attack(tables, DEFAULT, totals=totals_of(ifo)) == []
    assert asked == sorted(set(asked))
    assert 1 < len(asked) <= 4


def test_a_suppressor_that_does_not_listen_gets_nothing_printed(figures, ifo):
    domains = figures.select(DOMAIN_KEYS).unique(maintain_order=True)
    with pytest.raises(Failure, match="U106"):
        withhold_until_safe(lambda _: withhold(figures, pl.lit(value=False)), domains, ifo.instrument)


def test_all_that_contains_a_domain_is_its_totals_and_theirs(figures, ifo):
    domains = figures.select(DOMAIN_KEYS).unique()
    organisation, unit = domains.drop_nulls("unit").sort(DOMAIN_KEYS).select("organisation", "unit").row(0)
    wider = domains.filter(contains(("2025", organisation, unit, "ungdomar", None), totals_of(ifo)))
    places = {(None, None), (organisation, None), (organisation, unit)}
    assert set(wider.select("organisation", "unit").rows()) == places
    assert set(wider["target_group"]) == {"ungdomar", "ifo", None}


def test_a_chance_that_looks_like_a_leak_is_none(tmp_path):
    """The survey whose figures were refused because a random change nearly left one cell alone."""
    published = find_instrument("skr-ifo-koping")
    write_simulation(published, tmp_path / "a.csv", organisations=2, units=3, rounds=1, responses=160, seed=100)
    import_answers([tmp_path / "a.csv"], published=published, place=tmp_path / "store")
    names = ("share_positive", "distribution", "answers")
    shown = estimate(tmp_path / "store", by=(*KEYS, "gender"), statistics=names, margins=True)
    assert {"", "c", "s"} <= set(shown["status"])
