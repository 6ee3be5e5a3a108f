"""Weights that make the sample add up to what is known of the population.

**Post-stratification** (Holt and Smith 1979): within each stratum, the population's number over the sample's. With the
offered as the population these are **non-response weights**: each class of those who answered stands for all who were
offered. **Raking** (Deming and Stephan 1940) meets several margins, one after the other, until none misses its number.
Where they cannot be met together, or nobody stands for a category, there are no weights, and it is said why.

Where an estimate is told the margins (`margins`), its error is that of what they leave unexplained. **Kish's effective
number of answers**, (Σw)² / Σw², says what the weights cost.
"""

import polars as pl

from genklang.analysis import estimate_share, post_stratify, rake

TITLE = "Weights to margins"
TABLE = """
people  gender  age    satisfied
     4  K       young  yes
     2  K       old    no
     1  M       young  no
     3  M       old    yes
"""
POPULATION = {"K": 50, "M": 50}
AGES = {"young": 30, "old": 70}
EXPECTED_WEIGHTS = {
    "post-stratified": {"K young": 8.33, "K old": 8.33, "M young": 12.5, "M old": 12.5},
    "raked": {"K young": 5.89, "K old": 13.23, "M young": 6.46, "M old": 14.51},
}
EXPECTED = {"value": 70.83, "standard_error": 15.27, "answers": 10, "effective": 9.6}


def people():
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    return pl.DataFrame([r for r in rows for _ in range(int(r["people"]))])


def test_each_row_is_given_a_weight():
    frame = people()
    made = {
        "post-stratified": post_stratify(frame, "gender", POPULATION),
        "raked": rake(frame, {"gender": POPULATION, "age": AGES}),
    }
    for name, weights in made.items():
        kinds = frame["gender"] + " " + frame["age"]
        assert {k: round(float(w), 2) for k, w in zip(kinds, weights, strict=True)} == EXPECTED_WEIGHTS[name]


def test_the_estimate_knows_the_margins(holds):
    frame = people().with_columns(weight=post_stratify(people(), "gender", POPULATION))
    found = estimate_share(frame, "satisfied", "yes", weight="weight", margins=["gender"])
    assert holds({k: getattr(found, k) for k in EXPECTED}, EXPECTED)
