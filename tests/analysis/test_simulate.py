"""Simulated answers: the same for a seed, as true as they say, and fit to be imported for every questionnaire."""

import polars as pl
import pytest

from genklang.analysis.import_answers import import_answers
from genklang.analysis.simulate import simulate, write_simulation
from genklang.analysis.simulate_design import name_organisations, name_unit
from genklang.errors import Failure
from genklang.instrument.shelf import find_instrument, shipped
from genklang.store.open import open_responses, read_offered


@pytest.mark.parametrize(("name", "version"), shipped(), ids=lambda v: v)
def test_every_shipped_questionnaire_can_be_simulated_and_imported(tmp_path, name, version):
    published = find_instrument(f"{name}/{version}")
    paths = write_simulation(published, tmp_path / "a.csv", responses=3000, organisations=3)
    assert [p.name for p in paths] == ["a.csv", "a.offered.csv", "a.truth.csv"]
    summary = import_answers(paths[:1], published=published, place=tmp_path / "store", offered=paths[1])
    assert summary.responses == 3000
    assert not [w for w in summary.warnings if w.code == "A254"]
    held = open_responses(tmp_path / "store").collect()
    for item in published.instrument.items:
        if item.asked_if and item.code in held.columns:
            boxes = [f"{item.asked_if.item}:{code}" for code in item.asked_if.codes]
            not_led = ~pl.any_horizontal(pl.col(boxes).fill_null(value=False))
            assert held.filter(not_led)[item.code].unique().to_list() == [-2]
    assert read_offered(tmp_path / "store")["offered"].sum() > 3000


def test_a_seed_says_everything(ifo, tmp_path):
    files = {}
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        paths = write_simulation(ifo, tmp_path / f"{name}.csv", responses=2000, seed=seed)
        files[name] = [p.read_bytes() for p in paths]
    assert files["a"] == files["b"]
    assert files["a"][0] != files["c"][0]


def test_answers_are_as_many_and_as_true_as_they_say(ifo):
    made = simulate(ifo, organisations=5, units=3, rounds=2, responses=250_000, seed=3)
    answers = pl.concat(list(made.frames))
    assert answers.height == 250_000
    assert answers.select("round", "organisation", "unit").n_unique() == 30
    truth = made.truth.filter(pl.col("unit").is_null() & pl.col("target_group").is_not_null(), item="kontakt")
    valid = answers.filter(pl.col("kontakt") > 0)
    own = valid.group_by("round", "organisation", "target_group").agg(
        (pl.col("kontakt") <= 2).mean().alias("share"), pl.len().alias("n")
    )
    both = truth.join(own, on=["round", "organisation", "target_group"])
    p = pl.col("share_positive") / 100
    z = both.select(((pl.col("share") - p) / (p * (1 - p) / pl.col("n")).sqrt()).alias("z"))["z"]
    assert both.height == 40
    assert z.abs().max() < 4.5
    assert 0.6 < z.std() < 1.4


def test_levels_and_spread_are_those_of_the_national_survey(ifo):
    made = simulate(ifo, organisations=300, units=1, rounds=1, responses=300_000, seed=1)
    truth = made.truth.filter(pl.col("target_group") == "ekonomiskt_bistand", pl.col("unit").is_null())
    figures = {row[0]: row[1:] for row in truth.group_by("item").agg(
        pl.col("share_positive").mean(), pl.col("share_positive").std().alias("sd")
    ).iter_rows()}  # fmt: skip
    assert figures["paverka"][0] == pytest.approx(66.3, abs=2.5)
    assert figures["information"][0] == pytest.approx(87.6, abs=2.0)
    assert figures["paverka"][1] == pytest.approx(11.4, abs=3.5)


def test_a_persons_answers_hang_together(ifo):
    answers = pl.concat(list(simulate(ifo, responses=20_000).frames))
    both = answers.filter(pl.col("kontakt") > 0, pl.col("helhetssyn") > 0)
    assert 0.15 < both.select(pl.corr("kontakt", "helhetssyn", method="spearman")).item() < 0.5


def test_paper_gives_way_to_the_web(ifo):
    answers = pl.concat(list(simulate(ifo, responses=9000, rounds=3).frames))
    paper = answers.group_by("round").agg((pl.col("channel") == "paper").mean()).sort("round")["channel"]
    assert paper.is_sorted(descending=True)
    assert paper[0] > 0.8
    assert paper[2] < 0.3


def test_a_file_that_cannot_be_written_leaves_nothing(ifo, tmp_path):
    with pytest.raises(Failure, match="F006"):
        write_simulation(ifo, tmp_path / "nowhere" / "a.csv", responses=10)
    assert list(tmp_path.iterdir()) == []


def test_names_are_all_different(ifo):
    assert len(set(name_organisations(ifo.instrument, 700))) == 700
    assert [name_unit(n) for n in (0, 25, 26, 701, 702)] == [
        "Enhet A", "Enhet Z", "Enhet AA", "Enhet ZZ", "Enhet AAA",
    ]  # fmt: skip
