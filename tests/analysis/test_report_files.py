"""Reports as files: named apart, all in place or none; benchmarks that the user brings."""

from pathlib import Path

import pytest

from genklang.analysis import ReportRequest, import_answers, import_benchmarks, report, write_simulation
from genklang.analysis.place_files import place_files
from genklang.analysis.report_files import make_file_name, name_apart
from genklang.errors import Failure

PLAIN = ReportRequest(formats=("txt",))


@pytest.fixture(scope="module")
def store(ifo, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    made = write_simulation(ifo, folder / "a.csv", organisations=2, units=1, rounds=1, responses=160, seed=5)
    import_answers([made[0]], published=ifo, place=folder / "store", offered=made[1])
    return folder / "store"


@pytest.mark.parametrize(
    ("name", "made"),
    [("Norrby kommun", "norrby-kommun"), ("../x", "x"), ("..", "report"), ("مرحبا 2", "مرحبا-2"), ("A" * 99, "a" * 60)],
)
def test_a_file_name_holds_letters_and_digits_alone(name, made):
    assert make_file_name(name) == made


def test_names_that_would_be_alike_are_told_apart():
    made = name_apart(["A/B", "a b", "C", "X"], taken=["x"])
    assert made["C"] == "c"
    assert len({*made.values(), "x"}) == 5
    assert name_apart(["A/B", "a b"])["A/B"] == made["A/B"]


def test_all_reports_come_into_place_or_none(store, tmp_path):
    assert [p.suffix for p in report(store, tmp_path / "r", PLAIN)] == [".txt", ".txt"]
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked/söderlunda-kommun").write_text("mine")
    with pytest.raises(Failure, match="F002"):
        report(store, tmp_path / "blocked", PLAIN)
    assert [p.name for p in (tmp_path / "blocked").iterdir()] == ["söderlunda-kommun"]


def test_work_that_fails_leaves_no_folder(tmp_path):
    def make():
        yield Path("a/b.txt"), b"made"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place_files(make(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_brought_figures_are_a_benchmark_by_their_source(store, ifo, tmp_path):
    table = tmp_path / "b.csv"
    table.write_text("round,item,statistic,value,source\n2025,kontakt,share_positive,70.5,SKR 2025\n")
    assert import_benchmarks(table, store, ifo) == 1
    request = ReportRequest(organisation="Norrby kommun", formats=("html",), benchmarks=("SKR 2025",))
    assert "SKR 2025" in report(store, tmp_path / "r", request)[0].read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("round,item\n", "U101"),
        ("round,item,statistic,value,source\n", "A208"),
        ("round,item,statistic,value,source\n2025,kontakt,share_positive,170,riket\n", "U102"),
        ("round,item,statistic,value,source\n2025,kontakt,share_positive,many,riket\n", "U102"),
        ("round,item,statistic,value,source\n2025,nope,share_positive,70,riket\n", "U104"),
        ("round,item,statistic,value,source,answers\n2025,kontakt,share_positive,70,riket,few\n", "U109"),
    ],
)
def test_faulty_benchmarks_take_the_answers_down_with_them(ifo, tmp_path, text, code):
    (tmp_path / "b.csv").write_text(text)
    (tmp_path / "a.csv").write_text("organisation,kontakt\nA,1\n")
    with pytest.raises(Failure, match=code):
        import_answers(
            [tmp_path / "a.csv"], published=ifo, place=tmp_path / "s", benchmarks=tmp_path / "b.csv", round="2025"
        )
    assert not (tmp_path / "s").exists()


def test_the_same_file_twice_is_refused(ifo, tmp_path):
    (tmp_path / "a.csv").write_text("organisation,kontakt\nA,1\n")
    with pytest.raises(Failure, match="A209"):
        import_answers([tmp_path / "a.csv", tmp_path / "." / "a.csv"], published=ifo, place=tmp_path / "s")
