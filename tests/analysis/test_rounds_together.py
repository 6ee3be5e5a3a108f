"""All rounds together: printed where every round is, of comparable questions, and safe beside the rounds."""

from dataclasses import replace

import polars as pl
import pytest

from genklang.analysis import estimate, import_answers, write_simulation
from genklang.analysis.pooled import keep_comparable
from genklang.disclosure.attack import attack
from genklang.disclosure.policy import DEFAULT
from genklang.estimation.estimate import estimate as estimate_plainly
from genklang.estimation.lattice import Domains
from genklang.estimation.plan import plan_for
from genklang.estimation.sufficient import collect
from genklang.store.open import open_responses

BY = ("organisation", "unit", "target_group")
WANTED = {"statistics": ("share_positive", "answers", "response_rate"), "margins": True}


@pytest.fixture(scope="module")
def store(ifo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rounds")
    made = write_simulation(ifo, folder / "a.csv", organisations=1, units=3, rounds=2, responses=300, seed=5)
    import_answers([made[0]], published=ifo, place=folder / "store", offered=made[1])
    return folder / "store"


def test_rounds_that_are_printed_add_up_and_others_stay_withheld(store, ifo):
    together, each = estimate(store, by=BY, **WANTED), estimate(store, **WANTED)
    keys = [*BY, "gender", "item", "statistic"]
    sums = each.group_by(keys).agg(
        pl.col("numerator", "denominator").sum(), printed=(pl.col("status") == "").all(), rounds=pl.len()
    )
    both = together.join(sums, on=keys, nulls_equal=True, suffix=" of rounds").filter(pl.col("rounds") == 2)
    shown = both.filter(pl.col("status") == "", pl.col("statistic") != "answers")
    assert shown.height > 10
    assert (shown["numerator"] == shown["numerator of rounds"]).all()
    assert (shown["denominator"] == shown["denominator of rounds"]).all()
    assert both.filter(pl.col("status") == "")["printed"].all()
    withheld = together.filter(status="c")
    assert withheld.height > 10
    assert withheld.select("value", "numerator", "denominator", "answers", "low").null_count().row(0) == (
        (withheld.height,) * 5
    )
    totals = {total.code: total.groups for total in ifo.instrument.totals}
    assert attack([each, together], DEFAULT, totals=totals) == []


def test_questions_that_are_not_comparable_are_not_put_together(store, ifo):
    plan = plan_for(ifo)
    old = pl.when(pl.col("round") == pl.col("round").min()).then(pl.lit("0")).otherwise("version").alias("version")
    stats = collect(open_responses(store).with_columns(old), plan)
    figures = estimate_plainly(stats, ["share_positive", "answers"], Domains(("organisation",)))
    kept = keep_comparable(figures, stats)
    assert set(kept["item"]) < set(figures["item"])
    assert set(kept["statistic"]) >= {"answers"}
    same = replace(stats, cells=stats.cells.with_columns(version=pl.lit(ifo.instrument.version)))
    assert keep_comparable(figures, same).equals(figures)
