"""A Kolada-shaped table becomes published figures; what cannot be right is named and withheld."""

import gzip

import pytest

from genklang.errors import Failure
from genklang.exchange.kolada import read
from genklang.tables.estimate import ESTIMATE_SCHEMA

HEADER = "kpi,municipality_id,municipality,gender,period,value\n"


@pytest.fixture
def saved(tmp_path):
    def save(lines, header=HEADER):
        path = tmp_path / "kolada.csv"
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return save


def codes(found):
    return [flag.code for flag in found.flags]


def test_figures_are_estimates_without_counts_but_with_the_published_number_of_answers(saved):
    found = read(
        saved(
            [
                "U30447,0163,Sollentuna,T,2018,88.5",
                "U30447,0163,Sollentuna,K,2018,90.0",
                "U30901,0163,Sollentuna,T,2018,340",
                "U30900,0163,Sollentuna,T,2018,61.2",
                "U31500,0163,Sollentuna,T,2018,..",
            ]
        )
    )
    assert dict(found.figures.schema) == ESTIMATE_SCHEMA
    assert found.flags == ()
    assert found.figures.select(
        "round", "organisation", "unit", "target_group", "gender", "item", "statistic", "value", "answers"
    ).rows() == [
        ("2018", "Sollentuna", None, "ifo", None, "kontakt", "share_positive", 88.5, 340),
        ("2018", "Sollentuna", None, "ifo", "K", "kontakt", "share_positive", 90.0, None),
        ("2018", "Sollentuna", None, "ifo", None, "", "answers", 340.0, 340),
        ("2018", "Sollentuna", None, "ifo", None, "", "response_rate", 61.2, 340),
    ]
    assert found.figures.select("numerator", "denominator", "low", "high", "interval").unique().rows() == [(None,) * 5]
    assert found.figures.select("source", "status").unique().rows() == [("Kolada", "published")]


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (["U33901,1492,Åmål,T,2018,300"], "A272", "300 per cent"),
        (["U30900,0125,Ekerö,T,2016,45", "U30901,0125,Ekerö,T,2016,45"], "A273", "are both 45"),
        (["U30901,0125,Ekerö,T,2016,45.5"], "A275", "45.5, not a whole number"),
        (["U30901,0125,Ekerö,T,2016,-3"], "A275", "-3"),
        (["U30447,0125,Ekerö,T,2016,101"], "A276", "101, outside"),
        (["U30447,0125,Ekerö,T,2016,80", "U30447,0125,Ekerö,T,2016,90"], "A277", "(80, 90)"),
        ([f"U31902,{n},{n},T,2016,{n}" for n in (1, 2, 3, 4, 6)], "A274", "from 1 to 6 (5 values): a grade"),
        ([f"U30447,{n},{n},T,2016,0.{n}" for n in (5, 6, 7, 8, 9)], "A274", "a proportion"),
        (["U99999,0125,Ekerö,T,2016,80", "U30447,0125,Ekerö,T,2016,80"], "A271", "U99999"),
        (["U30447,0125,Ekerö,T,2016,many", "U30447,0125,Ekerö,T,2016,80"], "A278", "“many”"),
        (["U30447,0125,Ekerö,X,2016,70", "U30447,0125,Ekerö,T,2016,80"], "A278", "“X”"),
    ],
)
def test_a_fault_of_entry_is_found_and_named(saved, lines, code, said):
    found = read(saved(lines))
    assert codes(found) == [code]
    assert said in found.flags[0].what
    withheld = found.figures.filter(status="e")
    assert withheld["value"].null_count() == withheld.height
    assert (withheld.height > 0) == (code not in {"A271", "A278"})


def test_only_the_rate_is_withheld_where_rate_and_count_are_alike(saved):
    found = read(saved(["U30900,0125,Ekerö,T,2016,45", "U30901,0125,Ekerö,T,2016,45"]))
    assert found.figures.select("statistic", "value", "status").rows() == [
        ("response_rate", None, "e"),
        ("answers", 45.0, "published"),
    ]


def test_low_rates_one_by_one_are_believed(saved):
    assert codes(read(saved([f"U31902,{n},{n},T,2020,{v}" for n, v in enumerate((3.5, 3.8, 4, 6, 30))]))) == []


def test_a_figure_given_twice_alike_counts_once(saved):
    found = read(saved(["U30447,0125,Ekerö,T,2016,80"] * 2))
    assert (found.figures.height, found.flags) == (1, ())


def test_without_names_the_number_stands_for_the_municipality(saved):
    found = read(saved(["U30447;0125;T;2016;80,5"], header="KPI;municipality_id;gender;period;value\n"))
    assert found.figures.select("organisation", "value").rows() == [("0125", 80.5)]


def test_what_is_no_kolada_table_is_said_to_be_none(saved, tmp_path):
    with pytest.raises(Failure) as failure:
        read(saved(["1,2"], header="kpi,value\n"))
    assert [p.what.split("“")[1] for p in failure.value.problems] == [
        "gender” is missing.",
        "period” is missing.",
        "municipality_id” is missing.",
    ]
    with pytest.raises(Failure, match="A208"):
        read(saved([]))
    with pytest.raises(Failure, match="F001"):
        read(tmp_path / "none.csv")


def test_a_packed_file_is_unpacked_with_a_limit(saved, tmp_path, monkeypatch):
    packed = tmp_path / "kolada.csv.gz"
    packed.write_bytes(gzip.compress(saved(["U30447,0125,Ekerö,T,2016,80"]).read_bytes()))
    assert read(packed).figures.height == 1
    packed.write_bytes(gzip.compress(b"x" * 1000)[:-20])
    with pytest.raises(Failure, match="A279"):
        read(packed)
    monkeypatch.setattr("genklang.exchange.kolada.MAX_UNPACKED", 1 << 20)
    packed.write_bytes(gzip.compress(HEADER.encode() + b"x" * (64 << 20)))
    with pytest.raises(Failure, match="A279"):
        read(packed)
