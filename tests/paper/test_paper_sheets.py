"""Pages become sheets again: front and back, pages without a partner, and the same sheet scanned twice."""

from dataclasses import replace

import numpy as np
import pytest

from genklang.paper.form import FormLayout, FormVersion
from genklang.paper.identity import PageName
from genklang.paper.scans import ScannedPage
from genklang.paper.sheets import make_sheets

VERSION = FormVersion("skr-ifo", "2016", "sv", "2026", "", "", "")
LAYOUTS = {
    "A": FormLayout("A", VERSION, 2, (), ()),
    "B": FormLayout("B", VERSION, 2, (), ()),
    "C": FormLayout("C", VERSION, 1, (), ()),
    "D": FormLayout("D", VERSION, 4, (), ()),
}


def ink(seed):
    rng = np.random.default_rng(seed)
    return (rng.random(300) < 0.2).astype(np.uint8).tobytes().replace(b"\x01", b"\xb0")


def pile(text, file=0):
    """Pages from words such as `A1 A2 ? -`: a form's side, an unread page, an empty one."""
    pages = []
    for number, word in enumerate(text.split()):
        if word in "?-":
            pages.append(ScannedPage(file, number, unread="no_code" if word == "?" else "empty"))
        else:
            signature = ink(100 * file + number)
            pages.append(ScannedPage(file, number, PageName(word[0], int(word[1])), signature=signature))
    return pages


def show(sheets):
    return sorted(
        ("" if s.is_whole else "!") + "".join(f"{p.name.form}{p.name.page}@{p.number}" for p in s.pages) for s in sheets
    )


@pytest.mark.parametrize(
    ("scans", "sheets"),
    [
        ("A1 A2 A1 A2", ["A1@0A2@1", "A1@2A2@3"]),
        ("A2 A1 A2 A1", ["A1@1A2@0", "A1@3A2@2"]),
        ("A1 A2 A2 A1 A1 A2", ["A1@0A2@1", "A1@3A2@2", "A1@4A2@5"]),
        ("A1 A2 B1 B2", ["A1@0A2@1", "B1@2B2@3"]),
        ("A1 ? A1 A2 A1 A2", ["!A1@0", "A1@2A2@3", "A1@4A2@5"]),
        ("A2 A1 A2 A1 A2 A1 A2", ["!A2@0", "A1@1A2@2", "A1@3A2@4", "A1@5A2@6"]),
        ("A1 B2", ["!A1@0", "!B2@1"]),
        ("C1 - C1 -", ["C1@0", "C1@2"]),
        ("A1 - A2", ["A1@0A2@2"]),
        ("A1 A2 A2", ["!A2@2", "A1@0A2@1"]),
        ("D1 D2 D3 D4 D1 D2 D3 D4", ["D1@0D2@1D3@2D4@3", "D1@4D2@5D3@6D4@7"]),
        ("D4 D3 D2 D1", ["D1@3D2@2D3@1D4@0"]),
        ("D1 D2 D1 D2 D3 D4", ["!D1@0", "!D2@1", "D1@2D2@3D3@4D4@5"]),
    ],
)
def test_front_and_back(scans, sheets):
    assert show(make_sheets(pile(scans), LAYOUTS)) == sheets


@pytest.mark.parametrize(
    "scans", ["A1 A1 A1 A1 A2 A2 A2 A2", "A1 A1 A2 A2", "A2 A2 A2 A1 A1 A1", "A1 B1 A1 A2 B2 A2", "A1 A1 A1"]
)
def test_fronts_and_backs_in_piles_of_their_own_are_named_and_never_put_together_by_guess(scans):
    sheets = make_sheets(pile(scans), LAYOUTS)
    assert len(sheets) == len(scans.split())
    assert all(sheet.is_apart and not sheet.is_whole for sheet in sheets)


def test_a_missing_page_is_no_pile():
    assert not any(sheet.is_apart for sheet in make_sheets(pile("A1 A2 A1 A1 A2"), LAYOUTS))


def test_pages_of_two_files_are_never_one_sheet():
    assert show(make_sheets([*pile("A1"), *pile("A2", file=1)], LAYOUTS)) == ["!A1@0", "!A2@0"]


def test_a_sheet_scanned_twice_counts_once():
    first, again, other = pile("C1"), pile("C1", file=1), pile("C1", file=2)
    again = [replace(again[0], signature=nudge(first[0].signature))]
    sheets = make_sheets([*first, *again, *other], LAYOUTS)
    assert [s.is_twice for s in sheets] == [False, True, False]


def test_blank_sheets_are_not_each_others_doubles():
    blank = [replace(page, signature=bytes(300)) for page in [*pile("C1"), *pile("C1", file=1)]]
    assert not any(sheet.is_twice for sheet in make_sheets(blank, LAYOUTS))


def nudge(signature):
    """The same ink as another scan sees it."""
    values = np.frombuffer(signature, np.uint8).astype(float)
    moved = values + np.random.default_rng(5).normal(0, 12, len(values))
    return np.clip(moved, 0, 255).astype(np.uint8).tobytes()
