"""How fast and how well scans are read, beside decoding the same files and known truth; how fast a doubt is decided."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

import cv2
import numpy as np

from benchmarks import Row
from genklang.analysis.read_forms import AUDITED
from genklang.estimation.interval import hypergeometric
from genklang.instrument.shelf import find_instrument
from genklang.paper.form import FormVersion
from genklang.paper.layout import layout
from genklang.paper.read import read_page
from genklang.paper.scan_file import decode
from genklang.paper.synthesis.batches import draw_batches
from genklang.paper.synthesis.numbers import make_number_form, try_numbers
from genklang.paper.synthesis.people import PLAIN, fill, put_on_paper
from genklang.paper.synthesis.scanner import LEVELS, Level, scan
from genklang.paper.synthesis.trial import (
    INK_SCALE,
    Outcome,
    TrialForm,
    measure_calibration,
    prepare_trial,
    try_reading,
)

SHEETS = 12
"""Sheets that are timed."""
FORMS = (
    ("skr-ifo", "sv"),
    ("skr-ifo", "ar"),
    ("brukarbarometern", "sv"),
    ("socialpaedagogisk-stoette", "en"),
    ("samarbejdskommuner", "da"),
    ("skr-ifo", "ckb"),
)
"""Forms that are tried; the last three were never trained on."""
TRIED = {"clean": 60, "office": 2400, "poor": 1200, "photo": 240}
"""Sheets of known truth at each level of hardness, in parts of `PART`: a rate of 1 in 10,000 needs many."""
PART = 60
SEED = 3001
IN_BOXES = (*PLAIN, "blank", "fill")
"""What is unlike these, a person must see: no reader may take it for sure."""
BATCHES = 20_000
NUMBERED = {"clean": 30, "office": 120, "poor": 60, "photo": 30}
"""Sheets of eighteen numbers each."""
MOST_ASKED = {"clean": 70.0, "office": 70.0, "poor": 85.0, "photo": 85.0}
"""Numbers sent to a person, per cent."""
TARGETS = {"clean": (1.0, 1.0), "office": (1.0, 1.0), "poor": (5.0, 4.0), "photo": (5.0, 4.0)}
"""Silent errors per 10,000 questions, and questions sent to review, per cent."""


def measure() -> list[Row]:
    """Return milliseconds a page at two densities and their ratio to decoding, then errors and review by level."""
    cv2.setNumThreads(1)
    form = _make_form(*FORMS[0])
    rows = [row for dpi, target in ((200, 1000 / 60), (300, 1000 / 35)) for row in _time(form, dpi, target)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        parts = {level: pool.map(partial(_try_part, level), range(TRIED[level] // PART)) for level in LEVELS}
        rows += [row for level in LEVELS for row in _rate(level, Outcome.join(parts[level]))]
    return [*rows, *_rate_numbers(), _cover(), *_decide()]


def _try_part(level: Level, number: int) -> Outcome:
    cv2.setNumThreads(1)
    return try_reading(_make_forms(), level, sheets=PART, seed=SEED + number)


@cache
def _make_forms() -> list[TrialForm]:
    return [_make_form(*form) for form in FORMS]


def _rate_numbers() -> Iterator[Row]:
    form = make_number_form()
    for level in LEVELS:
        found = try_numbers(form, level, sheets=NUMBERED[level], seed=78)
        wrong = 1e3 * found.share("wrong")
        yield Row(f"{level}: numbers silently wrong ({found.questions:,} tried)", wrong, "per 1,000", 1.0)
        yield Row(f"{level}: numbers sent to a person", 100 * found.share("review"), "per cent", MOST_ASKED[level])


def _decide() -> list[Row]:
    """Time the server's replies to decisions on doubtful crosses; a key and a thought take 1,630 ms by the model."""
    with tempfile.TemporaryDirectory(prefix="genklang-bench-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "genklang.server.settings",
            "GENKLANG_MODE": "demo",
            "GENKLANG_DATA": f"{folder}/data",
            "GENKLANG_KEYS": f"{folder}/keys",
        }
        seed = [sys.executable, "-m", "benchmarks.review_seed"]
        made = subprocess.run(seed, env=environment, capture_output=True, text=True, check=True)
    times = np.array(json.loads(made.stdout.splitlines()[-1]))
    middle, high = np.percentile(times, [50, 95])
    return [
        Row(f"the server's reply to a decision on a doubt, median of {len(times)}", float(middle), "ms", 200.0),
        Row("the same, 95th percentile", float(high), "ms", 1630.0),
    ]


def _make_form(name: str, language: str) -> TrialForm:
    published = find_instrument(name)
    form = FormVersion(name, published.instrument.version, language, "bench", "", "", "")
    return prepare_trial(*layout(published, form))


def _time(form: TrialForm, dpi: int, target: float) -> list[Row]:
    files = _make_files(form, dpi)
    known = {form.layout.id: form.readable}
    decoding = _measure_cpu(decode, files)
    whole = _measure_cpu(lambda data: read_page(decode(data), known), files)
    return [
        Row(f"a page at {dpi} dpi, JPEG, decoding and reading", whole * 1000, "ms of CPU", target),
        Row(f"the same, beside decoding alone, {dpi} dpi", whole / decoding, "times", 2.5),
    ]


def _make_files(form: TrialForm, dpi: int) -> Sequence[bytes]:
    files = []
    for number in range(SHEETS):
        rng = np.random.default_rng([5, number])
        filled = fill(form.layout, rng, scale=INK_SCALE)
        for blank, layer in zip(form.pages, filled.layers, strict=True):
            made = scan(put_on_paper(blank, layer), "office", rng, scale=INK_SCALE, dpi=dpi, turned=False)
            files.append(bytes(cv2.imencode(".jpg", made.picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]))
    return files


def _measure_cpu(work: Callable[[bytes], object], files: Sequence[bytes], *, times: int = 5) -> float:
    """Return the least processor time of several runs, in seconds a file.

    What comes of a file is dropped before the next: to keep all pictures costs fresh memory, a third of decoding.
    """
    found = []
    for _ in range(times + 1):
        began = time.process_time()
        for data in files:
            work(data)
        found.append(time.process_time() - began)
    return min(found) / len(files)


def _cover() -> Row:
    drawn = draw_batches(BATCHES, np.random.default_rng(7), audited=AUDITED)
    low, high = hypergeometric(drawn.found, drawn.checked, drawn.accepted)
    truth = drawn.wrong / drawn.accepted
    missed = 100 * float(np.mean((truth < low) | (truth > high)))
    return Row(f"batches whose error rate the interval misses ({BATCHES:,} simulated)", missed, "per cent", 5.0)


def _rate(level: str, outcome: Outcome) -> list[Row]:
    wrong, review = TARGETS[level]
    unread = 0.0 if level in {"clean", "office"} else 0.2
    in_boxes, in_grey = outcome.keep(IN_BOXES), outcome.spare({"one_bit", "fax"})
    return [
        Row(f"{level}: pages not found", 100 * outcome.unread / outcome.pages, "per cent", unread),
        Row(f"{level}: pages named wrongly", outcome.misnamed, "pages", 0),
        Row(
            f"{level}: silently wrong ({outcome.questions:,} tried)", 1e4 * outcome.share("wrong"), "per 10,000", wrong
        ),
        Row(f"{level}: sent to review", 100 * outcome.share("review"), "per cent", review),
        Row(f"{level}: the same, of crosses, ticks and the like", 100 * in_boxes.share("review"), "per cent", review),
        Row(f"{level}: the same, of scans in greyscale", 100 * in_grey.share("review"), "per cent", review),
        Row(f"{level}: calibration error of the boxes", measure_calibration(outcome), "", 0.01),
    ]
