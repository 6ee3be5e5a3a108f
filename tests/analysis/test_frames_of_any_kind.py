"""Every name for analysts gives the same from Polars, pandas and PyArrow, with missing values as each kind has them."""

from collections.abc import Callable
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from genklang.analysis import (
    attack,
    decompose_change,
    estimate_mean,
    estimate_share,
    pls,
    post_stratify,
    protect_counts,
    rake,
    relative_weights,
)

KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "pandas": lambda frame: frame.to_pandas(),
    "pandas on arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "pyarrow": pl.DataFrame.to_arrow,
}
DRAWN = np.random.default_rng(7)
TREND = DRAWN.normal(size=90)
PEOPLE = pl.DataFrame(
    {
        "reply": [*("yes", "no", None) * 30],
        "mark": [*(1, 2, None, 4, 5, 3) * 15],
        "group": [*("a", "b") * 45],
        "case": np.repeat(np.arange(30), 3),
        "weight": [*(1.0, 2.0, 1.5) * 30],
        **{name: np.clip(np.rint(5.5 + 2 * TREND + DRAWN.normal(size=90)), 1, 10) for name in ("q1", "q2", "q3", "q4")},
    }
)
COUNTS = pl.DataFrame({"unit": ["A", "A", "B", "B"], "sex": ["K", "M", "K", "M"], "count": [20, 2, 31, 12]})
HIDDEN = pl.DataFrame({"unit": ["A", "B", None], "count": [20, None, 22], "status": ["", "c", ""]})
EARLIER = pl.DataFrame({"channel": ["web", "paper"], "k": [30, 45], "n": [40, 60]})
LATER = pl.DataFrame({"channel": ["web", "paper"], "k": [60, 20], "n": [70, 30]})
DESIGN = {"strata": "group", "cluster": "case", "weight": "weight"}


def read(frame: Any) -> list[dict[str, object]]:
    """Return a table's rows, whatever kind of frame it is."""
    return nw.from_native(frame).to_polars().to_dicts()


def split(of: Callable[[pl.DataFrame], Any]) -> list[object]:
    """Return the parts of a change, whole and by group."""
    parts = decompose_change(of(EARLIER), of(LATER), by="channel")
    return [parts.rate, parts.mix, read(parts.groups)]


WORK: dict[str, Callable[[Callable[[pl.DataFrame], Any]], Any]] = {
    "estimate_share": lambda of: estimate_share(of(PEOPLE), "reply", "yes", **DESIGN),
    "estimate_mean": lambda of: estimate_mean(of(PEOPLE), "mark", **DESIGN),
    "post_stratify": lambda of: post_stratify(of(PEOPLE), "group", {"a": 60, "b": 40}).tolist(),
    "rake": lambda of: rake(of(PEOPLE), {"group": {"a": 60, "b": 40}}).tolist(),
    "pls": lambda of: pls(of(PEOPLE), {"x": ["q1", "q2"], "y": ["q3", "q4"]}, [("x", "y")]),
    "relative_weights": lambda of: relative_weights(of(PEOPLE), "q4", ["q1", "q2", "q3"]).to_dicts(),
    "decompose_change": split,
    "protect_counts": lambda of: read(protect_counts(of(COUNTS), ["unit", "sex"])),
    "attack": lambda of: attack([of(HIDDEN)]),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
def test_the_kind_of_frame_changes_nothing(name, kind):
    assert WORK[name](KINDS[kind]) == WORK[name](lambda frame: frame)
