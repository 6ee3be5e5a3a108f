"""Golden values of a PLS path model (`pls.R`, from scores): weights, loadings, paths, R², indices, effects."""

import csv
from pathlib import Path

import polars as pl
import pytest

from genklang.analysis import pls

HERE = Path(__file__).parent
GOLDEN = {
    row["name"]: float(row["value"])
    for row in csv.DictReader((HERE / "pls.csv").read_text(encoding="utf-8").splitlines())
}
ANSWERS = pl.read_csv(HERE / "pls_answers.csv")
SIZES = {"image": 5, "expected": 3, "quality": 7, "value": 2, "satisfied": 3, "complaints": 1, "loyal": 3}
BLOCKS = {name: [f"{name}{i + 1}" for i in range(size)] for name, size in SIZES.items()}
PATHS = [
    *(("image", b) for b in ("expected", "satisfied", "loyal")),
    *(("expected", b) for b in ("quality", "value", "satisfied")),
    *((a, "satisfied") for a in ("quality", "value")),
    ("quality", "value"),
    ("satisfied", "complaints"),
    ("satisfied", "loyal"),
    ("complaints", "loyal"),
]


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_a_model_by_every_scheme(scheme):
    found = pls(ANSWERS, BLOCKS, PATHS, scheme)
    told = {f"{scheme} weight {item}": value for item, value in found.outer_weights.items()}
    told |= {f"{scheme} loading {item}": value for item, value in found.loadings.items()}
    told |= {f"{scheme} path {a} {b}": value for (a, b), value in found.paths.items()}
    told |= {f"{scheme} r2 {block}": value for block, value in found.r_squared.items()}
    told |= {f"{scheme} index {block}": value for block, value in found.index.items()}
    told |= {f"{scheme} effect image loyal": found.effects["image", "loyal"]}
    assert told == pytest.approx({k: v for k, v in GOLDEN.items() if k.startswith(scheme)}, rel=1e-8, abs=1e-9)
    assert found.answers == 250
