"""The 51,287 values that Kolada published for 2016–2022, with the entry errors that are really in them."""

from pathlib import Path

import polars as pl
import pytest

from genklang.exchange.kolada import PublishedFigures, read

FILE = Path(__file__).parents[3] / "shared" / "data" / "kolada_ifo_2016_2022.csv.gz"
NATIONAL = FILE.with_name("kolada_ifo_national.csv")

pytestmark = [
    pytest.mark.kolada,
    pytest.mark.skipif(not FILE.is_file(), reason=f"THE PUBLISHED VALUES ARE NOT HERE ({FILE}): not tested on them"),
]


@pytest.fixture(scope="module")
def kolada() -> PublishedFigures:
    return read(FILE)


def find(kolada, code, *words):
    return [f for f in kolada.flags if f.code == code and all(word in f"{f.where} {f.what}" for word in words)]


def test_every_value_is_read(kolada):
    assert kolada.figures.height == 51_287
    assert kolada.figures["organisation"].n_unique() > 200
    assert sorted(kolada.figures["round"].unique()) == [str(year) for year in range(2016, 2023)]


def test_the_known_faults_are_found_by_name(kolada):
    assert len(find(kolada, "A272", "Åmål", "2018", "U33901", "300")) == 1
    assert len(find(kolada, "A274", "U31902", "2016", "from 1 to 6", "78 values")) == 1
    assert len(find(kolada, "A273", "Ekerö", "2016", "U30900", "U30901", "45")) == 1
    assert {flag.code for flag in kolada.flags} == {"A272", "A273", "A274"}


def test_only_what_is_flagged_is_withheld(kolada):
    withheld = kolada.figures.filter(status="e")
    assert withheld["statistic"].unique().to_list() == ["response_rate"]
    assert withheld.height == 78 + len(find(kolada, "A272")) + len(find(kolada, "A273"))
    assert kolada.figures.filter(pl.col("value").is_null()).height == withheld.height


def test_most_shares_have_no_number_of_answers(kolada):
    """The house's figure: 4,115 of 6,633 shares of target groups by gender … lack n; counts are never made up."""
    shares = kolada.figures.filter(statistic="share_positive")
    assert (
        shares.filter(pl.col("gender").is_not_null())["answers"].null_count()
        == shares.filter(pl.col("gender").is_not_null()).height
    )
    assert shares["numerator"].null_count() == shares.height


@pytest.mark.skipif(not NATIONAL.is_file(), reason=f"THE NATIONAL FIGURES ARE NOT HERE ({NATIONAL})")
def test_the_national_means_are_the_means_of_what_was_read(kolada):
    groups = {"Totalt": "ifo", "EB": "ekonomiskt_bistand"}
    known = pl.read_csv(NATIONAL).filter(pl.col("target_group").is_in(list(groups)))
    wanted = known.with_columns(pl.col("target_group").replace(groups), pl.col("year").cast(pl.String).alias("round"))
    own = (
        kolada.figures.filter(statistic="share_positive", status="published")
        .filter(pl.col("gender").is_null())
        .group_by("target_group", "item", "round")
        .agg(pl.col("value").mean().round(2), pl.len())
    )
    both = wanted.join(own, on=["target_group", "item", "round"], how="left")
    assert both.height > 49
    assert (both["value"] - both["mean_of_municipalities"]).abs().max() < 0.011
    assert (both["len"] == both["municipalities"]).all()
