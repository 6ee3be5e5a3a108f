"""An interactive view is asked in any order, so what it may show cannot depend on what it has shown. Any domain of
the protected tables may be asked for, printed or withheld, for all of them were attacked together. Several values at
once are approved where each of their figures is printed in full: anyone could add those up. A selection that holds a
withheld figure is refused, for with it and without it would leave that figure over. Source: the differencing attack
on query systems (Denning and others 1979, "The tracker").
"""

import polars as pl
import pytest
from small_survey import count_population, estimate_plainly

from genklang.disclosure.filters import Filters
from genklang.disclosure.policy import DEFAULT
from genklang.disclosure.protect import protect

TITLE = "Which filters are approved"
TABLE = """
unit   answers
north       30
south       25
east         3
west         2
"""
EXPECTED = {
    "north": "approved",
    "east": "approved: it reads withheld",
    "north south": "approved",
    "north east": "refused: withheld",
    "north south east west": "refused: withheld",
    "nowhere": "refused: no_such_value",
}


@pytest.fixture(scope="module")
def filters():
    units = [line.split() for line in TABLE.strip().splitlines()[1:]]
    keys = {"organisation": "A", "target_group": "g", "gender": "K"}
    people = pl.DataFrame(
        [keys | {"unit": unit, "contact": 1 if i % 2 else 3} for unit, n in units for i in range(int(n))]
    )
    figures, population = (make(people, totals={}) for make in (estimate_plainly, count_population))
    return Filters(protect(figures, None, population, DEFAULT), "r")


@pytest.mark.parametrize("chosen", list(EXPECTED))
def test_a_selection_is_approved_if_readers_could_make_it_themselves(filters, chosen):
    approval = filters.approve({"organisation": ["A"], "unit": chosen.split()})
    said = "approved" if approval.is_approved else f"refused: {approval.reason}"
    is_hidden = approval.is_approved and all(filters.status[domain] == "c" for domain in approval.domains)
    assert said + (": it reads withheld" if is_hidden else "") == EXPECTED[chosen]
