"""Sheets of known truth through pen, scanner and reader: nothing silently wrong, what is odd goes to a person."""

import cv2
import numpy as np
import pytest
from paper_sheets import scanned, trial_form

from genklang.paper.form_file import FormFile, read_form_file, write_form_file
from genklang.paper.read import PageReading, Unread, make_readable, read_page
from genklang.paper.synthesis.people import ACTS, ODD, PLAIN
from genklang.paper.synthesis.trial import RIGHT, WRONG, measure_calibration, try_reading

SHEETS = 12


@pytest.fixture(scope="module")
def forms():
    return [trial_form("sv"), trial_form("ar", "Söder")]


@pytest.mark.parametrize(
    ("level", "most_reviewed"), [("clean", 0.05), ("office", 0.05), ("poor", 0.12), ("photo", 0.08)]
)
def test_the_fixed_set(forms, level, most_reviewed):
    outcome = try_reading(forms, level, sheets=SHEETS, seed=2024)
    assert outcome.misnamed == 0
    assert outcome.unread == 0
    assert outcome.count(WRONG) == 0
    assert outcome.share("review") <= most_reviewed
    assert measure_calibration(outcome) < 0.015


@pytest.mark.parametrize("kind", ["cross", "tick", "heavy"])
def test_ordinary_marks_are_read(forms, kind):
    outcome = try_reading(forms, "office", sheets=4, seed=5, acts={kind: 1.0})
    assert outcome.count(WRONG) == 0
    assert outcome.share(RIGHT) > 0.95


@pytest.mark.parametrize("kind", ODD)
def test_odd_marks_are_never_read_as_blank(forms, kind):
    outcome = try_reading(forms, "office", sheets=4, seed=6, acts={kind: 1.0})
    assert outcome.count(WRONG) == 0
    assert outcome.share("review") > 0.5 or kind in {"word", "circled"}


def test_a_ring_round_one_box_is_an_answer(forms):
    outcome = try_reading(forms, "office", sheets=4, seed=6, acts={"circled": 1.0})
    assert outcome.share(RIGHT) > 0.75


def test_a_change_of_mind_is_understood(forms):
    outcome = try_reading(forms, "office", sheets=4, seed=7, acts={"corrected": 1.0, "cross": 1.0})
    assert outcome.count(WRONG) == 0
    assert outcome.keep({"corrected"}).share(RIGHT) >= 0.6


@pytest.mark.parametrize(("fault", "known"), [("one_bit", True), ("fax", True), ("copier", False), ("shading", False)])
@pytest.mark.parametrize("quality", [30, 40, 60, 80])
def test_black_and_white_is_known_however_it_was_packed(fault, known, quality):
    form = trial_form("sv")
    pages = [page for seed in range(4) for page in scanned(form, seed=seed, only=fault)[1]]
    packed = [cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1] for page in pages]
    found = [read_page(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), {form.layout.id: form.readable}) for data in packed]
    assert {page.is_one_bit for page in found} == {known}


def test_other_forms_are_named_but_not_read():
    swedish, arabic = trial_form("sv"), trial_form("ar", "Söder")
    _, pages = scanned(swedish)
    found = read_page(pages[0], {arabic.layout.id: arabic.readable})
    assert isinstance(found, Unread)
    assert (found.reason, found.name.form) == ("foreign", swedish.layout.id)


def test_half_a_page_is_not_read_as_blank():
    form = trial_form()
    _, pages = scanned(form, turned=False, answers={q.item: (1,) for q in form.layout.questions})
    torn = pages[0].copy()
    torn[: round(0.55 * torn.shape[0])] = 255
    found = read_page(torn, {form.layout.id: form.readable})
    if isinstance(found, PageReading):
        hidden = [v for v in found.verdicts if form.layout.question(v.item).region[1] < 150]
        assert hidden
        assert all(v.doubt for v in hidden)
    else:
        assert found.reason in {"no_code", "not_found"}


def test_a_hand_on_the_page_hides_no_answer_silently():
    form = trial_form()
    filled, pages = scanned(
        form, level="clean", acts={"cross": 1.0}, answers={q.item: (2,) for q in form.layout.questions}
    )
    covered = pages[0].copy()
    height, width = covered.shape
    covered[round(0.3 * height) : round(0.5 * height), round(0.4 * width) :] = 120
    found = read_page(covered, {form.layout.id: form.readable})
    assert isinstance(found, PageReading)
    assert all(v.doubt or v.codes == filled.meant[v.item] for v in found.verdicts)
    assert any(v.doubt for v in found.verdicts)


def test_a_form_file_reads_as_it_was_written(tmp_path):
    from paper_sheets import laid_out

    from genklang.paper.draw import encode_png

    laid, blanks = laid_out()
    pngs = tuple(encode_png(b) for b in blanks)
    (tmp_path / "a.form.json").write_text(write_form_file(laid, pngs, "{}"), encoding="utf-8")
    again = read_form_file(tmp_path / "a.form.json")
    assert again == FormFile(laid, pngs, "{}")
    assert np.array_equal(make_readable(again).printed[0].windows, trial_form().readable.printed[0].windows)


def test_what_people_do_is_weighed():
    assert sum(ACTS[kind] for kind in PLAIN) > 0.9
    assert set(ODD) < set(ACTS)
