"""`python -m genklang.paper.training.known_marks FILE`: marks that real people drew, put on forms and read."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from genklang.errors import Failure, problem
from genklang.paper.geometry import BOX
from genklang.paper.synthesis.marks import Layer, Pen, Stroke, bend, draw_mark, draw_strokes
from genklang.paper.synthesis.people import PLAIN
from genklang.paper.synthesis.scanner import Level
from genklang.paper.synthesis.trial import REVIEW, WRONG, Outcome, TrialForm, try_reading
from genklang.paper.training.__main__ import make_blank_pages
from genklang.paper.training.held_out import make_trial_forms

_Drawing = Sequence[Sequence[tuple[float, float]]]
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {**{kind: kind for kind in PLAIN if kind != "ring"}, "filled": "fill", "ring": "circled", "odd": "word"}
)
"""Kinds of drawings, and what people of our rule do who draw them: a ring goes round the box, what is odd across it."""
INSIDE: Final = (0.8, 1.4)
SIDES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"fill": (0.9, 1.1), "circled": (1.25, 1.9), "dot": (0.15, 0.4)}
)
"""Least and largest longer side of a drawing, in sides of the box, where it is not that of a mark inside."""
OFF: Final = 0.35
"""How far a hand misses the box's middle, in mm."""
BRUSH: Final = 0.14
"""Least width of the pen that fills a box, in sides of the box: on a screen it is done with a broad brush."""


@dataclass(frozen=True, slots=True)
class KnownMarks:
    """Drawings by what is done, each its strokes, with the middle zero and the longer side one; chance takes one."""

    drawings: Mapping[str, Sequence[Sequence[Stroke]]]

    def __call__(
        self, layer: Layer, kind: str, middle: tuple[float, float], *, pen: Pen, scale: float, rng: np.random.Generator
    ) -> None:
        """Draw one of the kind's drawings at a box; kinds of which there is none are drawn by rule."""
        if kind not in self.drawings:
            draw_mark(layer, kind, middle, pen=pen, scale=scale, rng=rng)
            return
        own = self.drawings[kind]
        side = BOX * rng.uniform(*SIDES.get(kind, INSIDE))
        place = np.array(middle) + rng.normal(0, OFF, 2)
        strokes = [stroke * side + place for stroke in own[int(rng.integers(0, len(own)))]]
        used = Pen(max(pen.width, BRUSH * BOX), pen.darkness, pen.grain) if kind == "fill" else pen
        draw_strokes(layer, strokes, pen=used, scale=scale, rng=rng)

    @property
    def acts(self) -> Mapping[str, float]:
        """What people do, each as often as the others: each kind there is, and marks corrected if boxes are filled."""
        done = dict.fromkeys(self.drawings, 1.0)
        return {**done, "corrected": 1.0} if "fill" in done else done


def read_marks(path: Path, *, part: int = 0, parts: int = 1) -> KnownMarks:
    """Return the drawings of a file, or every so manieth of each kind.

    The file is JSON: kinds, each with drawings, each with strokes, each with points [x, y], y downwards; P115 if not.
    """
    try:
        return KnownMarks(_read_kinds(json.loads(path.read_text(encoding="utf-8")), part, parts))
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as fault:
        reason = fault if isinstance(fault, ValueError | OSError) else "it is built otherwise"
        raise Failure(problem("P115", str(path), reason=reason, known=", ".join(KINDS))) from fault


def list_rates(
    known: KnownMarks, forms: Sequence[TrialForm], *, levels: Sequence[Level], sheets: int, seed: int
) -> Iterator[str]:
    """Yield rows of a table for each level, by what was drawn: questions, per cent to a person, silently wrong."""
    for level in levels:
        found = try_reading(forms, level, sheets=sheets, seed=seed, acts=known.acts, draw=known)
        names = {act: kind for kind, act in KINDS.items()}
        for act in (*known.acts, "blank"):
            yield _write_row(level, names.get(act, act), found.keep({act}))
        yield _write_row(level, "all", found)


def _write_row(level: Level, name: str, found: Outcome) -> str:
    return f"| {level} | {name} | {found.questions:,} | {100 * found.share(REVIEW):.1f} % | {found.count(WRONG)} |\n"


def _read_kinds(held: Mapping[str, Sequence[_Drawing]], part: int, parts: int) -> Mapping[str, list[list[Stroke]]]:
    if unknown := sorted(held.keys() - KINDS.keys()):
        raise ValueError(f"there is no kind “{unknown[0]}”")
    found = {KINDS[kind]: [_fit(drawing) for drawing in drawn[part::parts]] for kind, drawn in held.items()}
    if not found or not all(found.values()):
        raise ValueError("a kind has no drawings")
    return MappingProxyType(found)


def _fit(drawing: _Drawing) -> list[Stroke]:
    """Return a drawing's strokes, rounded between their points, with the middle zero and the longer side one."""
    strokes = [np.array(stroke, dtype=np.float64) for stroke in drawing]
    if not strokes or any(s.ndim != 2 or s.shape[1] != 2 or not np.isfinite(s).all() for s in strokes):
        raise ValueError("a stroke is not a list of points")
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    side = float((high - low).max()) or 1.0
    still = np.random.default_rng(0)
    return [bend([(x, y) for x, y in (s - (low + high) / 2) / side], still, wobble=0) for s in strokes]


def main() -> None:
    """Read the file's marks on three forms at each level and print a table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.known_marks", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON: kinds, drawings, strokes, points [x, y]")
    parser.add_argument("--levels", nargs="*", default=["clean", "office", "poor", "photo"])
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=61)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args()
    try:
        known = read_marks(options.file, part=options.part, parts=options.parts)
    except Failure as failure:
        parser.error(str(failure))
    forms = make_trial_forms(make_blank_pages(), most=3)
    sys.stdout.write("| scans | marks | questions | to a person | silently wrong |\n|---|---|---|---|---|\n")
    for row in list_rates(known, forms, levels=options.levels, sheets=options.sheets, seed=options.seed):
        sys.stdout.write(row)


if __name__ == "__main__":
    main()
