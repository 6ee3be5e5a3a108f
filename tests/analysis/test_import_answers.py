"""Files of answers into a store: labels or codes, row-level problems, all or nothing."""

import subprocess
import sys
from random import Random

import polars as pl
import pytest
import xlsxwriter

from genklang.analysis.import_answers import import_answers
from genklang.errors import Failure
from genklang.store.open import open_responses, read_offered, read_rounds

ANSWERS = """round;organisation;unit;target_group;gender;language;kontakt;inflytande;forbattrad
2024;Norrby kommun;A;Ekonomiskt bistånd;Kvinna;sv;Mycket lätt;Ja;Förbättrats mycket
2024;Norrby kommun;A;ungdomar;M;en;3;2;Vet inte/ingen åsikt
2024;Norrby kommun;B;;;;;;
"""
OFFERED = """organisation;unit;target_group;channel;day;offered
Norrby kommun;A;Ekonomiskt bistånd;Papper;2024-10-01;1 200
Norrby kommun;A;Ekonomiskt bistånd;;2024-10-02;30
Norrby kommun;B;ungdomar;;;40
Norrby kommun;A;ungdomar;;;0
"""


@pytest.fixture
def saved(tmp_path):
    def save(text, name="höst 2024.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return save


@pytest.fixture
def take(ifo, tmp_path):
    def import_into_store(*files, **options):
        return import_answers(files, published=ifo, place=tmp_path / "store", **options)

    return import_into_store


def problems_of(failure):
    return [(p.code, p.where.split("/")[-1]) for p in failure.value.problems]


def test_labels_and_codes_are_the_same_answers(saved, take, tmp_path):
    summary = take(saved(ANSWERS, encoding="cp1252"))
    assert (summary.responses, summary.rounds, summary.comments) == (3, ("2024",), 0)
    rows = open_responses(tmp_path / "store").select(
        "unit", "target_group", "gender", "kontakt", "inflytande", "forbattrad", "information"
    )
    assert sorted(rows.collect().rows(), key=str) == [
        ("A", "ekonomiskt_bistand", "K", 1, 1, 1, -2),
        ("A", "ungdomar", "M", 3, 2, -1, -2),
        ("B", "unknown", "X", None, None, None, -2),
    ]
    assert [(w.code, "information" in w.what) for w in summary.warnings] == [("A224", True)]


def test_a_workbook_is_read_like_a_text_file(take, tmp_path):
    path = tmp_path / "2024.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(ANSWERS.splitlines()):
            sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    assert take(path).responses == 3


def test_the_round_is_the_files_name_where_nothing_else_says_it(saved, take):
    text = "organisation,kontakt\nNorrby,1\n"
    assert take(saved(text)).rounds == ("höst 2024",)
    assert take(saved(text), round="2025").rounds == ("2025",)


def test_faults_name_row_column_value_and_remedy(saved, take, tmp_path):
    text = ANSWERS.replace(";3;2;", ";Mycket lat;9;").replace("M;en", "Q;en") + ";Norrby kommun;A;;;;1;;\n"
    with pytest.raises(Failure) as failure:
        take(saved(text))
    assert problems_of(failure) == [
        ("A111", "höst 2024.csv row 3, column “gender”"),
        ("A101", "höst 2024.csv row 3, column “kontakt”"),
        ("A101", "höst 2024.csv row 3, column “inflytande”"),
        ("A230", "höst 2024.csv row 5, column “round”"),
    ]
    assert "Mycket lat" in failure.value.problems[1].what
    assert not (tmp_path / "store").exists()


def test_many_faults_are_named_up_to_fifty_and_counted(saved, take):
    text = "kontakt,information\n" + "9,1\n" * 120 + "1,9\n" * 7
    with pytest.raises(Failure) as failure:
        take(saved(text))
    problems = failure.value.problems
    assert len(problems) == 52
    assert [p.what.split(" more")[0] for p in problems[50:]] == ["7", "70"]


def test_a_wholly_wrong_file_is_given_up(saved, take):
    with pytest.raises(Failure) as failure:
        take(saved("kontakt\n" + "9\n" * 700_000))
    assert failure.value.problems[-1].code == "A235"


def test_one_bad_row_in_the_second_file_keeps_both_out(saved, take, tmp_path):
    good = saved("organisation,kontakt\nNorrby,1\n", "a.csv")
    bad = saved("organisation,kontakt\nEkby,77\n", "b.csv")
    with pytest.raises(Failure) as failure:
        take(good, bad)
    assert problems_of(failure) == [("A101", "b.csv row 2, column “kontakt”")]
    assert not (tmp_path / "store").exists()


class PulledOutError(Exception):
    """The plug was pulled."""


def test_an_interrupted_import_leaves_the_store_as_it_was(saved, take, tmp_path):
    take(saved(ANSWERS))
    before = {p: p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file()}
    seen = []

    def pull_the_plug(done, total):
        seen.append((done, total))
        if done > 500_000:
            raise PulledOutError

    many = saved("round;organisation;kontakt\n" + "2025;Norrby kommun;1\n" * 900_000, "many.csv")
    with pytest.raises(PulledOutError):
        take(many, progress=pull_the_plug)
    assert 0 < seen[0][0] < seen[-1][0] < 900_000
    assert seen[0][1] == 900_000
    assert {p: p.read_bytes() for p in (tmp_path / "store").rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["höst 2024.csv", "many.csv", "store"]


def test_offered_is_taken_in_and_held_against_the_answers(saved, take, tmp_path):
    summary = take(saved(ANSWERS), offered=saved(OFFERED, "offered.csv"))
    offered = read_offered(tmp_path / "store")
    assert offered["offered"].sum() == 1270
    assert offered.select("channel").to_series().to_list().count("paper") == 1
    assert offered.select("gender").null_count().item() == 4
    said = {w.code: w.what for w in summary.warnings}
    assert "unit" not in said["A254"]
    assert "1 have answered but 0 were offered it: 2024, Norrby kommun, A, ungdomar." in said["A254"]
    assert "A253" not in said


def test_a_unit_that_no_answer_names_is_noticed(saved, take):
    summary = take(saved(ANSWERS), offered=saved(OFFERED.replace(";B;", ";Bb;"), "offered.csv"))
    assert "unit “Bb” of Norrby kommun" in next(w.what for w in summary.warnings if w.code == "A253")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1 200", "-1", "A251"),
        ("1 200", "many", "A251"),
        ("1 200", "1.5", "A251"),
        ("2024-10-01", "1/10", "A252"),
        ("Papper", "pigeon", "A111"),
        (";offered", ";tally", "A256"),
        ("organisation;", "round;", "A250"),
    ],
)
def test_a_faulty_table_of_offered_keeps_everything_out(saved, take, old, new, code):
    offered = saved(OFFERED.replace(old, new), "offered.csv")
    with pytest.raises(Failure) as failure:
        take(saved(ANSWERS), offered=offered)
    assert code in {p.code for p in failure.value.problems}
    assert not (offered.parent / "store").exists()


def test_offered_must_say_the_round_where_the_answers_are_of_several(saved, take):
    both = ANSWERS + "2023;Norrby kommun;A;;;;1;;\n"
    with pytest.raises(Failure) as failure:
        take(saved(both), offered=saved(OFFERED, "offered.csv"))
    assert [p.code for p in failure.value.problems] == ["A255"]


def test_a_record_of_the_round_comes_along(saved, take, tmp_path):
    record = saved(
        'actions = [{text = "Längre öppet"}]\nquotes = [{text = "Bra", name = "Eva", title = "chef"}]', "r.toml"
    )
    take(saved(ANSWERS), record=record)
    own = read_rounds(tmp_path / "store")[0]
    assert [a.text for a in own.actions] == ["Längre öppet"]
    assert [(q.text, q.name, q.title) for q in own.quotes] == [("Bra", "Eva", "chef")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("actions = [", "A260"), ("deeds = []", "A260"), ("actions = [{}]", "A260"), ('round = ""', "A261")],
)
def test_a_faulty_record_keeps_everything_out(saved, take, tmp_path, text, code):
    with pytest.raises(Failure, match=code):
        take(saved(ANSWERS), record=saved(text, "r.toml"))
    assert not (tmp_path / "store").exists()


def test_comments_are_shuffled_by_the_random_numbers_given(tmp_path):
    from genklang.instrument.shelf import find_instrument
    from genklang.store.open import read_comments

    path = tmp_path / "2022.csv"
    path.write_text("tilfredshed,kommentar\n" + "".join(f"1,{n}\n" for n in range(40)))
    orders = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        published = find_instrument("samarbejdskommuner")
        import_answers([path], published=published, place=tmp_path / name, rng=Random(seed))
        orders.append(read_comments(tmp_path / name)["text"].to_list())
    assert orders[0] == orders[1] != orders[2]


def test_an_empty_table_is_no_import(saved, take):
    with pytest.raises(Failure, match="A208"):
        take(saved("kontakt,information\n"))


MEASURE = """
import resource, sys
from pathlib import Path
from genklang.analysis.import_answers import import_answers
from genklang.instrument.shelf import find_instrument
import_answers([Path(sys.argv[1])], published=find_instrument("skr-ifo"), place=Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_grows_far_less_than_the_file(saved, tmp_path):
    """Ten times the rows, over many organisations, take less than 150 MB more."""
    peaks = []
    for rows in (40_000, 400_000):
        lines = (f"2024;Kommun {n % 50};Ekonomiskt bistånd;Mycket lätt;{n % 4 + 1}\n" for n in range(rows))
        path = saved("round;organisation;target_group;kontakt;information\n" + "".join(lines), f"{rows}.csv")
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(path), str(tmp_path / str(rows))],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] + 150


def test_stored_answers_are_counted_as_they_were_written(saved, take, tmp_path):
    lines = [f"{n % 3 + 2022};Kommun {n % 7};{n % 4 + 1}\n" for n in range(5000)]
    take(saved("round;organisation;kontakt\n" + "".join(lines)))
    own = open_responses(tmp_path / "store").group_by("round", "organisation", "kontakt").len().collect()
    raw = pl.read_csv("".join(["round;organisation;kontakt\n", *lines]).encode(), separator=";")
    expected = raw.group_by("round", "organisation", "kontakt").len().cast({"round": pl.String, "kontakt": pl.Int16})
    keys = ["round", "organisation", "kontakt"]
    assert own.sort(keys).equals(expected.sort(keys))
