"""Forms out, scans in, doubts decided: the whole way of paper on the command line, and its plain mistakes."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from command_line import call, do, read_rows, write_rows

from genklang.analysis.review_files import _show_choices
from genklang.paper.form_file import read_forms
from genklang.paper.synthesis.trial import prepare_trial

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from paper_sheets import CROSSES, save, scanned

MEANT = {
    "kontakt": 1,
    "information": 2,
    "forstaelse": 3,
    "inflytande": 1,
    "paverka": 4,
    "helhetssyn": 2,
    "forbattrad": -1,
}
ANSWERS = {item: (code,) for item, code in MEANT.items()}


def trial_of(folder, language):
    """The printed form of a language, as the form files of a folder keep it."""
    kept = next(f for f in read_forms(folder).values() if f.layout.version.language == language)
    blanks = [cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE) for png in kept.blanks]
    return prepare_trial(kept.layout, blanks)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Printed forms, and scans of one plain sheet, one with two crosses in a question, one scanned twice."""
    place = tmp_path_factory.mktemp("office")
    do("form", "skr-ifo", "--out", place / "forms", "--round", "2026", "--organisation", "Köping", "--unit", "Norr",
       "--group", "ungdomar", "--language", "sv", "ti", "--printed", "50")  # fmt: skip
    swedish, tigrinya = trial_of(place / "forms", "sv"), trial_of(place / "forms", "ti")
    (place / "scans").mkdir()
    plain = scanned(swedish, level="clean", seed=1, acts=CROSSES, answers=ANSWERS | {"gender": (2,)}, dpi=150)[1]
    double = scanned(tigrinya, level="clean", seed=2, acts=CROSSES, answers=ANSWERS | {"kontakt": (1, 2)}, dpi=150)[1]
    for name, pages in (("a", plain), ("b", double), ("c", plain)):
        for side, page in enumerate(pages, 1):
            save(place / "scans" / f"{name}{side}.png", page)
    save(place / "scans" / "d.png", np.full((1700, 1200), 252, np.uint8))
    (place / "scans" / "e.jpg").write_bytes(b"no picture")
    return place


def test_what_is_printed_is_listed(office):
    rows = read_rows(office / "forms" / "batches.csv")
    assert [(r["unit"], r["language"], r["printed"], r["pages"]) for r in rows] == [
        ("Norr", "sv", "50", "2"),
        ("Norr", "ti", "50", "2"),
    ]
    assert read_rows(office / "forms" / "offered.csv")[0]["offered"] == ""
    assert sorted(p.name for p in (office / "forms").glob("*.pdf")) == ["norr-ungdomar-sv.pdf", "norr-ungdomar-ti.pdf"]


def test_single_pictures_of_one_sheet_are_two_files_and_so_wait(office, tmp_path):
    """Pages in files of their own have no partner: nothing is guessed."""
    scans = sorted((office / "scans").glob("a*.png"))
    said = do("read", *scans, "--forms", office / "forms", "--out", tmp_path / "a.csv", "--review", tmp_path / "review")
    assert read_rows(tmp_path / "a.csv") == []
    assert "2 sheets" in said.err
    assert {r["why"] for r in read_rows(tmp_path / "review" / "decisions.csv") if r["item"] == "(sheet)"} == {"half"}


@pytest.fixture(scope="module")
def piles(office):
    """The same scans as TIFFs, front and back together."""
    from PIL import Image

    for name in "abc":
        pages = [Image.open(office / "scans" / f"{name}{side}.png") for side in (1, 2)]
        path = office / f"{name}.tif"
        pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(150, 150))
    return office


def test_from_scans_to_a_store(piles, tmp_path):
    out, review, store = tmp_path / "answers.csv", tmp_path / "review", tmp_path / "store"
    scans = [piles / "a.tif", piles / "b.tif", piles / "c.tif", piles / "scans/d.png", piles / "scans/e.jpg"]
    said = do("read", *scans, "--forms", piles / "forms", "--out", out, "--review", review)
    assert "P201" in said.err
    (row,) = read_rows(out)
    assert {item: int(row[item]) for item in MEANT} == MEANT
    assert (row["unit"], row["channel"], row["language"], row["gender"]) == ("Norr", "paper", "sv", "2")
    assert not {"page", "file", "sheet", "form"} & row.keys()

    doubts = read_rows(review / "decisions.csv")
    assert {(r["item"], r["why"]) for r in doubts} >= {("kontakt", "several"), ("(sheet)", "twice")}
    assert all((review / r["picture"]).is_file() for r in doubts if r["picture"])
    for doubt in doubts:
        doubt["decision"] = "drop" if doubt["item"] == "(sheet)" else "1"
    write_rows(review / "decisions.csv", doubts)
    checks = read_rows(review / "audit.csv")
    if checks:
        write_rows(review / "audit.csv", [check | {"right": "ja"} for check in checks])
    said = do("read", "--decided", review, "--out", tmp_path / "rest.csv")
    assert "1 sheet" in said.err
    assert "1 dropped" in said.err
    (rest,) = read_rows(tmp_path / "rest.csv")
    assert (rest["language"], rest["kontakt"], rest["forbattrad"]) == ("ti", "1", "-1")
    do("import", out, tmp_path / "rest.csv", "--instrument", "skr-ifo", "--store", store)


def test_other_rounds_are_left_out(piles, tmp_path):
    said = do("read", piles / "a.tif", "--forms", piles / "forms", "--out", tmp_path / "a.csv", "--review",
              tmp_path / "review", "--round", "2025")  # fmt: skip
    assert "2 pages of another round" in said.err
    assert read_rows(tmp_path / "a.csv") == []
    assert {r["why"] for r in read_rows(tmp_path / "review" / "pages.csv")} == {"other_round"}


def test_instruction_sheets_are_scored(tmp_path):
    do("form", "skr-ifo", "--out", tmp_path / "forms", "--instructions", "1", "--language", "sv")
    form = trial_of(tmp_path / "forms", "sv")
    answers = {item: (code,) for item, (kind, code) in form.layout.instructions.items() if kind != "blank"}
    pages = scanned(form, level="clean", seed=1, acts=CROSSES, answers=answers, dpi=150)[1]
    for side, page in enumerate(pages, 1):
        save(tmp_path / f"{side}.png", page)
    said = do(
        "score", tmp_path / "1.png", tmp_path / "2.png", "--forms", tmp_path / "forms", "--out", tmp_path / "s.csv"
    )
    total = read_rows(tmp_path / "s.csv")[-1]
    assert (total["kind"], total["questions"], total["wrong"]) == ("all", "8", "0")
    assert "all" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "exit_"),
    [
        (("form", "skr-ifo", "--out", "x", "--language", "fi"), "P102", 1),
        (("form", "skr-ifo", "--out", "x", "--variant", "braille"), "P105", 1),
        (("form", "skr-ifo", "--out", "x", "--group", "alla"), "P104", 1),
        (("read", "--out", "x.csv"), "F010", 2),
        (("read", "nothing.pdf", "--forms", ".", "--out", "x.csv", "--review", "r"), "F001", 1),
        (("read", "--decided", ".", "--out", "x.csv"), "P303", 1),
        (("score", "nothing.pdf", "--forms", "."), "F001", 1),
    ],
)
def test_plain_mistakes_are_said_plainly(tmp_path, monkeypatch, arguments, code, exit_):
    monkeypatch.chdir(tmp_path)
    said = call(*arguments)
    assert (said.code, said.err.split()[0]) == (exit_, code)
    assert list(tmp_path.iterdir()) == []


def test_decisions_that_make_no_sense_are_named_by_row(piles, tmp_path):
    review = tmp_path / "review"
    do("read", piles / "b.tif", "--forms", piles / "forms", "--out", tmp_path / "a.csv", "--review", review)
    rows = read_rows(review / "decisions.csv")
    write_rows(review / "decisions.csv", [r | {"decision": "kanske"} for r in rows])
    said = call("read", "--decided", review, "--out", tmp_path / "b.csv")
    assert (said.code, said.err.split()[0]) == (1, "P301")
    write_rows(review / "decisions.csv", [r | {"sheet": "another"} for r in rows])
    assert call("read", "--decided", review, "--out", tmp_path / "b.csv").err.startswith("P302")
    assert not (tmp_path / "b.csv").exists()


def test_a_sheet_to_be_decided_on_is_shown(piles, tmp_path):
    """One that seems to be there twice beside the one before, and one of which a side is missing."""
    review = tmp_path / "review"
    do("read", piles / "a.tif", piles / "c.tif", piles / "scans" / "b1.png", "--forms", piles / "forms",
       "--out", tmp_path / "a.csv", "--review", review)  # fmt: skip
    sheets = {r["why"]: r for r in read_rows(review / "decisions.csv") if r["item"] == "(sheet)"}
    twice, half = (cv2.imread(str(review / sheets[why]["picture"]), cv2.IMREAD_GRAYSCALE) for why in ("twice", "half"))
    assert twice.shape[1] == 2 * half.shape[1]
    assert twice.shape[0] == 2 * half.shape[0]
    page = (review / "index.html").read_text("utf-8")
    assert all(row["picture"] in page and row["question"] in page for row in sheets.values())
    assert page.count("<dt>keep</dt>") == page.count("<dt>drop</dt>") == len(sheets)


def test_each_choice_stands_on_a_line_of_its_own_in_any_writing():
    shown = _show_choices("1 راضٍ جدًا · -1 لا أعرف/لا رأي لي")
    assert shown == "<dl><dt>1</dt><dd><bdi>راضٍ جدًا</bdi></dd><dt>-1</dt><dd><bdi>لا أعرف/لا رأي لي</bdi></dd></dl>"
    assert _show_choices("") == "<dl></dl>"


def test_blank_paper_is_said(office, tmp_path):
    said = do("read", office / "scans" / "d.png", "--forms", office / "forms", "--out", tmp_path / "a.csv", "--review",
              tmp_path / "review")  # fmt: skip
    assert "1 page of blank paper" in said.err


def test_instruction_sheets_take_nothing_that_they_would_not_heed(tmp_path):
    for more in (("--unit", "Norr"), ("--printed", "0"), ("--language", "sv", "da")):
        said = call("form", "skr-ifo", "--out", tmp_path / "x", "--instructions", "1", *more)
        assert (said.code, said.err.split()[0]) == (2, "F010")
    said = call("form", "skr-ifo", "--out", tmp_path / "x", "--instructions", "1", "--language", "ar")
    assert said.err.startswith("P106")
    assert "sv, da, en" in said.err
    assert not (tmp_path / "x").exists()


def test_what_score_cannot_read_is_named(office, tmp_path):
    do("form", "skr-ifo", "--out", tmp_path / "forms", "--instructions", "1", "--language", "sv")
    form = trial_of(tmp_path / "forms", "sv")
    save(tmp_path / "1.png", scanned(form, level="clean", seed=1, acts=CROSSES, dpi=150)[1][0])
    scans = office / "scans"
    said = do("score", tmp_path / "1.png", scans / "a1.png", scans / "e.jpg", "--forms", tmp_path / "forms")
    assert "P208" in said.err
    assert "P201" in said.err
    said = call("score", scans / "e.jpg", "--forms", tmp_path / "forms")
    assert said.code == 1
    assert "P114" in said.err


def test_what_is_named_twice_is_printed_once_and_swedish_comes_first(tmp_path):
    do("form", "skr-ifo", "--out", tmp_path, "--unit", "Norr", "Norr", "--group", "ungdomar", "ungdomar")
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["norr-ungdomar-sv.pdf"]
    assert len(read_rows(tmp_path / "batches.csv")) == 1


def test_the_counts_of_another_printing_are_not_written_over(tmp_path):
    do("form", "skr-ifo", "--out", tmp_path, "--unit", "Norr")
    do("form", "skr-ifo", "--out", tmp_path, "--unit", "Norr")
    rows = [row | {"offered": "40"} for row in read_rows(tmp_path / "offered.csv")]
    write_rows(tmp_path / "offered.csv", rows)
    said = call("form", "skr-ifo", "--out", tmp_path, "--unit", "Norr")
    assert (said.code, said.err.split()[0]) == (1, "F005")
    assert "offered.csv" in said.err
    said = call("form", "skr-ifo", "--out", tmp_path, "--unit", "Syd")
    assert said.err.count("F005") == 2
    assert read_rows(tmp_path / "offered.csv") == rows
    assert not list(tmp_path.glob("syd*"))
