"""The tables that charts measure by agree with the shipped fonts."""

import json
from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont

FONTS = files("genklang").joinpath("content/fonts")
FAMILIES = {"NotoSans": (0x20, 0xA0, 0x2010), "NotoSansArabic": (0x600,), "NotoSansEthiopic": (0x1200,)}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("family", FAMILIES)
def test_advances_are_the_fonts_own(family, weight):
    font = TTFont(str(FONTS.joinpath(f"{family}-{weight}.ttf")))
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    table = json.loads(FONTS.joinpath("advances.json").read_text("utf-8"))[weight.lower()]
    for first in FAMILIES[family]:
        found = table[str(first)]
        assert found == [metrics[cmap[c]][0] if c in cmap else 0 for c in range(first, first + len(found))]


def test_coverage_is_what_the_fonts_have_signs_for():
    runs = json.loads(FONTS.joinpath("coverage.json").read_text("utf-8"))
    there = set()
    for family in FAMILIES:
        there |= set(TTFont(str(FONTS.joinpath(f"{family}-Regular.ttf"))).getBestCmap())
    assert {c for first, last in runs for c in range(first, last + 1)} == there


@pytest.mark.parametrize(
    ("subset", "text"),
    [("latin", "Åäö ÆØ éüß “”–… € 1 283 ×"), ("arabic", "ما مدى التفهّم؟ پچژگی"), ("ethiopic", "ሰላም።")],
)
def test_subsets_hold_the_letters_they_are_for(subset, text):
    for weight in ("Regular", "Bold"):
        cmap = TTFont(str(FONTS.joinpath(f"{subset}-{weight}.woff2"))).getBestCmap()
        assert {c for c in text if ord(c) not in cmap} - {" "} == set()


def test_the_licence_is_beside_the_fonts():
    text = FONTS.joinpath("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "DISCLAIMER" in text
