"""What varies together with the overall judgement, and how much of it belongs to each item: Johnson's **relative
weights** (2000), parts of the explained variance R² that add up to it, also where the items vary together among
themselves.

Two predictors that each correlate .5 with the outcome and r with each other share R² equally. Without correlation
among the predictors a weight is the squared correlation. Intervals are 95 %, by the delta method on the covariances
(covered in 91–95 of 100 samples of answers on four-step scales). The words are "varies together", never "causes".
"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genklang.analysis.drivers import relative_weights as weights_of_frame
from genklang.errors import Failure
from genklang.estimation.drivers import find_drivers, relative_weights
from genklang.estimation.moments import moments_of_rows

TITLE = "Relative weights"
TABLE = """
correlation with outcome  between predictors  weights        R²
.5  .5                    0                   .250  .250     .500
.5  .5                    .5                  .167  .167     .333
.6  .3                    0                   .360  .090     .450
.6  .3                    .5                  .315  .045     .360
"""
READ = [list(map(float, line.split())) for line in TABLE.strip().splitlines()[1:]]


def solve_two(first, second, between):
    """Return the weights from the closed form: with two predictors the square root of the correlations is known."""
    a, b = np.sqrt((1 + np.sqrt(1 - between**2)) / 2), np.sqrt((1 - np.sqrt(1 - between**2)) / 2)
    z = np.linalg.solve(np.array([[a, b], [b, a]]), [first, second])
    return a**2 * z[0] ** 2 + b**2 * z[1] ** 2, b**2 * z[0] ** 2 + a**2 * z[1] ** 2


@pytest.mark.parametrize("row", READ)
def test_two_predictors(row):
    first, second, between, *expected, explained = row
    matrix = np.array([[1, first, second], [first, 1, between], [second, between, 1]])
    found = relative_weights(matrix[None])[0]
    assert found == pytest.approx(expected, abs=5e-4)
    assert found == pytest.approx(solve_two(first, second, between))
    assert found.sum() == pytest.approx(explained, abs=5e-4)


def sample(n, seed=1):
    random = np.random.default_rng(seed)
    common = random.normal(size=(n, 1))
    x = np.clip(np.round(3.3 + 0.7 * common + 0.7 * random.normal(size=(n, 3))), 1, 4)
    y = np.clip(np.round(0.4 + 0.6 * x[:, 0] + 0.25 * x[:, 1] + 0.5 * random.normal(size=n)), 1, 4)
    return np.column_stack([y, x])


@settings(max_examples=50)
@given(st.integers(0, 10_000))
def test_the_weights_add_up_to_the_explained_variance(seed):
    answers = sample(80, seed)
    found = find_drivers(moments_of_rows(answers))
    if found is None:
        assert (np.std(answers, axis=0) == 0).any()
        return
    design = np.column_stack([np.ones(len(answers)), answers[:, 1:]])
    slopes, *_ = np.linalg.lstsq(design, answers[:, 0], rcond=None)
    residual = answers[:, 0] - design @ slopes
    assert found.explained == pytest.approx(1 - residual.var() / answers[:, 0].var(), abs=1e-9)
    assert found.effect == pytest.approx(slopes[1:], abs=1e-9)
    assert found.share.sum() == pytest.approx(100)
    assert ((found.share_low <= found.share + 1e-9) & (found.share <= found.share_high + 1e-9)).all()


def test_the_intervals_hold_the_truth_in_nearly_all_samples():
    truth = find_drivers(moments_of_rows(sample(1_000_000)))
    found = [find_drivers(moments_of_rows(sample(250, seed))) for seed in range(200)]
    held = np.mean([(d.share_low <= truth.share) & (truth.share <= d.share_high) for d in found])
    assert 0.89 < held < 0.98


def test_copies_share_their_weight():
    answers = sample(300)
    found = weights_of_frame(pl.DataFrame(answers[:, [0, 1, 1]], schema=["y", "a", "b"]), "y", ["a", "b"])
    assert found["share"].to_list() == pytest.approx([50, 50])


def test_blank_rows_are_left_out_and_the_rule_of_too_few_is_told():
    frame = pl.DataFrame(sample(80), schema=["y", "a", "b", "c"])
    blank = pl.DataFrame({"y": [4.0] * 40, "a": [None] * 40, "b": [1.0] * 40, "c": [1.0] * 40}, schema=frame.schema)
    alone, both = (weights_of_frame(f, "y", ["a", "b", "c"]) for f in (frame, pl.concat([frame, blank])))
    assert alone.equals(both)
    assert alone["is_enough"].to_list() == [True] * 3
    assert not weights_of_frame(frame.head(70), "y", ["a", "b", "c"])["is_enough"].any()


def test_too_few_clusters_for_the_predictors_are_named():
    frame = pl.DataFrame(sample(80), schema=["y", "a", "b", "c"]).with_columns(
        unit=pl.int_range(80) % 3, office=pl.lit("north"), w=pl.lit(0.5)
    )
    with pytest.raises(Failure, match="E159 y: 3 clusters in 1 strata are too few for the errors of 3 predictors"):
        weights_of_frame(frame, "y", ["a", "b", "c"], cluster="unit", strata="office")
    plain, weighted = (weights_of_frame(frame, "y", ["a", "b", "c"], weight=w) for w in (None, "w"))
    assert weighted["share"].to_list() == pytest.approx(plain["share"].to_list())
    width = (weighted["high"] - weighted["low"]) / (plain["high"] - plain["low"])
    assert width.is_between(0.6, 1.6).all()
    with pytest.raises(Failure, match="E201"):
        weights_of_frame(frame, "y", ["a", "b"], cluster="house")


@pytest.mark.parametrize(
    ("predictors", "code"),
    [(["a", "nothing"], "E156"), (["a", "words"], "E157"), (["a", "same"], "E158"), (["a"], "E158")],
)
def test_what_cannot_be_used_is_named(predictors, code):
    columns = {"words": ["x"] * 80, "same": [1.0] * 80}
    frame = pl.DataFrame(sample(80), schema=["y", "a", "b", "c"]).with_columns(
        pl.Series(n, v) for n, v in columns.items()
    )
    with pytest.raises(Failure, match=code):
        weights_of_frame(frame, "y", predictors)
