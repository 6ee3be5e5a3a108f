"""The printed form: boxes where the layout says, nothing near them, nothing about a person, in every writing."""

import json

import numpy as np
import pytest
import zxingcpp
from paper_sheets import laid_out

from genklang.errors import Failure
from genklang.instrument.shelf import find_instrument
from genklang.paper import geometry
from genklang.paper.draw import draw, rasterise
from genklang.paper.form import EASY_READ, LARGE_PRINT, STANDARD, from_content, to_content
from genklang.paper.identity import PageName, read_code
from genklang.paper.layout import PAGES
from genklang.paper.register import find_page
from genklang.paper.words import form_languages, form_words

SCALE = 20.0
"""Pixels per mm at which the finished PDF is measured."""
SHIPPED = [
    ("skr-ifo", "2016", "sv", STANDARD),
    ("skr-ifo", "2016", "ar", STANDARD),
    ("skr-ifo", "2016", "ti", LARGE_PRINT),
    ("skr-ifo", "2016", "ckb", EASY_READ),
    ("brukarbarometern", "2013", "sv", STANDARD),
    ("socialpaedagogisk-stoette", "2021", "da", EASY_READ),
    ("socialpaedagogisk-stoette", "2021", "da", LARGE_PRINT),
    ("samarbejdskommuner", "2022", "da", STANDARD),
    ("latt", "2026", "sv", EASY_READ),
]


def measure_box(page, box):
    """Left, top, right and bottom edge of a box on a raster, in mm: the middle of each drawn line."""
    reach = 0.6
    x, y, size = box.x, box.y, box.width
    dark = (255.0 - page) / 255.0

    def middle(profile, start):
        places = start + np.arange(len(profile)) / SCALE + 0.5 / SCALE
        return float((profile * places).sum() / profile.sum())

    def across(at):
        rows = slice(round((y + 1) * SCALE), round((y + size - 1) * SCALE))
        first = round((at - reach) * SCALE)
        return middle(dark[rows, first : first + round(2 * reach * SCALE)].sum(axis=0), first / SCALE)

    def down(at):
        columns = slice(round((x + 1) * SCALE), round((x + size - 1) * SCALE))
        first = round((at - reach) * SCALE)
        return middle(dark[first : first + round(2 * reach * SCALE), columns].sum(axis=1), first / SCALE)

    return across(x) - x, down(y) - y, across(x + size) - x - size, down(y + size) - y - size


@pytest.mark.parametrize(("instrument", "version", "language", "variant"), SHIPPED)
def test_boxes_stand_where_the_layout_says(instrument, version, language, variant):
    laid, _ = laid_out(instrument, version, language, variant)
    pages = rasterise(draw(laid), scale=SCALE)
    off = [
        abs(d) for box in laid.boxes[:: max(1, len(laid.boxes) // 12)] for d in measure_box(pages[box.page - 1], box)
    ]
    assert max(off) <= 0.1
    assert len(pages) == laid.pages <= PAGES[variant][-1]


@pytest.mark.parametrize(("instrument", "version", "language", "variant"), SHIPPED)
def test_each_category_has_its_box_and_boxes_keep_their_distance(instrument, version, language, variant):
    laid, blanks = laid_out(instrument, version, language, variant)
    published = find_instrument(f"{instrument}/{version}").instrument
    for item in published.items:
        assert [b.code for b in laid.boxes if b.item == item.code] == [c.code for c in item.categories]
    for page in range(1, laid.pages + 1):
        middles = np.array([(b.x, b.y) for b in laid.boxes_on(page)]).reshape(-1, 2)
        apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
        assert apart[~np.eye(len(middles), dtype=bool)].min(initial=99.0) >= 7.0
    for box in laid.boxes:
        assert geometry.LEFT - 0.01 <= box.x <= geometry.PAGE_WIDTH - geometry.LEFT - box.width + 0.01
        ring = blanks[box.page - 1][round((box.y - 1.4) * 10) : round((box.y - 0.4) * 10), round(box.x * 10) :][:, :45]
        assert ring.min() >= 250


def test_right_to_left_has_its_boxes_at_the_right_of_their_labels():
    swedish, arabic = laid_out()[0], laid_out(language="ar")[0]
    assert [b.code for b in swedish.boxes] == [b.code for b in arabic.boxes]
    row = [b for b in laid_out("brukarbarometern", "2013", "sv")[0].boxes if b.item == "telefon" and b.code > 0]
    assert [b.x for b in row] == sorted(b.x for b in row)
    texts = json.loads(arabic.document)
    assert texts["is_rtl"] is True


def test_both_codes_name_the_page_and_say_which_they_are():
    laid, blanks = laid_out()
    for number, page in enumerate(blanks, 1):
        found = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        named = sorted(read_code(code.text)[1] for code in found)
        assert named == [0, 1]
        assert {(read_code(c.text)[0].form, read_code(c.text)[0].page) for c in found} == {(laid.id, number)}


def test_the_id_stands_for_unit_round_group_and_language_and_for_no_person():
    ids = {
        laid_out()[0].id,
        laid_out(unit="Söder")[0].id,
        laid_out(round_="2027")[0].id,
        laid_out(group="ungdomar")[0].id,
        laid_out(language="ti")[0].id,
    }
    assert len(ids) == 5
    first, again = laid_out.__wrapped__()[0], laid_out.__wrapped__()[0]
    assert draw(first) == draw(again)


def test_the_cover_says_how_to_answer_what_happens_and_where_to_leave_it():
    said = json.loads(laid_out()[0].document)
    words = form_words("sv")
    assert said["how_to"] == words["how_to"]
    assert words["anonymous"] in said["cover"]
    assert said["return_text"] == words["return_text"]
    assert "Vi visar aldrig vad just du har svarat, inte heller för den du träffar här." in said["introduction"]


def test_free_text_comes_with_a_warning_about_names_and_hands():
    laid, _ = laid_out("samarbejdskommuner", "2022", "da")
    said, words = json.loads(laid.document), form_words("da")
    assert words["handwriting"] in said["cover"]
    assert said["questions"][-1]["hint"].endswith(words["lines"])
    assert [f.item for f in laid.fields] == ["kommentar"]


@pytest.mark.parametrize("language", ["sv", "en", "da", "ar", "prs", "so", "ti", "uk", "ckb"])
def test_every_shipped_language_has_all_words(language):
    here, swedish = form_words(language), form_words("sv")
    staff = {key for key in swedish if key.startswith(("do_", "sheet")) or key == "box"}
    assert swedish.keys() - staff <= here.keys()
    assert all("{number}" in here["only_if"] and "{page}" in here["page"] for _ in [0])
    assert language in form_languages()


def test_texts_are_never_markup(tmp_path):
    laid, _ = laid_out(unit='#read("/etc/passwd") *fet* $x$ <b>')
    assert '#read(\\"/etc/passwd\\") *fet* $x$ <b>' in laid.document
    assert draw(laid).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("change", "code"), [({"language": "fi"}, "P102"), ({"group": "nobody"}, "P104"), ({"language": "xx/../"}, "P102")]
)
def test_what_cannot_be_printed_is_said(change, code):
    with pytest.raises(Failure) as failed:
        laid_out.__wrapped__(**change)
    assert failed.value.problems[0].code == code


def test_large_print_takes_a_second_leaf_and_each_page_says_which_it_is():
    laid, blanks = laid_out("socialpaedagogisk-stoette", "2021", "da", LARGE_PRINT)
    assert laid.pages == len(blanks) == 4
    assert {find_page(blank).name for blank in blanks} == {PageName(laid.id, page) for page in range(1, 5)}


def test_a_form_that_does_not_fit_is_refused(monkeypatch):
    monkeypatch.setitem(PAGES, LARGE_PRINT, (1,))
    with pytest.raises(Failure) as failed:
        laid_out.__wrapped__(language="sv", variant=LARGE_PRINT)
    assert failed.value.problems[0].code == "P103"


def test_a_layout_survives_its_file():
    laid, _ = laid_out("socialpaedagogisk-stoette", "2021", "da", EASY_READ)
    assert from_content(json.loads(json.dumps(to_content(laid)))) == laid
