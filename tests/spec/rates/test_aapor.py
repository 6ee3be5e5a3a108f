"""AAPOR's six response rates (Standard Definitions, 10th edition), where it is known what became of each case.

I answered, P answered in part, R refused, NC never reached, O other reasons; UH and UO are not known to be eligible,
NE turned out not to be. RR1 counts the unknown in full, RR3 the part e of them that is eligible among those known,
RR5 none; RR2, RR4 and RR6 count partial answers too. The plain response rate is RR2 over the offered.
"""

import polars as pl
import pytest
from survey_answers import answered, counted, figure

from genklang.errors import Failure
from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains
from genklang.tables.disposition import DISPOSITION_SCHEMA

TITLE = "Response rates RR1–RR6"
TABLE = """
disposition  cases
I               40
P               10
R               20
NC              20
O               10
UH              15
UO               5
NE              25
"""
EXPECTED = {"RR1": 33.33, "RR2": 41.67, "RR3": 34.48, "RR4": 43.1, "RR5": 40.0, "RR6": 50.0}
WHOLE = Domains(("round", "organisation"))


def dispositions(table=TABLE, **keys):
    rows = [dict(zip(("disposition", "cases"), line.split(), strict=True)) for line in table.strip().splitlines()[1:]]
    place = {"round": "2022", "organisation": "A", "unit": "unknown", "target_group": "unknown"} | keys
    return pl.DataFrame([place | r | {"cases": int(r["cases"])} for r in rows], schema=DISPOSITION_SCHEMA)


def rates(stats, cases, **keys):
    found = estimate(stats, "aapor", WHOLE, dispositions=cases)
    names = [f"aapor:RR{i}" for i in range(1, 7)]
    return {n.removeprefix("aapor:"): figure(found, organisation="A", item="", statistic=n, **keys) for n in names}


def test_the_six_rates():
    found = rates(counted(answered(30, 20)), dispositions())
    assert {name: round(row["value"], 2) for name, row in found.items()} == EXPECTED
    assert (found["RR1"]["numerator"], found["RR1"]["denominator"]) == (40, 120)


def test_without_cases_of_unknown_eligibility_there_are_two():
    found = rates(counted(answered(30, 20)), dispositions("x\nI 40\nP 10\nR 50"))
    assert [round(row["value"], 1) for row in found.values()] == [40.0, 50.0] * 3


def test_more_answers_than_cases_is_an_entry_error():
    found = rates(counted(answered(90, 80)), dispositions())
    assert {(row["value"], row["status"]) for row in found.values()} == {(None, "e")}


def test_answers_from_a_place_without_cases_leave_the_rates_unknown():
    stats = counted(answered(30, 20) + answered(3, 2, organisation="B"))
    found = estimate(stats, "aapor", Domains(("round",), margins=True), dispositions=dispositions())
    assert found.is_empty()


def test_an_unknown_disposition_is_refused():
    with pytest.raises(Failure, match="E240"):
        rates(counted(answered(3, 2)), dispositions("x\nI 4\nXX 5"))
    with pytest.raises(Failure, match="E241"):
        rates(counted(answered(3, 2)), dispositions("x\nI -4"))
