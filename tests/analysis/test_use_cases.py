"""The use cases as a notebook calls them: counting, estimating, describing."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from genklang.analysis import (
    count,
    describe_change,
    describe_difference,
    estimate,
    import_answers,
    import_kolada,
    read_frame,
    write_simulation,
    write_table,
)
from genklang.errors import Failure
from genklang.tables.estimate import ESTIMATE_SCHEMA


@pytest.fixture(scope="module")
def store(ifo, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("use-cases")
    made = write_simulation(ifo, folder / "a.csv", organisations=2, units=2, rounds=1, responses=200, seed=5)
    import_answers([made[0]], published=ifo, place=folder / "store", offered=made[1])
    return folder / "store"


@pytest.fixture(scope="module")
def published_only(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    (folder / "k.csv").write_text("kpi,municipality_id,municipality,gender,period,value\nU30447,0163,Täby,T,2018,88\n")
    import_kolada(folder / "k.csv", folder / "store")
    return folder / "store"


def test_cells_add_up_to_the_responses(store):
    assert count(store).cells["responses"].sum() == 200


def test_a_store_without_answers_has_nothing_to_count(published_only):
    for work in (count, estimate):
        with pytest.raises(Failure, match="U111"):
            work(published_only)


def test_without_statistics_each_item_has_what_suits_it(store):
    figures = estimate(store, by=("round", "organisation"), protected=False)
    assert dict(figures.schema) == ESTIMATE_SCHEMA
    assert set(figures["statistic"]) == {"share_positive", "answers", "response_rate"}
    assert figures.height == 2 * (7 + 2)


def test_margins_hold_the_sums_and_the_declared_total(store):
    figures = estimate(store, by=("round", "target_group"), statistics=["answers"], margins=True, protected=False)
    answers = dict(figures.select("target_group", "value").iter_rows())
    assert (
        answers[None] == answers["ifo"] == sum(v for group, v in answers.items() if group not in {None, "ifo"}) == 200
    )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": ("unit",)}, "E102"),
        ({"by": ("town",)}, "E102"),
        ({"statistics": ("mode",)}, "E103"),
        ({"policy": Path("nowhere.toml")}, "F001"),
    ],
)
def test_a_wrong_name_is_told_before_anything_is_read(asked, code):
    with pytest.raises(Failure, match=code):
        estimate(Path("nowhere"), **asked)


def test_a_statistic_that_no_item_has_is_told(store):
    with pytest.raises(Failure, match="E107 response_rate"):
        estimate(store, by=("gender",), statistics=("response_rate",))
    with pytest.raises(Failure, match=r"E106 nki: .*skr-ifo"):
        estimate(store, statistics=("nki",))
    assert estimate(store, by=("round",), statistics=("nki", "answers"), protected=False).height == 1


def test_a_frame_takes_the_place_of_the_offered(store, tmp_path):
    name = count(store).cells["organisation"][0]
    (tmp_path / "frame.csv").write_text(f"round,organisation,offered\n2025,{name},5000\n", encoding="utf-8")
    frame = read_frame(tmp_path / "frame.csv", store)
    rates = estimate(store, by=("round", "organisation"), statistics=["response_rate"], frame=frame, protected=False)
    own = rates.filter(pl.col("organisation") == name).row(0, named=True)
    assert (own["numerator"], own["denominator"]) == (count_answers(store, name), 5000)
    by_unit = ("round", "organisation", "unit")
    assert estimate(store, by=by_unit, frame=frame, protected=False).filter(pl.col("unit") == "unknown").is_empty()


def count_answers(store: Path, name: str) -> int:
    """Return the responses of an organisation."""
    return int(count(store).cells.filter(pl.col("organisation") == name)["responses"].sum())


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".CSV"])
def test_a_table_takes_its_place_whole(store, tmp_path, ending):
    write_table(estimate(store, by=("round",), protected=False), tmp_path / f"o{ending}")
    assert [p.name for p in tmp_path.iterdir()] == [f"o{ending}"]


def test_counts_may_be_given_in_order_and_plain_values_come_back():
    told = describe_change((83, 100), (90, 100), "en")
    assert told == describe_change(before=(83, 100), after=(90, 100), language="en")
    assert told == (3, "seems to have risen, but the difference may be due to chance")
    numbers = describe_difference((np.int64(90), np.int64(100)), [700, 1000], "da")
    assert [type(part) for part in (*told, *numbers)] == [int, str, int, str]
