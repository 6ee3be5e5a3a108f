"""Finds the form on a scan: four squares give the map from mm to pixels, codes say which page; with fallbacks."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH, QR, QR_PLACES, SQUARE, SQUARES
from genklang.paper.identity import PageName, read_code

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]
"""x and y in rows."""

COARSE: Final = 2.5
"""Pixels per mm at which squares are looked for."""
CORNER_MM: Final = 32.0
"""Side of the window in each corner of the picture that is searched first."""
SEARCH_MM: Final = 16.0
"""Half the side of the window round a place where a square is expected from a code."""
LEAST_CONTRAST: Final = 40
CODE_SCALE: Final = 8.0
"""Pixels per mm that are enough to read a code."""
LEAST_SCALE, MOST_SCALE = 2.0, 40.0
"""Pixels per mm (50 to 1,000 dpi) between which a page is looked for at all."""
SKEW: Final = 0.12
"""How far the sides of the page may differ from each other, as a share, before the squares are doubted."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Where the page lies: `to_pixels` maps mm (homogeneous) to pixels; `black` is the grey of a solid square."""

    name: PageName
    to_pixels: NDArray[np.float64]
    squares: int
    black: float
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: the page, its place on it, and its four corners in pixels."""

    name: PageName
    place: int
    corners: Points


def find_page(picture: Picture) -> Registration | None:
    """Return where the form lies on a grey picture and which page it is; None where no code of ours can be read."""
    return _find_quickly(picture) or _find_thoroughly(picture)


def map_points(matrix: NDArray[np.float64], points: Points) -> Points:
    """Return points through a homography."""
    across = points @ matrix[:2, :2].T + matrix[:2, 2]
    depth = points @ matrix[2, :2] + matrix[2, 2]
    mapped: Points = across / depth[:, None]
    return mapped


def _find_quickly(picture: Picture) -> Registration | None:
    """Return the page where it fills the picture: a square in each corner, then one code where it must be."""
    height, width = picture.shape
    scale = min(height, width) / PAGE_WIDTH
    reach = CORNER_MM * scale / 2
    corners = [(reach, reach), (width - reach, reach), (reach, height - reach), (width - reach, height - reach)]
    outer = [(0, 0), (width, 0), (0, height), (width, height)]
    found = [_find_square(picture, c, reach, scale, nearest=o) for c, o in zip(corners, outer, strict=True)]
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
    codes = _search_codes(picture)
    named = {code.name for code in codes}
    if len(named) != 1:
        return None
    known = np.concatenate([_code_corners(c.place) for c in codes])
    seen = np.concatenate([c.corners for c in codes])
    matrix = _solve(known, seen)
    blacks = []
    for _ in range(2):
        scale = float(np.sqrt(abs(np.linalg.det(_slope(matrix, PAGE_WIDTH / 2, PAGE_HEIGHT / 2)))))
        expected = map_points(matrix, np.array(SQUARES))
        reach = SEARCH_MM * scale
        found = [_find_square(picture, tuple(e), reach, scale, nearest=tuple(e)) for e in expected]
        hits = [(place, f) for place, f in zip(SQUARES, found, strict=True) if f is not None]
        blacks = [f[1] for _, f in hits]
        if len(hits) == 4:
            matrix = _solve(np.array(SQUARES), np.array([f[0] for _, f in hits]))
        elif hits:
            places, pixels = np.array([p for p, _ in hits]), np.array([f[0] for _, f in hits])
            matrix = _solve(np.vstack([known, places]), np.vstack([seen, pixels]))
    black = float(np.mean(blacks)) if blacks else float(np.percentile(picture, 1))
    return Registration(codes[0].name, matrix, len(blacks), black, is_fallback=True)


def _find_square(
    picture: Picture,
    centre: tuple[float, float],
    reach: float,
    scale: float,
    *,
    nearest: tuple[float, float],
) -> tuple[Points, float] | None:
    """Return centre (pixels) and grey of the solid square in a window that lies nearest to a point; None if none."""
    height, width = picture.shape
    if not np.isfinite([*centre, reach]).all():
        return None
    left, top = max(int(centre[0] - reach), 0), max(int(centre[1] - reach), 0)
    window = picture[top : min(int(centre[1] + reach), height), left : min(int(centre[0] + reach), width)]
    shrink = COARSE / scale
    if not LEAST_SCALE <= scale <= MOST_SCALE or min(window.shape) * shrink < SQUARE * COARSE:
        return None
    small = cv2.resize(window, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    level, dark = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, centroids = cv2.connectedComponentsWithStats(dark, connectivity=4)
    side = SQUARE * COARSE
    best, distance = None, np.inf
    for (_, _, w, h, area), middle in zip(stats[1:], centroids[1:], strict=True):
        if not (0.65 * side < w < 1.6 * side and 0.65 * side < h < 1.6 * side):
            continue
        if area < 0.62 * w * h or not 0.5 * side**2 < area < 1.6 * side**2:
            continue
        place = middle / shrink + (left, top)
        away = float(np.hypot(*(place - nearest)))
        if away < distance:
            best, distance = place, away
    if best is None:
        return None
    return _refine(picture, best, scale, float(level))


def _refine(picture: Picture, place: Points, scale: float, level: float) -> tuple[Points, float] | None:
    """Return the centre of mass of the dark square at full resolution, and its grey."""
    reach = round(0.85 * SQUARE * scale)
    left, top = max(round(place[0]) - reach, 0), max(round(place[1]) - reach, 0)
    window = picture[top : top + 2 * reach, left : left + 2 * reach]
    inner = window[reach * 3 // 4 : reach * 5 // 4, reach * 3 // 4 : reach * 5 // 4]
    if inner.size == 0:
        return None
    black = float(inner.mean())
    white = float(np.percentile(window[::2, ::2], 90))
    if white - black < LEAST_CONTRAST or black > level:
        return None
    _, dark = cv2.threshold(window, (white + black) / 2, 255, cv2.THRESH_BINARY_INV)
    labels, components = cv2.connectedComponents(dark, connectivity=4)[:2]
    own = components[min(round(place[1]) - top, dark.shape[0] - 1), min(round(place[0]) - left, dark.shape[1] - 1)]
    if not 0 < own < labels:
        return None
    shape = cv2.dilate((components == own).astype(np.uint8), np.ones((3, 3), np.uint8))
    mass = cv2.moments(np.clip((white - window.astype(np.float32)) / (white - black), 0, 1) * shape)
    centre = np.array([mass["m10"] / mass["m00"] + left, mass["m01"] / mass["m00"] + top])
    return centre, black


def _is_like_a_page(pixels: Points) -> bool:
    """Return whether four points (upper left, upper right, lower left, lower right) have the page's proportions."""
    a, b, c, d = pixels
    tops, sides = [np.hypot(*(b - a)), np.hypot(*(d - c))], [np.hypot(*(c - a)), np.hypot(*(d - b))]
    if min(*tops, *sides) < 1:
        return False
    wide, tall = SQUARES[1][0] - SQUARES[0][0], SQUARES[2][1] - SQUARES[0][1]
    ratio = (sum(tops) / wide) / (sum(sides) / tall)
    return bool(max(tops) / min(tops) < 1 + SKEW and max(sides) / min(sides) < 1 + SKEW and abs(np.log(ratio)) < SKEW)


def _solve(places: Points, pixels: Points) -> NDArray[np.float64]:
    matrix, _ = cv2.findHomography(places.astype(np.float64), pixels.astype(np.float64), 0)
    return np.asarray(matrix, dtype=np.float64) if matrix is not None else np.eye(3)


def _slope(matrix: NDArray[np.float64], x: float, y: float) -> NDArray[np.float64]:
    """Return pixels per mm at a point, as a 2 × 2 matrix."""
    here = map_points(matrix, np.array([[x, y], [x + 1, y], [x, y + 1]]))
    return np.column_stack([here[1] - here[0], here[2] - here[0]])


def _read_expected_code(picture: Picture, matrix: NDArray[np.float64]) -> Code | None:
    """Return the code at one of its two places, whichever way up the page is."""
    margin = 4.0
    for x, y in QR_PLACES:
        edge = np.array([[x - margin, y - margin], [x + QR + margin, y + QR + margin]])
        corners = map_points(matrix, np.array([edge[0], (edge[1][0], edge[0][1]), edge[1], (edge[0][0], edge[1][1])]))
        low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        high = np.ceil(corners.max(axis=0)).astype(int)
        codes = _decode(picture[low[1] : high[1], low[0] : high[0]], offset=low, thorough=False)
        if codes:
            return codes[0]
    return None


def _read_straightened_code(picture: Picture, matrix: NDArray[np.float64]) -> Code | None:
    """Return a poor code, looked for where it must be: straightened, smoothed more and more, black and white."""
    margin, scale = 3.0, 12.0
    side = round((QR + 2 * margin) * scale)
    for x, y in QR_PLACES:
        shift = np.array([[1 / scale, 0, x - margin], [0, 1 / scale, y - margin], [0, 0, 1]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        straight = cv2.warpPerspective(picture, matrix @ shift, (side, side), flags=flags, borderValue=255)
        for spread in (0.08, 0.14, 0.2):
            smooth = cv2.GaussianBlur(straight, (0, 0), spread * scale)
            level = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
            for prepared in (smooth, level):
                for code in _decode(np.asarray(prepared, dtype=np.uint8), offset=np.zeros(2), thorough=True):
                    return Code(code.name, code.place, map_points(matrix @ shift, code.corners))
    return None


def _turn(matrix: NDArray[np.float64], code: Code) -> NDArray[np.float64]:
    """Return the map from mm to mm that turns the page the way its code stands: nothing, or half a turn."""
    seen = map_points(np.asarray(np.linalg.inv(matrix), dtype=np.float64), code.corners[:2])
    if seen[1, 0] > seen[0, 0]:
        return np.eye(3)
    return np.array([[-1, 0, PAGE_WIDTH], [0, -1, PAGE_HEIGHT], [0, 0, 1]])


def _search_codes(picture: Picture) -> list[Code]:
    """Return the codes found anywhere: as it is, then smoothed, then sharpened in contrast."""
    shrink = min(1.0, CODE_SCALE * PAGE_HEIGHT / max(picture.shape))
    used = shrink if shrink < 0.9 else 1.0
    small = picture
    if used < 1:
        small = np.asarray(cv2.resize(picture, None, fx=used, fy=used, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    best: list[Code] = []
    for prepared in _prepare(small):
        zoom = prepared.shape[0] / small.shape[0]
        codes = _decode(prepared, offset=np.zeros(2), thorough=True, scale=1 / (used * zoom))
        best = max(best, codes, key=lambda found: len({c.place for c in found}))
        if len({c.place for c in best}) == len(QR_PLACES):
            break
    return best


def _prepare(picture: Picture) -> list[Picture]:
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.2)
    sharp = cv2.createCLAHE(2.0, (8, 8)).apply(picture)
    large = cv2.resize(picture, None, fx=1.6, fy=1.6, interpolation=cv2.INTER_CUBIC)
    return [np.asarray(each, dtype=np.uint8) for each in (picture, smooth, sharp, large)]


def _decode(picture: Picture, *, offset: Points, thorough: bool, scale: float = 1.0) -> list[Code]:
    if min(picture.shape, default=0) < 21:
        return []
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(picture),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
    )
    codes = []
    for barcode in found:
        named = read_code(barcode.text)
        if named is not None:
            p = barcode.position
            corners = [p.top_left, p.top_right, p.bottom_right, p.bottom_left]
            pixels = np.array([(c.x, c.y) for c in corners], dtype=np.float64) * scale + offset
            codes.append(Code(*named, pixels))
    return codes


def _code_corners(place: int) -> Points:
    x, y = QR_PLACES[place]
    return np.array([(x, y), (x + QR, y), (x + QR, y + QR), (x, y + QR)])
