"""What copiers, scanners and telephones do to a page; each fault is a function of a grey picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.register import Picture

Fault = Callable[[Picture, np.random.Generator, float], Picture]
"""Takes the picture, randomness and the pixels per mm."""


def blur(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Soften by 0.03–0.15 mm."""
    return _grey(cv2.GaussianBlur(page, (0, 0), rng.uniform(0.03, 0.15) * scale))


def soften(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Soften as any scanner does, by up to 0.06 mm."""
    return _grey(cv2.GaussianBlur(page, (0, 0), rng.uniform(0.03, 0.06) * scale))


def noise(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Add the sensor's grain, 4–14 grey levels."""
    del scale
    return _add_noise(page, rng, rng.uniform(4, 14))


def faint_noise(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Add little grain, up to 4 grey levels."""
    del scale
    return _add_noise(page, rng, rng.uniform(1, 4))


def shading(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Darken towards one side and in a broad shadow, by up to a third."""
    del scale
    light = cv2.resize(
        rng.uniform(0.68, 1.0, (3, 3)).astype(np.float32), page.shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    return _grey(page * np.clip(light, 0.6, 1.0))


def stains(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Spill coffee: rings and blots of a light grey, and some dark specks."""
    veil = np.ones(page.shape, np.float32)
    for _ in range(int(rng.integers(1, 4))):
        place = tuple(int(v) for v in rng.uniform(0, 1, 2) * page.shape[::-1])
        radius, thick = int(rng.uniform(8, 30) * scale), int(rng.uniform(0.8, 4) * scale)
        cv2.circle(veil, place, radius, rng.uniform(0.72, 0.92), thick if rng.random() < 0.7 else -1, cv2.LINE_AA)
    veil = np.asarray(cv2.GaussianBlur(veil, (0, 0), 0.4 * scale), dtype=np.float32)
    for _ in range(int(rng.integers(5, 40))):
        place = tuple(int(v) for v in rng.uniform(0, 1, 2) * page.shape[::-1])
        cv2.circle(veil, place, max(1, int(rng.uniform(0.05, 0.35) * scale)), rng.uniform(0.2, 0.7), -1, cv2.LINE_AA)
    return _grey(page * veil)


def streaks(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Draw the thin lines that dust on a feeder's glass leaves along the page."""
    out = page.astype(np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x = int(rng.uniform(0.02, 0.98) * page.shape[1])
        width = max(1, round(rng.uniform(0.08, 0.3) * scale))
        out[:, x : x + width] *= rng.uniform(0.55, 0.9)
    return _grey(out)


def copier(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Copy it: lines grow or thin, contrast rises, toner leaves specks."""
    grown = cv2.GaussianBlur(page, (0, 0), 0.07 * scale).astype(np.float32)
    gain, level = rng.uniform(1.4, 2.4), rng.uniform(120, 185)
    out = 255 / (1 + np.exp(-gain * 4 * (grown - level) / 255))
    specks = rng.random(page.shape) < 10 ** rng.uniform(-6, -4.4)
    return _grey(np.where(specks, 60, out))


def one_bit(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Keep black and white alone, at a threshold a clerk has set."""
    del scale
    return _grey(np.where(page < rng.uniform(120, 190), 0, 255))


def fax(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Send it by fax: 8 × 7.7 dots per mm, one bit, some lost rows."""
    size = (int(page.shape[1] / scale * 8), int(page.shape[0] / scale * 7.7))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    dots = np.where(small < rng.uniform(130, 180), 0, 255).astype(np.uint8)
    for row in rng.integers(1, size[1], int(rng.integers(0, 5))):
        dots[row] = dots[row - 1]
    return _grey(cv2.resize(dots, page.shape[::-1], interpolation=cv2.INTER_NEAREST))


def jpeg(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Save it as a strongly compressed JPEG, quality 22–45."""
    del scale
    return _squeeze(page, int(rng.integers(22, 46)))


def mild_jpeg(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Save it as an ordinary JPEG, quality 55–92."""
    del scale
    return _squeeze(page, int(rng.integers(55, 93)))


def bleed_through(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Let the other side shine through: the page's own print, mirrored and faint."""
    del scale
    back = 255 - page[:, ::-1].astype(np.float32)
    back = np.roll(back, (int(rng.integers(-60, 60)), int(rng.integers(-40, 40))), (0, 1))
    return _grey(page - rng.uniform(0.04, 0.12) * back)


def washed_out(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Lose contrast: grey paper, grey ink."""
    del scale
    low, high = rng.uniform(20, 80), rng.uniform(190, 240)
    return _grey(low + page.astype(np.float32) / 255 * (high - low))


def corner_lost(page: Picture, rng: np.random.Generator, scale: float) -> Picture:
    """Fold or tear off one corner, square and all."""
    height, width = page.shape
    reach = int(rng.uniform(16, 26) * scale)
    points = np.array([[0, 0], [reach, 0], [0, reach]])
    corner = int(rng.integers(0, 4))
    if corner % 2:
        points[:, 0] = width - 1 - points[:, 0]
    if corner // 2:
        points[:, 1] = height - 1 - points[:, 1]
    out = page.copy()
    cv2.fillConvexPoly(out, points.astype(np.int32), int(rng.choice([255, 235, 30])))
    return out


def _squeeze(page: Picture, quality: int) -> Picture:
    packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _add_noise(page: Picture, rng: np.random.Generator, spread: float) -> Picture:
    tile = rng.normal(0, spread, (512, 512)).astype(np.float32)
    repeats = (page.shape[0] // 512 + 1, page.shape[1] // 512 + 1)
    return _grey(page + np.tile(tile, repeats)[: page.shape[0], : page.shape[1]])


def _grey(page: NDArray[np.float32] | NDArray[np.float64] | Picture | cv2.typing.MatLike) -> Picture:
    return np.asarray(np.clip(page, 0, 255), dtype=np.uint8)


FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "blur": blur,
        "bleed_through": bleed_through,
        "copier": copier,
        "corner_lost": corner_lost,
        "fax": fax,
        "jpeg": jpeg,
        "noise": noise,
        "one_bit": one_bit,
        "shading": shading,
        "stains": stains,
        "streaks": streaks,
        "washed_out": washed_out,
    }
)
"""Faults that make a scan poor; each can be held out of training."""
