"""Tries the reader on sheets made by rule: how many questions are right, sent to review, and silently wrong."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.form import FormLayout
from genklang.paper.form_file import FormFile
from genklang.paper.judge import Verdict
from genklang.paper.network import Network
from genklang.paper.read import ReadableForm, Unread, make_readable, read_page
from genklang.paper.register import Picture
from genklang.paper.synthesis.marks import Draw, draw_mark
from genklang.paper.synthesis.people import ACTS, Filled, fill, put_on_paper
from genklang.paper.synthesis.scanner import Level, scan

INK_SCALE: Final = 8.0
RIGHT, REVIEW, WRONG = "right", "review", "wrong"
NO_FAULT: Final = "none"


@dataclass(slots=True)
class Outcome:
    """Counts of a trial: of questions by what people did, the scan's faults and the result; `states` is of boxes."""

    pages: int = 0
    unread: int = 0
    misnamed: int = 0
    results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    states: list[int] = field(default_factory=list)
    chances: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, verdict: Verdict, meant: tuple[int, ...], *, act: str, faults: str) -> None:
        """Count one question: the verdict on it beside what was meant; `faults` are words."""
        result = REVIEW if verdict.doubt else RIGHT if verdict.codes == meant else WRONG
        self.results[act, faults or NO_FAULT, result] += 1

    def count(self, result: str) -> int:
        """Return how many questions had a result."""
        return sum(n for (*_, found), n in self.results.items() if found == result)

    def keep(self, acts: Collection[str]) -> "Outcome":
        """Return the counts of questions with which people did one of these things."""
        return self._choose(lambda act, _: act in acts)

    def suffer(self, faults: Collection[str]) -> "Outcome":
        """Return the counts of questions on scans that had one of these faults, `NO_FAULT` for those without any."""
        return self._choose(lambda _, had: not had.isdisjoint(faults))

    def spare(self, faults: Collection[str]) -> "Outcome":
        """Return the counts of questions on scans that had none of these faults."""
        return self._choose(lambda _, had: had.isdisjoint(faults))

    def _choose(self, is_chosen: Callable[[str, set[str]], bool]) -> "Outcome":
        chosen = {key: n for key, n in self.results.items() if is_chosen(key[0], set(key[1].split()))}
        return Outcome(results=Counter(chosen))

    @classmethod
    def join(cls, parts: Iterable["Outcome"]) -> "Outcome":
        """Return the counts of several trials together."""
        whole = cls()
        for part in parts:
            whole.pages += part.pages
            whole.unread += part.unread
            whole.misnamed += part.misnamed
            whole.results.update(part.results)
            whole.states += part.states
            whole.chances += part.chances
        return whole

    @property
    def questions(self) -> int:
        """How many questions were on the pages that were read."""
        return self.results.total()

    def share(self, result: str) -> float:
        """Return the share of questions with a result."""
        return self.count(result) / max(self.questions, 1)


@dataclass(frozen=True, slots=True)
class TrialForm:
    """A form for trials: its layout, its blank pages at the scale of the ink, and what the reader needs."""

    layout: FormLayout
    pages: tuple[Picture, ...]
    readable: ReadableForm


def prepare_trial(layout: FormLayout, blanks: Sequence[Picture]) -> TrialForm:
    """Return a form ready for trials from its blank pages (10 pixels per mm)."""
    pngs = tuple(bytes(cv2.imencode(".png", b)[1]) for b in blanks)
    size = (round(210 * INK_SCALE), round(297 * INK_SCALE))
    small = tuple(np.asarray(cv2.resize(b, size, interpolation=cv2.INTER_AREA), dtype=np.uint8) for b in blanks)
    return TrialForm(layout, small, make_readable(FormFile(layout, pngs, "{}")))


def try_reading(
    forms: Sequence[TrialForm],
    level: Level,
    *,
    sheets: int,
    seed: int,
    acts: Mapping[str, float] = ACTS,
    only: str = "",
    dpi: float = 200,
    network: Network | None = None,
    draw: Draw = draw_mark,
) -> Outcome:
    """Fill, scan and read so many sheets and count what came of each question; the same for a seed.

    `only` names the one fault that every scan is to have; `draw` draws people's marks.
    """
    known = {form.layout.id: form.readable for form in forms}
    outcome = Outcome()
    for number in range(sheets):
        rng = np.random.default_rng([seed, number])
        form = forms[number % len(forms)]
        filled = fill(form.layout, rng, scale=INK_SCALE, acts=acts, draw=draw)
        for page, picture, faults in _scan_all(form, filled, level, rng, only=only, dpi=dpi):
            found = read_page(picture, known, network=network)
            outcome.pages += 1
            if isinstance(found, Unread):
                outcome.unread += 1
                outcome.misnamed += found.reason == "foreign"
                continue
            outcome.misnamed += (found.name.form, found.name.page) != (form.layout.id, page)
            for verdict in found.verdicts:
                if verdict.item in filled.meant:
                    meant, act = filled.meant[verdict.item], filled.acts[verdict.item]
                    outcome.add(verdict, meant, act=act, faults=faults)
            outcome.states += [filled.states[b.item, b.code] for b in form.layout.boxes_on(page)]
            outcome.chances.append(found.chances)
    return outcome


def measure_calibration(outcome: Outcome, *, bins: int = 10) -> float:
    """Return the expected calibration error of the boxes' likeliest states, over bins of equal size."""
    chances, states = np.concatenate(outcome.chances), np.array(outcome.states)
    sure, is_right = chances.max(axis=1), chances.argmax(axis=1) == states
    parts = np.array_split(np.argsort(sure, kind="stable"), bins)
    return float(sum(abs(sure[p].mean() - is_right[p].mean()) * len(p) for p in parts if len(p)) / len(sure))


def _scan_all(
    form: TrialForm, filled: Filled, level: Level, rng: np.random.Generator, *, only: str, dpi: float
) -> Iterator[tuple[int, Picture, str]]:
    for page, (blank, layer) in enumerate(zip(form.pages, filled.layers, strict=True), 1):
        made = scan(put_on_paper(blank, layer), level, rng, scale=INK_SCALE, only=only, dpi=dpi)
        yield page, made.picture, " ".join(made.faults)
