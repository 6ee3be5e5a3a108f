"""PLS path models of frames: what analysts bring, and what comes of models that cannot be."""

import numpy as np
import polars as pl
import pytest

from genklang.analysis import pls
from genklang.errors import Failure
from genklang.estimation.pls import SCHEMES, fit_paths, place_arrows

BLOCKS = {"staff": ["a1", "a2"], "access": ["b1", "b2"], "index": ["c1", "c2", "c3"]}
PATHS = [("staff", "index"), ("access", "index")]


def answers(size=120, **columns):
    rng = np.random.default_rng(3)
    common = rng.normal(size=size)
    items = [item for listed in BLOCKS.values() for item in listed]
    drawn = {i: np.clip(np.round(6 + 1.5 * common + rng.normal(size=size)), 1, 10).astype(np.int64) for i in items}
    return pl.DataFrame(drawn | columns)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_block_has_an_index_between_the_means_of_its_items(scheme):
    frame = answers()
    found = pls(frame, BLOCKS, PATHS, scheme)
    for name, items in BLOCKS.items():
        means = [(frame[i].mean() - 1) / 9 * 100 for i in items]
        assert min(means) <= found.index[name] <= max(means)
    assert set(found.r_squared) == {"index"}
    assert 0 < found.r_squared["index"] < 1
    assert found.problems == ()


def test_an_effect_is_in_points_of_the_indices():
    frame = answers()
    found = pls(frame, BLOCKS, PATHS)
    shares = {}
    for items in BLOCKS.values():
        raw = {i: found.outer_weights[i] / frame[i].std() for i in items}
        shares |= {i: w / sum(raw.values()) for i, w in raw.items()}
    index = {b: sum(shares[i] * (frame[i].to_numpy() - 1) / 9 * 100 for i in items) for b, items in BLOCKS.items()}
    slopes = np.linalg.lstsq(
        np.column_stack([np.ones(frame.height), index["staff"], index["access"]]), index["index"], rcond=None
    )[0]
    assert [found.effects[path] for path in PATHS] == pytest.approx(slopes[1:].tolist())


def test_rows_with_a_blank_or_no_opinion_are_left_out():
    frame = answers()
    no_view = frame.head(3).with_columns(a1=pl.lit(-1, pl.Int64))
    blank = frame.head(2).with_columns(b1=pl.lit(None, pl.Int64))
    gaps = pl.concat([frame, no_view, blank])
    assert pls(gaps, BLOCKS, PATHS) == pls(frame, BLOCKS, PATHS)
    assert pls(gaps.to_arrow(), BLOCKS, PATHS).answers == 120


def test_an_item_that_runs_against_its_block_is_named():
    frame = answers().with_columns(c3=11 - pl.col("c3"))
    found = pls(frame, BLOCKS, PATHS)
    assert [p.code for p in found.problems] == ["E236"]
    assert "c3" in found.problems[0].what
    assert found.index["index"] is None
    assert None not in (found.index["staff"], found.index["access"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scheme": "best"}, "E230"),
        ({"blocks": BLOCKS | {"empty": []}}, "E231 blocks: the model cannot be: empty"),
        ({"blocks": BLOCKS | {"index": ["a1", "c1"]}}, "E231 blocks: the model cannot be: a1"),
        ({"blocks": BLOCKS | {"more": ["a1"]}}, "E231"),
        ({"paths": [("staff", "nowhere"), *PATHS]}, "E231 paths: the model cannot be: there is no block nowhere"),
        ({"paths": PATHS[:1]}, "E231 paths: the model cannot be: no path leads to or from access"),
        ({"paths": [*PATHS, ("index", "staff")]}, "E231 paths: the model cannot be: they lead back"),
        ({"blocks": BLOCKS | {"index": ["c9"]}}, "E201"),
        ({"scale": (1, 5)}, "E235"),
    ],
)
def test_a_model_that_cannot_be_is_refused(change, code):
    with pytest.raises(Failure, match=code):
        pls(answers(), **({"blocks": BLOCKS, "paths": PATHS} | change))


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (answers().with_columns(c2=pl.lit(7)), "E232 c2"),
        (answers(6), "E233 frame: 6 rows have an answer to all 7 items"),
        (answers().with_columns(c2=pl.lit(None, pl.Int64)), "E233 frame: 0 rows"),
        (answers().with_columns(c2=pl.lit("good")), "E204 c2"),
        (answers().with_columns(b1="a1", b2="a2"), "E237"),
    ],
)
def test_answers_that_no_model_can_be_fitted_to_are_refused(frame, code):
    with pytest.raises(Failure, match=code):
        pls(frame, BLOCKS, PATHS)


def test_weights_that_never_settle_are_refused():
    """Two blocks without a correlation have no sign to go by."""
    member = np.array([[True, False], [True, False], [False, True], [False, True]])
    swing = np.array([[1, 0, 0.5, -0.5], [0, 1, -0.5, -0.5], [0.5, -0.5, 1, 0], [-0.5, -0.5, 0, 1]])
    with pytest.raises(Failure, match="E234"):
        fit_paths(swing, member, place_arrows("ab", [("a", "b")]), "centroid")
