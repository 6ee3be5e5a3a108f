"""Golden values from R's survey (`designs.R`): designs, domains, post-strata and raking on its published samples."""

import csv
from pathlib import Path

import polars as pl
import pytest

from genklang.analysis import estimate_mean, estimate_share, post_stratify, rake

HERE = Path(__file__).parent
GOLDEN = {
    row["name"]: float(row["value"])
    for row in csv.DictReader((HERE / "designs.csv").read_text(encoding="utf-8").splitlines())
}
SCHOOLS = pl.read_csv(HERE / "schools.csv", null_values="NA", infer_schema_length=None)
TYPES = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}
EXACT = 1e-8


def sample(name):
    return SCHOOLS.filter(pl.col("sample") == name)


DESIGNS = {
    "srs": {"population": 6194},
    "strat": {"strata": "stype", "weight": "pw", "population": TYPES},
    "clus1": {"cluster": "dnum", "weight": "pw", "population": 757},
    "clus2": {"cluster": "dnum", "weight": "pw"},
    "lonely": {"strata": "stype", "weight": "pw"},
}


@pytest.mark.parametrize("name", DESIGNS)
def test_a_mean_by_design(name):
    found = estimate_mean(sample(name), "api00", **DESIGNS[name])
    assert found.value == pytest.approx(GOLDEN[f"{name} api00 value"], rel=EXACT)
    assert found.standard_error == pytest.approx(GOLDEN[f"{name} api00 error"], rel=EXACT)
    assert found.design_effect == pytest.approx(GOLDEN[f"{name} api00 effect"], rel=EXACT)
    assert found.effective == pytest.approx(GOLDEN[f"{name} kish"], rel=EXACT)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_share_by_design(name):
    found = estimate_share(sample(name), "sch.wide", "Yes", **DESIGNS[name])
    assert found.value == pytest.approx(100 * GOLDEN[f"{name} sch.wide value"], rel=EXACT)
    assert found.standard_error == pytest.approx(100 * GOLDEN[f"{name} sch.wide error"], rel=EXACT)
    assert found.design_effect == pytest.approx(GOLDEN[f"{name} sch.wide effect"], rel=EXACT)


@pytest.mark.parametrize("name", ["srs", "strat", "clus1", "clus2"])
def test_a_domain_is_a_part_of_the_sample_and_not_a_sample_of_its_own(name):
    part = sample(name).with_columns(pl.when(pl.col("comp.imp") == "Yes").then("api00").alias("api00"))
    found = estimate_mean(part, "api00", **DESIGNS[name])
    assert found.value == pytest.approx(GOLDEN[f"{name} domain value"], rel=EXACT)
    assert found.standard_error == pytest.approx(GOLDEN[f"{name} domain error"], rel=EXACT)


@pytest.mark.parametrize(
    ("name", "margins"), [("poststrat", {"stype": TYPES}), ("raked", {"stype": TYPES, "sch.wide": WIDE})]
)
def test_weights_by_margins_and_their_error(name, margins):
    schools = sample("clus1")
    weights = post_stratify(schools, "stype", TYPES, "pw") if len(margins) == 1 else rake(schools, margins, "pw")
    weighed = schools.with_columns(weight=weights)
    for kind, wide, weight in weighed.select("stype", "sch.wide", "weight").unique().iter_rows():
        assert weight == pytest.approx(GOLDEN[f"{name} weight {kind}.{wide}"], rel=EXACT)
    for item in ("api00", "enroll"):
        design = {"cluster": "dnum", "population": 757, "weight": "weight", "margins": list(margins)}
        found = estimate_mean(weighed, item, **design, base_weight="pw")
        assert found.value == pytest.approx(GOLDEN[f"{name} {item} value"], rel=EXACT)
        assert found.standard_error == pytest.approx(GOLDEN[f"{name} {item} error"], rel=EXACT)


def test_raking_from_weights_that_differ():
    schools = sample("clus2").drop_nulls("enroll")
    weighed = schools.with_columns(weight=rake(schools, {"stype": TYPES, "sch.wide": WIDE}, "pw"))
    design = {"cluster": "dnum", "weight": "weight", "margins": ["stype", "sch.wide"], "base_weight": "pw"}
    found = estimate_mean(weighed, "api00", **design)
    assert found.value == pytest.approx(GOLDEN["raked unequal api00 value"], rel=EXACT)
    assert found.standard_error == pytest.approx(GOLDEN["raked unequal api00 error"], rel=EXACT)
