"""Finds the form on a scan: four squares give the map from mm to pixels, codes say which page; with fallbacks."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.codes import Code, code_corners, decode, search_codes
from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH, QR, QR_PLACES, SQUARES
from genklang.paper.identity import PageName
from genklang.paper.squares import find_square

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]
"""x and y in rows."""
Region = tuple[float, float, float, float]
"""A part of a page in mm: x, y, width, height."""

CORNER_MM: Final = 32.0
"""Side of the window in each corner of the picture that is searched first."""
SEARCH_MM: Final = (16.0, 12.0, 8.0)
"""Half the side of the window round a place where a square is expected: from codes, then from squares found before."""
SKEW: Final = 0.12
"""How far the sides of the page may differ from each other, as a share, before the squares are doubted."""
PERSPECTIVE: Final = 0.3
"""The same for a photograph."""
FITS_MM: Final = 0.4
"""A simple map is taken where no point lies farther than this from where it puts it."""
CORNERS: Final = 4
"""Points of one code."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Where the page lies: `to_pixels` maps mm (homogeneous) to pixels; `black` is the grey of a solid square."""

    name: PageName
    to_pixels: NDArray[np.float64]
    squares: int
    black: float
    is_fallback: bool


def find_page(picture: Picture) -> Registration | None:
    """Return where the form lies on a grey picture and which page it is; None where no code of ours can be read."""
    return _find_quickly(picture) or _find_thoroughly(picture)


def map_points(matrix: NDArray[np.float64], points: Points) -> Points:
    """Return points through a homography."""
    across = points @ matrix[:2, :2].T + matrix[:2, 2]
    depth = points @ matrix[2, :2] + matrix[2, 2]
    mapped: Points = across / depth[:, None]
    return mapped


def straighten(picture: Picture, matrix: NDArray[np.float64], region: Region, *, scale: float) -> Picture:
    """Return a part of a page, straightened, with `scale` pixels per mm; `matrix` maps mm to pixels."""
    x, y, width, height = region
    shift = np.array([[1 / scale, 0, x], [0, 1 / scale, y], [0, 0, 1]])
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(picture, matrix @ shift, size, flags=flags, borderValue=255), dtype=np.uint8)


def _find_quickly(picture: Picture) -> Registration | None:
    """Return the page where it fills the picture: a square in each corner, then one code where it must be."""
    height, width = picture.shape
    scale = min(height, width) / PAGE_WIDTH
    reach = CORNER_MM * scale / 2
    corners = [(reach, reach), (width - reach, reach), (reach, height - reach), (width - reach, height - reach)]
    outer = [(0, 0), (width, 0), (0, height), (width, height)]
    found = [find_square(picture, c, reach, scale, nearest=o) for c, o in zip(corners, outer, strict=True)]
    squares = [f for f in found if f is not None]
    if len(squares) < 4:
        return None
    pixels = np.array([s[0] for s in squares])
    if width > height:
        pixels = pixels[[1, 3, 0, 2]]
    if not _is_like_a_page(pixels):
        return None
    matrix = _solve(np.array(SQUARES), pixels)
    code = _read_expected_code(picture, matrix) or _read_straightened_code(picture, matrix)
    if code is None:
        return None
    matrix = matrix @ _turn(matrix, code)
    return Registration(code.name, matrix, 4, float(np.mean([s[1] for s in squares])), is_fallback=False)


def _find_thoroughly(picture: Picture) -> Registration | None:
    """Return the page from codes found anywhere, and from what squares are where the codes say."""
    codes = search_codes(picture)
    named = {code.name for code in codes}
    if len(named) != 1:
        return None
    known = np.concatenate([code_corners(c.place) for c in codes])
    seen = np.concatenate([c.corners for c in codes])
    matrix = _fit_map(known, seen)
    blacks: list[float] = []
    for reach in SEARCH_MM:
        scale = measure_scale(matrix)
        expected = map_points(matrix, np.array(SQUARES))
        found = [find_square(picture, tuple(e), reach * scale, scale, nearest=tuple(e)) for e in expected]
        hits = [(place, f) for place, f in zip(SQUARES, found, strict=True) if f is not None]
        if hits:
            places, pixels = np.array([p for p, _ in hits]), np.array([f[0] for _, f in hits])
            is_square = len(hits) == len(SQUARES) and _is_like_a_page(pixels, PERSPECTIVE)
            matrix = (
                _solve(places, pixels) if is_square else _fit_map(np.vstack([known, places]), np.vstack([seen, pixels]))
            )
        blacks = [f[1] for _, f in hits]
    black = float(np.mean(blacks)) if blacks else float(np.percentile(picture, 1))
    return Registration(codes[0].name, matrix, len(blacks), black, is_fallback=True)


def _fit_map(places: Points, pixels: Points) -> NDArray[np.float64]:
    """Return the simplest map that fits: turned; turned and stretched; in perspective, if that is like a page.

    Few points close together would give a map with more freedom any shape far from them.
    """
    x, y = places.T
    one, none = np.ones(len(places)), np.zeros(len(places))
    turned = np.vstack([np.column_stack([x, -y, one, none]), np.column_stack([y, x, none, one])])
    a, b, right, down = np.linalg.lstsq(turned, pixels.T.reshape(-1), rcond=None)[0]
    matrix = np.array([[a, -b, right], [b, a, down], [0, 0, 1]])
    if _misfit(matrix, places, pixels) <= FITS_MM or len(places) <= CORNERS:
        return matrix
    stretched = np.linalg.lstsq(np.column_stack([x, y, one]), pixels, rcond=None)[0].T
    affine = np.vstack([stretched, [0, 0, 1]])
    perspective = _solve(places, pixels)
    if _misfit(affine, places, pixels) > FITS_MM and _is_like_a_page(
        map_points(perspective, np.array(SQUARES)), PERSPECTIVE
    ):
        return perspective
    return affine if _is_like_a_page(map_points(affine, np.array(SQUARES)), PERSPECTIVE) else matrix


def _misfit(matrix: NDArray[np.float64], places: Points, pixels: Points) -> float:
    """Return how far, in mm, the worst point lies from where a map puts it."""
    return float(np.hypot(*(map_points(matrix, places) - pixels).T).max() / measure_scale(matrix))


def _is_like_a_page(pixels: Points, skew: float = SKEW) -> bool:
    """Return whether four points (upper left, upper right, lower left, lower right) have the page's proportions."""
    a, b, c, d = pixels
    tops, sides = [np.hypot(*(b - a)), np.hypot(*(d - c))], [np.hypot(*(c - a)), np.hypot(*(d - b))]
    if min(*tops, *sides) < 1:
        return False
    wide, tall = SQUARES[1][0] - SQUARES[0][0], SQUARES[2][1] - SQUARES[0][1]
    ratio = (sum(tops) / wide) / (sum(sides) / tall)
    return bool(max(tops) / min(tops) < 1 + skew and max(sides) / min(sides) < 1 + skew and abs(np.log(ratio)) < skew)


def _solve(places: Points, pixels: Points) -> NDArray[np.float64]:
    matrix, _ = cv2.findHomography(places.astype(np.float64), pixels.astype(np.float64), 0)
    return np.asarray(matrix, dtype=np.float64) if matrix is not None else np.eye(3)


def measure_scale(matrix: NDArray[np.float64]) -> float:
    """Return pixels per mm in the middle of the page."""
    x, y = PAGE_WIDTH / 2, PAGE_HEIGHT / 2
    here = map_points(matrix, np.array([[x, y], [x + 1, y], [x, y + 1]]))
    return float(np.sqrt(abs(np.linalg.det(np.column_stack([here[1] - here[0], here[2] - here[0]])))))


def _read_expected_code(picture: Picture, matrix: NDArray[np.float64]) -> Code | None:
    """Return the code at one of its two places, whichever way up the page is."""
    margin = 4.0
    for x, y in QR_PLACES:
        edge = np.array([[x - margin, y - margin], [x + QR + margin, y + QR + margin]])
        corners = map_points(matrix, np.array([edge[0], (edge[1][0], edge[0][1]), edge[1], (edge[0][0], edge[1][1])]))
        low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        high = np.ceil(corners.max(axis=0)).astype(int)
        codes = decode(picture[low[1] : high[1], low[0] : high[0]], offset=low, thorough=False)
        if codes:
            return codes[0]
    return None


def _read_straightened_code(picture: Picture, matrix: NDArray[np.float64]) -> Code | None:
    """Return a poor code, looked for where it must be: straightened, smoothed more and more, black and white."""
    margin, scale = 3.0, 12.0
    side = QR + 2 * margin
    for x, y in QR_PLACES:
        shift = np.array([[1 / scale, 0, x - margin], [0, 1 / scale, y - margin], [0, 0, 1]])
        straight = straighten(picture, matrix, (x - margin, y - margin, side, side), scale=scale)
        for spread in (0.08, 0.14, 0.2):
            smooth = cv2.GaussianBlur(straight, (0, 0), spread * scale)
            level = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
            for prepared in (smooth, level):
                for code in decode(np.asarray(prepared, dtype=np.uint8), offset=np.zeros(2), thorough=True):
                    return Code(code.name, code.place, map_points(matrix @ shift, code.corners))
    return None


def _turn(matrix: NDArray[np.float64], code: Code) -> NDArray[np.float64]:
    """Return the map from mm to mm that turns the page the way its code stands: nothing, or half a turn."""
    seen = map_points(np.asarray(np.linalg.inv(matrix), dtype=np.float64), code.corners[:2])
    if seen[1, 0] > seen[0, 0]:
        return np.eye(3)
    return np.array([[-1, 0, PAGE_WIDTH], [0, -1, PAGE_HEIGHT], [0, 0, 1]])
