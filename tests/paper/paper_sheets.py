"""Forms, filled sheets and scans for tests, each made once."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.paper.draw import encode_png
from genklang.paper.form import STANDARD, FormVersion
from genklang.paper.form_file import SUFFIX, write_form_file
from genklang.paper.layout import layout
from genklang.paper.synthesis.people import ACTS, fill, put_on_paper
from genklang.paper.synthesis.scanner import scan
from genklang.paper.synthesis.trial import INK_SCALE, prepare_trial

CROSSES = {"cross": 1.0}
cv2.setNumThreads(1)


@cache
def laid_out(
    instrument="skr-ifo", version="2016", language="sv", variant=STANDARD, *, unit="Norr", group="", round_="2026"
):
    """A form and its blank pages."""
    form = FormVersion(instrument, version, language, round_, "Köping", unit, group, variant)
    return layout(find_instrument(f"{instrument}/{version}"), form)


@cache
def trial_form(language="sv", unit="Norr"):
    """A form ready to be filled, scanned and read."""
    return prepare_trial(*laid_out(language=language, unit=unit))


def scanned(form, *, level="office", seed=1, acts=ACTS, answers=None, dpi=200, only="", turned=True):
    """One sheet: what was meant, and the picture of each page."""
    rng = np.random.default_rng(seed)
    filled = fill(form.layout, rng, scale=INK_SCALE, acts=acts, answers=answers)
    pages = [
        scan(put_on_paper(blank, layer), level, rng, scale=INK_SCALE, dpi=dpi, only=only, turned=turned).picture
        for blank, layer in zip(form.pages, filled.layers, strict=True)
    ]
    return filled, pages


def keep_form(folder: Path, laid, blanks, name="form"):
    """Write a form file as genklang form does."""
    folder.mkdir(exist_ok=True)
    questionnaire = to_json(find_instrument(f"{laid.version.instrument}/{laid.version.version}"))
    text = write_form_file(laid, [encode_png(b) for b in blanks], questionnaire)
    (folder / f"{name}{SUFFIX}").write_text(text, encoding="utf-8")


def save(path: Path, picture, quality=85):
    """Write a picture in the format that the name says."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality] if path.suffix == ".jpg" else []
    assert cv2.imwrite(str(path), picture, options)
