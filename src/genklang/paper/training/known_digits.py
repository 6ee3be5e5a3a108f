"""`python -m genklang.paper.training.known_digits FILE`: pictures of real people's digits, put on forms and read."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.digits import EMPTY
from genklang.paper.form import Box
from genklang.paper.synthesis.digits import Hand, draw_digit
from genklang.paper.synthesis.marks import Layer
from genklang.paper.synthesis.numbers import Writers, make_number_form, try_numbers
from genklang.paper.synthesis.scanner import Level
from genklang.paper.synthesis.trial import REVIEW, WRONG

LARGER: Final = 16
"""Pictures are drawn so many times as large before their strokes are cut out."""
EDGE: Final = (0.3, 0.55)
"""Grey from which there is some ink, and from which all is ink."""
ACTS: Final = {"written": 1.0}


@dataclass(frozen=True, slots=True)
class KnownDigits:
    """Pictures of digits, ink light on dark, 0 to 1 (n × h × w), by digit; each is taken by chance and written."""

    by_digit: tuple[NDArray[np.float32], ...]

    def __call__(
        self, layer: Layer, sign: str, cell: Box, *, hand: Hand, scale: float, rng: np.random.Generator
    ) -> None:
        """Put one of the digit's pictures into a cell; what is no digit is drawn by rule."""
        if not sign.isdigit():
            draw_digit(layer, sign, cell, hand=hand, scale=scale, rng=rng)
            return
        own = self.by_digit[int(sign)]
        ink = _cut_strokes(own[int(rng.integers(0, len(own)))])
        zoom = hand.height * rng.uniform(0.88, 1.12) * scale / max(ink.shape)
        width, height = (max(2, round(n * zoom)) for n in ink.shape[::-1])
        drawn = np.asarray(cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA)) * hand.pen.darkness
        middle = (np.array([cell.x + cell.width / 2, cell.y + cell.height / 2]) + rng.normal(0, 0.35, 2)) * scale
        left, top = (round(v) for v in middle - np.array([width, height]) / 2)
        target = layer[top : top + height, left : left + width]
        np.maximum(target, drawn, out=target)


def read_pictures(path: Path, *, part: int = 0, parts: int = 1) -> KnownDigits:
    """Return the digits of a file of arrays, `images` and `target`, or every so manieth of them."""
    with np.load(path, allow_pickle=False) as held:
        images, target = held["images"].astype(np.float32), held["target"]
    images /= images.max()
    return KnownDigits(tuple(images[target == digit][part::parts] for digit in range(EMPTY)))


def list_rates(known: KnownDigits, *, levels: Sequence[Level], sheets: int, seed: int) -> Iterator[str]:
    """Yield a row of a table for each level: numbers, per cent to a person, silently wrong."""
    form = make_number_form()
    for level in levels:
        found = try_numbers(form, level, sheets=sheets, seed=seed, writers=Writers(acts=ACTS, write=known))
        wrong, asked = found.count(WRONG), 100 * found.share(REVIEW)
        yield f"| {level} | {found.questions:,} | {asked:.1f} % | {wrong} |\n"


def _cut_strokes(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the ink of a small picture, drawn large with sharp edges, as near as it can be cut."""
    large = cv2.resize(picture, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    soft = np.asarray(cv2.GaussianBlur(large, (0, 0), LARGER / 5), dtype=np.float32)
    ink = np.clip((soft - EDGE[0]) / (EDGE[1] - EDGE[0]), 0, 1)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    cut: NDArray[np.float32] = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink
    return cut


def main() -> None:
    """Read the file's digits on forms of each level and print a table."""
    parser = argparse.ArgumentParser(prog="python -m genklang.paper.training.known_digits", description=__doc__)
    parser.add_argument("file", type=Path, help="arrays: images (n × h × w, ink light) and target (n), as .npz")
    parser.add_argument("--levels", nargs="*", default=["clean", "office", "poor"])
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args()
    known = read_pictures(options.file, part=options.part, parts=options.parts)
    sys.stdout.write("| scans | numbers | to a person | silently wrong |\n|---|---|---|---|\n")
    for row in list_rates(known, levels=options.levels, sheets=options.sheets, seed=options.seed):
        sys.stdout.write(row)


if __name__ == "__main__":
    main()
