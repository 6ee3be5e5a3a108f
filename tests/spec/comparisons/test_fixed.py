"""Own counts against a published figure that is taken as fixed: the figure's own uncertainty is not known, and the
words say so.

The test is the doubled one-sided binomial mid-p, the interval Wilson's moved by the figure. Two published figures are
told as "from … to …" and not tested at all. Source: Wilson (1927); mid-p: Lancaster (1961).
"""

import polars as pl

from genklang.estimation.compare import compare_fixed
from genklang.estimation.lattice import Domains
from genklang.estimation.published import compare_published_national, compare_published_previous
from genklang.tables.estimate import ESTIMATE_SCHEMA

TITLE = "A published figure"
TABLE = """
responses  contact
       90  easy
       10  hard
"""
EXPECTED = {
    "value": 90.0,
    "other_value": 82.0,
    "difference": 8.0,
    "low": 0.56,
    "high": 12.48,
    "p": 0.03,
    "rung": 2,
    "verdict": "fixed",
}
TWO_PUBLISHED_FIGURES = {"from": 83.0, "to": 90.0, "difference": 7.0, "p": None, "rung": None, "verdict": "untested"}


def published(*rows):
    fixed = {"item": "contact", "statistic": "share_positive", "source": "Kolada", "status": "published"}
    return pl.DataFrame([fixed | row for row in rows], schema=ESTIMATE_SCHEMA)


def test_own_counts_against_a_fixed_figure(survey, holds):
    benchmark = published({"round": "2022", "value": 82.0})
    found = compare_fixed(
        survey(TABLE), "share_positive", Domains(("round", "organisation")), benchmark, against="Kolada", label="Kolada"
    )
    assert found.height == 1
    assert holds(found.row(0, named=True), EXPECTED)


def test_two_published_figures_are_not_tested(holds):
    years = published(
        {"round": "2021", "organisation": "A", "value": 83.0}, {"round": "2022", "organisation": "A", "value": 90.0}
    )
    row = compare_published_previous(years).row(0, named=True)
    assert holds(row | {"from": row["other_value"], "to": row["value"]}, TWO_PUBLISHED_FIGURES)


def test_the_published_mean_leaves_the_own_figure_out():
    rows = [
        {"round": "2022", "organisation": o, "value": v, "answers": n}
        for o, v, n in (("A", 90.0, 10), ("B", 80.0, 30), ("C", 60.0, 10))
    ]
    mean = compare_published_national(published(*rows))
    pooled = compare_published_national(published(*rows), against="national_pooled")
    assert mean["other_value"].to_list() == [70.0, 75.0, 85.0]
    assert pooled["other_value"].to_list() == [75.0, 75.0, 82.5]


def test_a_figure_about_the_whole_questionnaire_has_no_item(survey):
    index = published({"round": "2022", "item": None, "statistic": "nki", "value": 52.9})
    counts = survey("responses satisfied expected\n 30 9 8\n 10 6 7")
    found = compare_fixed(counts, "nki", Domains(("round", "organisation")), index, against="others", label="others")
    assert found.select("item", "other_value", "rung").rows() == [("", 52.9, 1)]
