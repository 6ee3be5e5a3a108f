"""Puts a page through a scanner or before a telephone: where it lies, then what happens to it, by level of hardness."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture
from genklang.paper.synthesis.faults import FAULTS, faint_noise, mild_jpeg, noise, shading, soften

Level = Literal["clean", "office", "poor", "photo"]
LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "poor", "photo")
MM_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned page: its picture, the level, and the faults that it was given."""

    picture: Picture
    level: Level
    faults: tuple[str, ...]


def scan(
    page: Picture,
    level: Level,
    rng: np.random.Generator,
    *,
    scale: float,
    dpi: float = 200,
    without: Sequence[str] = (),
    only: str = "",
    turned: bool = True,
) -> Scan:
    """Scan a page that has `scale` pixels per mm.

    `without` names faults that are not to happen, `only` the one fault that shall; `turned` lets the page lie on its
    side or head.
    """
    density = dpi / MM_PER_INCH
    if level == "photo":
        picture, names = _photograph(page, rng, scale=scale, density=density), []
        picture = shading(picture, rng, density) if "shading" not in without else picture
        picture = mild_jpeg(noise(picture, rng, density) if rng.random() < 0.5 else picture, rng, density)
    else:
        picture = _lay(page, rng, scale=scale, density=density, level=level)
        names = [only] if only else _choose(level, rng, without)
        for name in names:
            picture = FAULTS[name](picture, rng, density)
        if level != "clean":
            picture = faint_noise(soften(picture, rng, density), rng, density)
        if not {"one_bit", "fax"} & set(names):
            picture = mild_jpeg(picture, rng, density)
    if turned and level != "clean":
        picture = np.ascontiguousarray(np.rot90(picture, int(rng.integers(0, 4))))
    return Scan(picture, level, tuple(names))


def _choose(level: Level, rng: np.random.Generator, without: Sequence[str]) -> list[str]:
    """Return the faults of one page: none when clean, now and then a mild one in an office, one to three when poor."""
    if level == "clean":
        return []
    if level == "office":
        mild = [name for name in ("copier", "shading", "bleed_through", "streaks") if name not in without]
        return [str(name) for name in mild if rng.random() < 0.12]
    able = [name for name in FAULTS if name not in without]
    chosen = list(rng.choice(able, min(len(able), int(rng.integers(1, 4))), replace=False))
    last = [name for name in chosen if name in {"one_bit", "fax", "jpeg"}]
    return [str(name) for name in (*(n for n in chosen if n not in last), *last[:1])]


def _lay(page: Picture, rng: np.random.Generator, *, scale: float, density: float, level: Level) -> Picture:
    """Return the page as it lies under the glass: a little turned, moved, stretched."""
    spread = {"clean": 0.0, "office": 1.0, "poor": 2.4}[level]
    angle = np.radians(float(np.clip(rng.normal(0, 0.6 * spread), -5, 5)))
    stretch = 1 + np.clip(rng.normal(0, 0.004 * spread, 2), -0.03, 0.03)
    shift = np.clip(rng.normal(0, 1.0 * spread, 2), -5, 5)
    middle = np.array([PAGE_WIDTH, PAGE_HEIGHT]) / 2
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * stretch
    linear = turn * density / scale
    offset = (middle + shift) * density - linear @ (middle * scale)
    size = (round(PAGE_WIDTH * density), round(PAGE_HEIGHT * density))
    border = int(rng.choice([255, 255, 240, 20])) if level != "clean" else 255
    matrix = np.column_stack([linear, offset])
    blurred = cv2.GaussianBlur(page, (0, 0), max(0.01, 0.42 * scale / density)) if scale > density else page
    return np.asarray(
        cv2.warpAffine(
            blurred, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=border
        )
    )


def _photograph(page: Picture, rng: np.random.Generator, *, scale: float, density: float) -> Picture:
    """Return the page as it lies on a desk before a telephone: in perspective, bent, a little out of focus."""
    size = np.array([PAGE_WIDTH, PAGE_HEIGHT]) * density * rng.uniform(1.05, 1.3)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64)
    placed = 0.5 + (corners - 0.5) * rng.uniform(0.8, 0.93) + rng.uniform(-0.035, 0.035, (4, 2))
    source = (corners * (page.shape[1], page.shape[0])).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, (placed * size).astype(np.float32))
    target = (int(size[0]), int(size[1]))
    desk = int(rng.uniform(30, 190))
    flat = cv2.warpPerspective(_bend(page, rng, scale), matrix, target, flags=cv2.INTER_LINEAR, borderValue=desk)
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), rng.uniform(0.04, 0.11) * density))


def _bend(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Return the page with a bow of up to 2 mm: paper seldom lies quite flat."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bow = np.float32(rng.uniform(-2.0, 2.0) * scale)
    along = bow * np.sin(np.pi * x / width).astype(np.float32)
    return np.asarray(cv2.remap(page, x, y + along, cv2.INTER_LINEAR, borderValue=255))
