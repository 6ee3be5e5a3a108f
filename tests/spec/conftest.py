"""Reads the handbook's small tables of answers: one line per kind of response, words for codes."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "estimation"))

from survey_answers import EASE, INSTRUMENT, counted, figure, offered

from genklang.estimation.estimate import estimate
from genklang.estimation.lattice import Domains
from genklang.tables.keys import NOT_ASKED, WEIGHT_ONE

CODES = {c.name: c.code for c in EASE} | {"blank": None, "not_asked": NOT_ASKED}
ITEMS = {item.code for item in INSTRUMENT.items}


def read_rows(table):
    """Return one row per response. `responses` says how many there are of a line's kind, `weight` what each weighs."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    rows = []
    for line in lines:
        row = dict(zip(head, line, strict=True))
        times = int(row.pop("responses", 1))
        weight = {"weight_class": round(float(row.pop("weight")) * WEIGHT_ONE)} if "weight" in row else {}
        rows += [{key: _read(key, value) for key, value in row.items()} | weight] * times
    return rows


def _read(key, value):
    if key.startswith("services:"):
        return {"yes": True, "no": False, "blank": None}[value]
    if key not in ITEMS:
        return value
    return CODES[value] if value in CODES else int(value)


def read_offered(table):
    head, *lines = (line.split() for line in table.strip().splitlines())
    rows = (dict(zip(head, line, strict=True)) for line in lines)
    return offered(*(row | {"offered": int(row["offered"])} for row in rows))


@pytest.fixture
def survey():
    """Counts a table of answers."""
    return lambda table: counted(read_rows(table))


@pytest.fixture
def sent():
    """Reads a table of how many were offered the questionnaire."""
    return read_offered


@pytest.fixture
def told():
    """Estimates a statistic from a table of answers and returns one domain's figures by item (or by category)."""

    def tell(table, statistic, *, item="contact", offered=None, interval=None, name=None, **keys):
        frame = read_offered(offered) if offered else None
        figures = estimate(counted(read_rows(table)), statistic, Domains(margins=True), frame, interval=interval)
        return figure(figures, organisation="A", item=item, statistic=name or statistic, **keys)

    return tell


@pytest.fixture
def holds():
    """Says whether a row holds the expected figures, numbers to a hundredth."""

    def check(row, expected):
        found = {key: round(row[key], 2) if isinstance(row[key], float) else row[key] for key in expected}
        assert found == expected
        return True

    return check
