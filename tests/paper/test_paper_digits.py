"""Numbers written by hand, a digit to a cell: where the cells stand, what is taken, and all that a person must see."""

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_sheets import laid_out, save
from test_paper_layout import SCALE, measure_box

from genklang.analysis import read_scanned_forms
from genklang.analysis.review_files import read_rows
from genklang.analysis.score_forms import judge_verdict
from genklang.instrument.load import load
from genklang.instrument.publish import publish, to_json
from genklang.paper.digits import EMPTY, PLACE, SURE, UNCLEAR, classify_digits, judge_number
from genklang.paper.draw import draw, encode_png, rasterise
from genklang.paper.form import FormVersion, Question, from_content, to_content
from genklang.paper.form_file import write_form_file
from genklang.paper.instructions import NUMBER, lay_out_instructions
from genklang.paper.judge import Doubt, Verdict
from genklang.paper.layout import layout
from genklang.paper.read import read_page
from genklang.paper.synthesis.digits import SKELETONS, draw_digit, draw_hand
from genklang.paper.synthesis.numbers import ACTS, Writers, fill_numbers, make_number_form, try_numbers
from genklang.paper.synthesis.people import put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.synthesis.trial import INK_SCALE, REVIEW, RIGHT, WRONG, prepare_trial
from genklang.paper.words import form_words

sys.path.append(str(Path(__file__).parents[1] / "instrument"))
from small_instrument import FILES, write_instrument

WRITTEN = {"written": 1.0}
ASKED = Question("age", "digits", 1, (0, 0, 10, 10), bounds=(0, 120))


@pytest.fixture(scope="module")
def form():
    return make_number_form()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small instrument, published: its youths are asked for a number of months from 0 to 120."""
    return publish(load(write_instrument(tmp_path_factory.mktemp("small"), FILES)))


def version(language="sv", group="youths"):
    return FormVersion("small", "2026", language, "2026", "Köping", "Norr", group)


def chances(*signs, sure=0.99999):
    """The probabilities of cells that are this sure of their sign."""
    found = np.full((len(signs), 12), (1 - sure) / 11)
    for place, sign in enumerate(signs):
        found[place, EMPTY if sign == "" else UNCLEAR if sign == "?" else int(sign)] = sure
    return found


def cell_picture(sign, *, seed=1, scale=10.0):
    """The inside of a cell with a sign in it."""
    rng = np.random.default_rng(seed)
    layer = np.zeros((round(8 * scale), round(8 * scale)), np.float32)
    hand = replace(draw_hand(rng), slant=0.1, aspect=1.0, wobble=0.02, height=5.0)
    cell = make_number_form().layout.cells[0]
    if sign:
        draw_digit(layer, sign, replace(cell, x=0, y=0), hand=hand, scale=scale, rng=rng)
    return np.clip(250 * (1 - 0.9 * layer) + rng.normal(0, 2, layer.shape), 0, 255).astype(np.uint8)


def test_cells_stand_where_the_layout_says(form):
    pages = rasterise(draw(form.layout), scale=SCALE)
    assert len(form.layout.cells) > 30
    for cell in form.layout.cells:
        assert max(map(abs, measure_box(pages[cell.page - 1], cell))) <= 0.1


def test_a_number_has_a_cell_for_each_digit_that_it_may_have(form):
    for question in form.layout.questions:
        assert len(form.layout.cells_of(question.item)) == len(str(question.bounds[1]))
    again = from_content(json.loads(json.dumps(to_content(form.layout))))
    assert again == form.layout


def test_in_languages_with_digits_of_their_own_a_person_reads_every_number():
    arabic = make_number_form("ar", asked=6)
    assert {q.bounds for q in arabic.layout.questions} == {None}
    assert not any(arabic.readable.numbers)
    cells = arabic.layout.cells_of("n3")
    assert [c.x for c in cells] == sorted(c.x for c in cells)
    said = json.loads(arabic.layout.document)["cover"]
    assert form_words("ar")["numbers"] in said


def test_forms_that_were_printed_before_are_read_as_they_were():
    laid, _ = laid_out()
    content = to_content(laid)
    for question in content["questions"]:
        del question["bounds"]
    assert from_content(content) == laid


@pytest.mark.parametrize(
    ("signs", "value"),
    [(("", "4", "2"), 42), (("4", "2", ""), 42), (("", "", "0"), 0), (("0", "0", "7"), 7), (("1", "2", "0"), 120)],
)
def test_a_number_stands_in_cells_next_to_each_other(signs, value):
    verdict = judge_number(ASKED, chances(*signs))
    assert (verdict.codes, verdict.doubt) == ((value,), Doubt.NONE)


@pytest.mark.parametrize("signs", [("4", "", "2"), ("1", "2", "1"), ("9", "9", "9"), ("?", "4", "2"), ("", "?", "")])
def test_a_gap_a_value_beyond_the_bounds_and_what_is_struck_out_go_to_a_person_without_a_proposal(signs):
    verdict = judge_number(ASKED, chances(*signs))
    assert (verdict.codes, verdict.doubt) == ((), Doubt.HAND)


def test_blank_cells_are_no_answer_and_what_is_not_sure_is_proposed_alone():
    assert judge_number(ASKED, chances("", "", "")) == Verdict("age", (), pytest.approx(1, abs=1e-3))
    unsure = judge_number(ASKED, chances("", "4", "2", sure=0.98))
    assert (unsure.codes, unsure.doubt) == ((42,), Doubt.HAND)
    assert judge_number(ASKED, chances("", "4", "2", sure=0.6)).codes == ()


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=12, max_size=12), min_size=1, max_size=5),
    st.integers(0, 500),
    st.integers(0, 500),
)
@settings(max_examples=200)
def test_no_number_beyond_its_bounds_is_ever_taken_or_proposed(rows, low, more):
    found = np.array(rows) ** 8 + 1e-9
    found /= found.sum(axis=1, keepdims=True)
    verdict = judge_number(replace(ASKED, bounds=(low, low + more)), found)
    assert all(low <= code <= low + more for code in verdict.codes)
    assert verdict.doubt or verdict.confidence >= SURE
    assert judge_number(replace(ASKED, bounds=None), found).codes == ()


@pytest.mark.parametrize(("level", "most_reviewed"), [("clean", 0.72), ("office", 0.72)])
def test_the_fixed_set(form, level, most_reviewed):
    outcome = try_numbers(form, level, sheets=8, seed=2026, writers=Writers(acts=WRITTEN))
    assert outcome.questions >= 140
    assert outcome.count(WRONG) == 0
    assert outcome.share(REVIEW) <= most_reviewed


def test_poor_scans_are_not_guessed_at(form):
    outcome = try_numbers(form, "poor", sheets=10, seed=2027)
    assert outcome.count(WRONG) == 0
    assert outcome.share(RIGHT) > 0.1
    one_bit = outcome.suffer({"one_bit", "fax"})
    assert one_bit.questions
    assert one_bit.share(REVIEW) == 1


@pytest.mark.parametrize("act", ["struck", "beyond", "dash", "again"])
def test_what_is_no_plain_number_goes_to_a_person(form, act):
    outcome = try_numbers(form, "office", sheets=5, seed=9, writers=Writers(acts={act: 1.0}))
    # Some cells cannot hold a number beyond the bounds; one digit may hide the other that it is written over.
    assert outcome.count(WRONG) <= (3 if act == "again" else 1)
    if act != "beyond":
        assert outcome.share(REVIEW) > 0.94


def test_something_written_beside_the_cells_sends_a_sure_number_to_a_person(form):
    rng = np.random.default_rng(4)
    layers, meant = fill_numbers(form, rng, writers=Writers(acts=WRITTEN))
    cell = form.layout.cells_of("n0")[-1]
    known = {form.layout.id: form.readable}
    plain = read_page(scan(put_on_paper(form.pages[0], layers[0]), "clean", rng, scale=INK_SCALE).picture, known)
    draw_digit(layers[0], "5", replace(cell, x=cell.x + 14), hand=draw_hand(rng), scale=INK_SCALE, rng=rng)
    beside = read_page(scan(put_on_paper(form.pages[0], layers[0]), "clean", rng, scale=INK_SCALE).picture, known)
    assert beside.verdicts[0].doubt
    assert [v.codes for v in plain.verdicts[1:] if not v.doubt] == [
        meant[v.item][0] for v in plain.verdicts[1:] if not v.doubt
    ]


def test_plain_digits_are_known_in_loose_crops():
    signs = [str(d) for d in range(10)]
    found = np.concatenate([classify_digits([cell_picture(s, seed=seed) for s in signs]) for seed in range(5)])
    assert (found.argmax(axis=1) == np.tile(np.arange(10), 5)).mean() > 0.9
    assert np.allclose(found.sum(axis=1), 1)
    assert classify_digits([cell_picture("")]).argmax() == EMPTY


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((0, 0)),
        np.zeros((0, 5, 3)),
        np.ones((3, 3), np.uint8),
        np.full((40, 40), np.nan),
        np.zeros((9, 3000), np.uint8),
        np.full((4000, 4000), 255, np.uint8),
        np.zeros(7),
        np.random.default_rng(0).integers(0, 255, (300, 200, 3), dtype=np.uint8),
    ],
    ids=["nothing", "no rows", "tiny", "not numbers", "a strip", "huge", "a line", "noise"],
)
def test_crops_of_any_shape_are_taken(picture):
    found = classify_digits([picture])
    assert found.shape == (1, 12)
    assert found.sum() == pytest.approx(1)
    assert min(np.shape(picture)[:2], default=0) >= 8 or found.argmax() == UNCLEAR


def test_no_crops_are_no_rows():
    assert classify_digits([]).shape == (0, 12)


def test_the_weights_are_arrays_alone():
    with np.load(PLACE, allow_pickle=False) as held:
        assert all(held[name].dtype.kind in "fiu" for name in held.files)
    assert set(SKELETONS) == set("0123456789")
    assert "written" in ACTS


def test_a_number_goes_all_the_way_to_the_table(small, tmp_path):
    laid, blanks = layout(small, version())
    trial = prepare_trial(laid, blanks)
    (tmp_path / "forms").mkdir()
    content = write_form_file(laid, [encode_png(b) for b in blanks], to_json(small))
    (tmp_path / "forms" / "a.form.json").write_text(content, encoding="utf-8")
    page = laid.question("months").page - 1
    scans = []
    for seed, digits in enumerate(["36", "999", "7?"]):
        rng = np.random.default_rng([3, seed])
        layers = [np.zeros(p.shape, np.float32) for p in trial.pages]
        hand = replace(draw_hand(rng), slant=0.1, aspect=1.0, wobble=0.015, height=5.2)
        for sign, cell in zip(digits, laid.cells_of("months"), strict=False):
            draw_digit(layers[page], sign.replace("?", "struck"), cell, hand=hand, scale=INK_SCALE, rng=rng)
        for number, (blank, layer) in enumerate(zip(trial.pages, layers, strict=True)):
            made = scan(put_on_paper(blank, layer), "clean", rng, scale=INK_SCALE)
            scans.append(tmp_path / f"{seed}-{number}.png")
            save(scans[-1], made.picture)
    out, review = tmp_path / "a.csv", tmp_path / "review"
    summary = read_scanned_forms(scans, forms=tmp_path / "forms", out=out, review=review, rng=Random(1))
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["months"] for row in csv.DictReader(stream)] == ["36"]
    rows = [row for row in read_rows(review / "decisions.csv") if row["item"] == "months"]
    assert [(row["why"], row["proposal"]) for row in rows] == [("hand", ""), ("hand", "")]
    assert summary.accepted == 1


def test_an_office_measures_how_its_numbers_are_read(small):
    laid, _ = lay_out_instructions(small, "sv", number=1, seed=1)
    kind, value = laid.instructions["months"]
    assert kind == NUMBER
    assert 0 <= value <= 120
    assert form_words("sv")["do_number"].format(n=value) in laid.document
    assert judge_verdict(Verdict("months", (value,), 1.0), value) == "right"
    assert judge_verdict(Verdict("months", (value + 1,), 1.0), value) == "wrong"
