"""Golden values from R (`golden.R`, with the package survey): intervals, tests and linearised variances."""

import csv
from pathlib import Path

import polars as pl
import pytest

from genklang.estimation.designed import Design
from genklang.estimation.estimate import estimate_designed
from genklang.estimation.interval import hypergeometric, kish_size, wilson
from genklang.estimation.lattice import Domains, roll_up
from genklang.estimation.linear import Part, mean_of_items
from genklang.estimation.measure import DomainSums, share_variance
from genklang.estimation.plan import count_of, pair_names, plan_for
from genklang.estimation.sufficient import SufficientStatistics, collect
from genklang.estimation.test import benjamini_hochberg, binomial_mid_p, mid_p
from genklang.instrument.model import Category, Instrument, Item, PublishedInstrument
from genklang.tables.keys import STORE_KEYS, WEIGHT_ONE

HERE = Path(__file__).parent
GOLDEN = {
    row["name"]: float(row["value"])
    for row in csv.DictReader((HERE / "golden.csv").read_text(encoding="utf-8").splitlines())
}
YES, BASE = ["positive=1"], ["positive=1", "positive=0"]
TEN = tuple(Category(c, str(c), c) for c in range(1, 11))
ITEMS = (
    Item("positive", "single_choice", categories=(Category(1, "yes", positive=True), Category(0, "no"))),
    Item("satisfied", "index_scale", categories=TEN, index=True),
    Item("expected", "index_scale", categories=TEN, index=True),
)


def cube(*, weighted: bool) -> SufficientStatistics:
    plan = plan_for(PublishedInstrument(Instrument("golden", "1", "x", "own", "1", ITEMS, (), {}), "0" * 64))
    answers = pl.read_csv(HERE / "answers.csv", null_values="NA").with_row_index("place")
    weight = (pl.col("weight") * WEIGHT_ONE).cast(pl.Int64) if weighted else pl.lit(WEIGHT_ONE)
    own = {
        "stratum": pl.when(pl.col("place") < 35).then(pl.lit("north")).otherwise(pl.lit("south")),
        "unit": pl.format("u{}", pl.col("place") // 5),
    }
    keys = [own.get(k, pl.lit("same")).alias(k) for k in STORE_KEYS[:-1]]
    codes = [pl.col(i.code).cast(pl.Int16) for i in ITEMS]
    return collect(answers.select(*keys, weight.alias("weight_class"), *codes), plan)


def domain(*, weighted: bool) -> DomainSums:
    stats = cube(weighted=weighted)
    return DomainSums(roll_up(stats, [()]), stats.plan)


def numbers(name: str) -> list[int]:
    return [int(word) for word in name.split() if word.isdigit()]


@pytest.mark.parametrize("name", [n for n in GOLDEN if n.startswith("wilson")])
def test_wilson(name):
    low, high = wilson(*numbers(name))
    assert (low if "low" in name else high) == pytest.approx(GOLDEN[name], abs=1e-10)


@pytest.mark.parametrize("name", [n for n in GOLDEN if n.startswith("exact")])
def test_exact_hypergeometric(name):
    low, high = hypergeometric(*numbers(name))
    assert (low if "low" in name else high) == pytest.approx(GOLDEN[name], abs=1e-12)


@pytest.mark.parametrize("name", [n for n in GOLDEN if n.startswith("mid-p")])
def test_fisher_mid_p(name):
    k1, n1, k2, n2 = numbers(name)
    assert mid_p((k1, n1), (k2, n2)) == pytest.approx(GOLDEN[name], rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("name", [n for n in GOLDEN if n.startswith("binomial")])
def test_binomial_mid_p(name):
    k, n, percent = numbers(name)
    assert binomial_mid_p(k, n, percent / 100) == pytest.approx(GOLDEN[name], rel=1e-8)


def test_benjamini_hochberg():
    expected = [GOLDEN[f"BH {i}"] for i in range(1, 7)]
    assert benjamini_hochberg([0.001, 0.012, 0.04, 0.041, 0.3, 0.9]) == pytest.approx(expected)


def test_a_weighted_share_and_its_linearised_variance():
    sums = domain(weighted=True)
    assert sums.weight(*YES) / sums.weight(*BASE) == pytest.approx(GOLDEN["weighted share"])
    assert share_variance(sums, YES, BASE) == pytest.approx(GOLDEN["weighted share variance"])
    assert kish_size(sums.weight(*BASE), sums.square(*BASE)) == pytest.approx(GOLDEN["kish size"])


@pytest.mark.parametrize("kind", ["plain", "weighted"])
def test_the_mean_of_index_items_and_its_linearised_variance(kind):
    sums = domain(weighted=kind == "weighted")
    codes = ("satisfied", "expected")
    parts = [Part(code, {count_of(code, c): float(c) for c in range(1, 11)}) for code in codes]
    asked = [sums.count("responses") for _ in codes]
    found = mean_of_items(sums, parts, {(0, 1): pair_names(*codes, by_score=True)}, asked=asked)
    assert found.mean == pytest.approx(GOLDEN[f"{kind} index mean"])
    assert found.variance == pytest.approx(GOLDEN[f"{kind} index variance"])


SIZES = pl.DataFrame({"round": "same", "stratum": ["north", "south"], "population": [50, 400]})
DESIGNS = {
    "strata": Design(("stratum",)),
    "clusters": Design(("stratum",), ("unit",)),
    "part": Design(("stratum",), population=SIZES),
}


@pytest.mark.parametrize("kind", DESIGNS)
def test_the_index_and_a_category_from_the_cube_by_design(kind):
    found = estimate_designed(
        cube(weighted=kind != "part"), ["nki", "distribution"], Domains(("round",)), DESIGNS[kind]
    )
    index = found.filter(pl.col("statistic") == "nki").row(0, named=True)
    best = found.filter(item="satisfied", statistic="distribution:10").row(0, named=True)
    unit = 100 / 9
    assert index["value"] == pytest.approx(unit * (GOLDEN[f"{kind} drawn index mean"] - 1), rel=1e-8)
    assert index["standard_error"] ** 2 == pytest.approx(unit**2 * GOLDEN[f"{kind} drawn index variance"], rel=1e-8)
    assert best["value"] == pytest.approx(100 * GOLDEN[f"{kind} drawn best share"], rel=1e-8)
    assert best["standard_error"] ** 2 == pytest.approx(1e4 * GOLDEN[f"{kind} drawn best variance"], rel=1e-8)
