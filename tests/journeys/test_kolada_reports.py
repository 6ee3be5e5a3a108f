"""The published values of the national survey, 2016–2022: a report for every municipality and year, and the facts.

Reads the file beside the checkout; where it is missing these tests are skipped, loudly.
"""

import tomllib
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from journey import must_succeed, read_html, run_genklang

from genklang.analysis import import_kolada
from genklang.tables.estimate import Status

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FILE = DATA / "kolada_ifo_2016_2022.csv.gz"
BENCHMARKS = files("genklang") / "content" / "benchmarks"
YEARS = [str(year) for year in range(2016, 2023)]
ITEMS = ("kontakt", "information", "forstaelse", "inflytande", "paverka", "helhetssyn", "forbattrad")

pytestmark = [
    pytest.mark.kolada,
    pytest.mark.skipif(not FILE.is_file(), reason=f"*** NO KOLADA FILE at {FILE}: published values are NOT tested ***"),
]


@pytest.fixture(scope="session")
def raw() -> pl.DataFrame:
    """Return the file with group and item (or answers, response_rate) beside each KPI."""
    groups = tomllib.loads((BENCHMARKS / "kolada.toml").read_text(encoding="utf-8"))["groups"]
    names = {kpi: (group, item) for group, held in groups.items() for item, kpi in held["items"].items()}
    names |= {held[key]: (group, key) for group, held in groups.items() for key in ("answers", "response_rate")}
    known = pl.DataFrame([(k, *v) for k, v in names.items()], schema=["kpi", "target_group", "item"], orient="row")
    values = pl.read_csv(FILE, schema_overrides={"municipality_id": pl.String, "period": pl.String})
    return values.join(known, on="kpi", how="inner")


@pytest.fixture(scope="session")
def everybody(raw) -> pl.DataFrame:
    return raw.filter(pl.col("gender") == "T")


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("kolada") / "store"
    done = run_genklang("kolada", FILE, "--store", place)
    must_succeed(done)
    assert "Åmål 2018" in done.stdout
    return place


@pytest.fixture(scope="session")
def read():
    return import_kolada(FILE)


def test_every_value_is_read(read, raw):
    assert raw.height == 51_287
    assert read.figures.height == 51_287
    assert read.figures["numerator"].null_count() == read.figures.height
    assert read.figures["denominator"].null_count() == read.figures.height


def test_known_entry_errors_are_named(read):
    """A rate of 300 per cent, a rate column holding 1–6, and a rate that is the count typed twice."""
    found = {flag.code: str(flag) for flag in read.flags}
    assert "Åmål 2018" in found["A272"]
    assert "300" in found["A272"]
    assert "1 to 6" in found["A274"]
    assert "2016" in found["A274"]
    assert any(flag.code == "A273" and "Ekerö 2016" in flag.where and "45" in flag.what for flag in read.flags)


def test_faulty_values_are_withheld(read):
    faulty = read.figures.filter(pl.col("status") == Status.ENTRY_ERROR.value)
    assert faulty["value"].null_count() == faulty.height
    amal = {"organisation": "Åmål", "round": "2018", "target_group": "ungdomar", "statistic": "response_rate"}
    assert faulty.filter(**amal).height == 1
    grades = {"round": "2016", "target_group": "ekonomiskt_bistand", "statistic": "response_rate"}
    assert faulty.filter(**grades).height == 78
    assert read.figures.filter(statistic="response_rate")["value"].max() <= 100


@pytest.mark.parametrize("year", YEARS)
def test_a_report_for_every_municipality(year, store, tmp_path, everybody):
    """All municipalities of a year in one batch; each page names its municipality and its year."""
    must_succeed(run_genklang("report", "--store", store, "--out", tmp_path, "--round", year, "--format", "html"))
    expected = everybody.filter(pl.col("period") == year)["municipality"].n_unique()
    written = sorted(tmp_path.rglob("*.html"))
    assert len(written) >= expected > 65
    for page in written[::20]:
        assert year in read_html(page)


@pytest.mark.parametrize(
    ("municipality", "year", "passages"),
    [
        ("Sollentuna", "2018", ("90 procent av dem som tagit ställning", "328 svar", "från 86 procent 2017")),
        ("Köping", "2020", ("93 procent av dem som tagit ställning", "93 svar")),
    ],
)
def test_a_report_of_published_values(municipality, year, passages, store, tmp_path):
    """Trend and both national averages; a difference between published values is said to be untested."""
    chosen = ["--organisation", municipality, "--round", year, "--format", "html,pdf,txt"]
    must_succeed(run_genklang("report", "--store", store, "--out", tmp_path, *chosen))
    text = read_html(next(tmp_path.rglob("*.html")))
    for passage in (*passages, "inte prövad", "ovägt", "alla svar", "Kolada"):
        assert passage in text
    for word in ("har ökat", "har minskat", "högre än"):
        assert word not in next(tmp_path.rglob("*.txt")).read_text(encoding="utf-8")


def test_national_averages(everybody):
    """Both averages, over all municipalities with a value, are those of the shipped table."""
    shipped = pl.read_csv((BENCHMARKS / "kolada_ifo_national.csv").read_bytes(), schema_overrides={"year": pl.String})
    shares = everybody.filter(pl.col("item").is_in(ITEMS))
    counts = everybody.filter(pl.col("item") == "answers")
    same = ["municipality_id", "target_group", "period"]
    weighed = shares.join(counts.select(*same, pl.col("value").alias("answers")), on=same, how="left")
    both = weighed.filter(pl.col("answers").is_not_null())
    mean = shares.group_by("target_group", "item", "period").agg(mean=pl.col("value").mean(), n=pl.len())
    pooled = both.group_by("target_group", "item", "period").agg(
        pooled=(pl.col("value") * pl.col("answers")).sum() / pl.col("answers").sum()
    )
    found = mean.join(pooled, on=["target_group", "item", "period"], how="left")
    met = shipped.join(found, left_on=["target_group", "item", "year"], right_on=["target_group", "item", "period"])
    assert met.height == shipped.height
    assert (met["n"] == met["municipalities"]).all()
    assert (met["mean"] - met["mean_of_municipalities"]).abs().max() < 0.0051
    assert (met["pooled"] - met["pooled_mean"]).abs().max() < 0.0051


def test_national_means_of_2022(everybody):
    means = everybody.filter(pl.col("target_group") == "ifo", pl.col("period") == "2022").group_by("item")
    found = dict(means.agg(pl.col("value").mean().round(1)).rows())
    assert [found[i] for i in ITEMS] == [88.8, 90.4, 85.8, 86.8, 71.2, 86.1, 75.9]


def _medians(everybody: pl.DataFrame, item: str, group: str) -> list[float]:
    chosen = everybody.filter(pl.col("item") == item, pl.col("target_group") == group)
    return chosen.group_by("period").agg(pl.col("value").median()).sort("period")["value"].to_list()


def test_median_response_rates(everybody):
    """The pandemic and a new digital tool together: 56 to 26 per cent."""
    assert [round(v) for v in _medians(everybody, "response_rate", "ifo")] == [60, 66, 58, 56, 26, 43, 45]


@pytest.mark.parametrize(
    ("group", "low", "high"),
    [
        ("ifo", 43.5, 110),
        ("ekonomiskt_bistand", 21, 47.5),
        ("ungdomar", 9, 15.5),
        ("vardnadshavare", 14.5, 26.5),
        ("skadligt_bruk", 13, 22),
    ],
)
def test_median_answers(everybody, group, low, high):
    medians = _medians(everybody, "answers", group)
    assert (min(medians), max(medians)) == (low, high)


def test_answers_and_municipalities_of_2021_and_2022(everybody):
    answers = everybody.filter(pl.col("item") == "answers", pl.col("target_group") == "ifo")
    totals = dict(answers.group_by("period").agg(pl.col("value").sum()).rows())
    assert totals["2021"] == 8223
    helhet = everybody.filter(pl.col("item") == "helhetssyn", pl.col("target_group") == "ifo")
    assert helhet.filter(pl.col("period") == "2022").height == 125


def _pair_years(everybody: pl.DataFrame, group: str, item: str) -> pl.DataFrame:
    """Return consecutive years of one municipality with at least ten answers in both."""
    chosen = everybody.filter(pl.col("target_group") == group)
    wide = chosen.filter(pl.col("item").is_in([item, "answers"])).pivot(
        on="item", index=["municipality_id", "period"], values="value"
    )
    both = wide.drop_nulls().filter(pl.col("answers") >= 10).with_columns(pl.col("period").cast(pl.Int64))
    later = both.select("municipality_id", pl.col("period") - 1, share=item, n="answers")
    return both.join(later, on=["municipality_id", "period"]).rename({item: "before", "answers": "m"})


def test_changes_from_year_to_year(everybody):
    """Median change 4–13 points; 2–27 per cent of the changes are significant at 95 per cent.

    The pairs and medians are those of the shipped table exactly. The share of significant changes depends on how a
    share of 0 or 100 per cent is given a variance; with both held within 1–99 per cent it agrees within a point.
    """
    shipped = pl.read_csv((BENCHMARKS / "variance_components.csv").read_bytes())
    rates = []
    for row in shipped.iter_rows(named=True):
        pairs = _pair_years(everybody, row["target_group"], row["item"])
        change = (pairs["share"] - pairs["before"]).abs()
        assert pairs.height == row["pairs_of_years"]
        assert change.median() == pytest.approx(row["median_absolute_change"], abs=1e-3)
        p, q = ((pairs[name] / 100).clip(0.01, 0.99) for name in ("share", "before"))
        error = (p * (1 - p) / pairs["n"] + q * (1 - q) / pairs["m"]).sqrt()
        rates.append(100 * (change / 100 > 1.96 * error).mean())
        assert rates[-1] == pytest.approx(row["significant_changes"], abs=1.1)
    assert (round(min(rates)), round(max(rates))) == (2, 27)
    assert (round(shipped["median_absolute_change"].min()), round(shipped["median_absolute_change"].max())) == (4, 13)


def test_koping_in_kolada(everybody):
    """The page's 83 and 90 per cent are there; “the nation 82” is neither of the two averages."""
    koping = everybody.filter(
        pl.col("municipality") == "Köping", target_group="ekonomiskt_bistand", item="kontakt"
    ).select("period", pl.col("value").round(0))
    found = dict(koping.rows())
    assert (found["2019"], found["2020"]) == (83, 90)
    national = pl.read_csv((BENCHMARKS / "kolada_ifo_national.csv").read_bytes()).filter(
        target_group="ekonomiskt_bistand", item="kontakt", year=2020
    )
    averages = national.select("mean_of_municipalities", "pooled_mean").row(0)
    assert [round(a, 1) for a in averages] == [85.6, 84.1]


def test_skr_pools_respondents(everybody):
    """SKR's printed 91 per cent for substance abuse in 2018 agrees with pooling (91.0), not with the mean (89.8)."""
    national = pl.read_csv((BENCHMARKS / "kolada_ifo_national.csv").read_bytes()).filter(
        target_group="skadligt_bruk", item="helhetssyn", year=2018
    )
    assert [round(a, 1) for a in national.select("pooled_mean", "mean_of_municipalities").row(0)] == [91.0, 89.8]
