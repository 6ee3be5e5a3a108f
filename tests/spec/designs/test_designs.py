"""The error of a share follows how the sample was drawn (linearised variance; Lohr 2010, Wolter 2007).

Within strata, only the spread inside each counts, less the part of its population that was drawn. By whole clusters
(units; several cases told of by one caseworker), only the differences between clusters count. A domain is a part of the
sample, not a sample of its own. The **design effect** is the variance over that of as many people drawn one by one
(Kish 1965). All agree with R's `survey` to eight figures, on its samples of schools.

The interval is Wilson's on the effective number of answers, share (1 − share) / variance, with the degrees of freedom
of the design: clusters (or people) less strata (Korn and Graubard 1998).
"""

import polars as pl

from genklang.analysis import estimate_share

TITLE = "Strata and clusters"
TABLE = """
people  stratum  caseworker  satisfied
     3  city     a           yes
     1  city     b           yes
     2  city     b           no
     2  country  c           no
     1  country  d           yes
     1  country  d           no
"""
POPULATION = {"city": 12, "country": 8}
EXPECTED = {
    "one by one": {"value": 50.0, "standard_error": 16.67, "low": 23.66, "high": 76.34, "design_effect": 1.0},
    "in strata": {"value": 50.0, "standard_error": 11.4, "low": 26.73, "high": 73.27, "design_effect": 0.94},
    "by caseworker": {"value": 50.0, "standard_error": 21.6, "low": 9.56, "high": 90.44, "design_effect": 1.68},
}
DESIGNS = {
    "one by one": {},
    "in strata": {"strata": "stratum", "population": POPULATION},
    "by caseworker": {"cluster": "caseworker"},
}


def people(table):
    head, *lines = (line.split() for line in table.strip().splitlines())
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    return pl.DataFrame([r for r in rows for _ in range(int(r["people"]))])


def test_the_error_follows_the_design(holds):
    for name, design in DESIGNS.items():
        found = estimate_share(people(TABLE), "satisfied", "yes", **design)
        assert holds({k: getattr(found, k) for k in EXPECTED[name]}, EXPECTED[name])
