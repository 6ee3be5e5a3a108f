"""Paper from print to figures, in three writings for two units: what was meant is what is counted."""

import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import polars as pl
from PIL import Image

from genklang.analysis import (
    FormRequest,
    find_instrument,
    finish_review,
    import_answers,
    print_forms,
    read_scanned_forms,
)
from genklang.paper.form_file import read_forms
from genklang.paper.synthesis.trial import prepare_trial

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from paper_sheets import scanned

SHEETS = 30
LEVELS = ("office", "office", "poor")


def fill_and_scan(forms, scans):
    """Fill sheets of all forms and scan each into a file of its own; return what was meant by unit."""
    scans.mkdir()
    trials = []
    for kept in read_forms(forms).values():
        blanks = [cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE) for png in kept.blanks]
        trials.append(prepare_trial(kept.layout, blanks))
    meant = []
    for number in range(SHEETS):
        form = trials[number % len(trials)]
        filled, pages = scanned(form, level=LEVELS[number % 3], seed=number, acts={"cross": 0.8, "tick": 0.2})
        first, *rest = [Image.fromarray(page) for page in pages]
        path = scans / f"{number}.tif"
        first.save(path, save_all=True, append_images=rest, compression="tiff_lzw", dpi=(200, 200))
        meant.append((form.layout.version.unit, {item: codes for item, codes in filled.meant.items() if codes}))
    return meant


def test_from_print_to_figures(tmp_path):
    published = find_instrument("skr-ifo")
    request = FormRequest("2026", "Köping", ("Norr", "Söder"), ("ungdomar",), ("sv", "ar", "ti"), printed=10)
    print_forms(published, tmp_path / "forms", request)
    meant = fill_and_scan(tmp_path / "forms", tmp_path / "scans")
    scans = sorted((tmp_path / "scans").iterdir())
    out, review, rest = tmp_path / "a.csv", tmp_path / "review", tmp_path / "b.csv"
    summary = read_scanned_forms(scans, forms=tmp_path / "forms", out=out, review=review)
    assert summary.pages == 2 * SHEETS
    assert summary.accepted + summary.review + summary.blank + sum(summary.unread.values()) >= SHEETS - 1
    assert not summary.problems

    decisions = pl.read_csv(review / "decisions.csv", infer_schema=False)
    choice = pl.when(pl.col("item") == "(sheet)").then(pl.lit("keep")).otherwise(pl.col("proposal").fill_null("-"))
    decisions.with_columns(choice.alias("decision")).write_csv(review / "decisions.csv")
    finish_review(review, out=rest)
    import_answers([out, rest], published=published, place=tmp_path / "store")

    read = pl.concat([pl.read_csv(path, infer_schema=False) for path in (out, rest)])
    for item in ("kontakt", "helhetssyn", "gender"):
        told = Counter((row["unit"], int(row[item])) for row in read.iter_rows(named=True) if row[item])
        wanted = Counter((unit, *answers[item]) for unit, answers in meant if item in answers)
        assert (told - wanted).total() + (wanted - told).total() <= 3, item
