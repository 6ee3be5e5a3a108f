"""Lays a bent page flat: finds how far its parts lie from where its corners put them, and takes the bend away."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from genklang.paper.geometry import PAGE_HEIGHT, PAGE_WIDTH
from genklang.paper.register import Picture, Registration, map_points, measure_scale
from genklang.paper.windows import Cut, Printed, cut_windows

SCALE: Final = 3.0
"""Pixels per mm at which parts of the page are compared with the blank one."""
PART_MM: Final = 20.0
STEP_MM: Final = 12.0
REACH_MM: Final = 4.5
"""How far a part is looked for."""
LEAST_PRINT: Final = 12.0
"""Spread of the grey of a part that has enough print on it to be known again."""
LEAST_LIKE: Final = 0.25
NEAR_MM: Final = 0.6
LEAST_KNOWN: Final = 0.9
"""Where so much of the print lies where it must, a page is what it is named, though its thin lines are lost."""
BAND: Final = 256
"""Rows drawn at a time: a whole page's map would be many times as large as its picture."""
MESH_MM: Final = 3.0
"""The flat page is drawn from points so far apart."""
BENT_MM: Final = 0.5
"""A page of which a box lies farther than this from where its corners put it is laid flat."""

Points = NDArray[np.float64]


def shrink_blank(blank: Picture) -> Picture:
    """Return a blank page at the scale at which bends are looked for."""
    size = (round(PAGE_WIDTH * SCALE), round(PAGE_HEIGHT * SCALE))
    return np.asarray(cv2.resize(blank, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def cut_flat(
    picture: Picture, place: Registration, printed: Printed, blank: Picture
) -> tuple[Picture, Registration, Cut]:
    """Return the windows of all boxes, and the page that they were cut from: laid flat where it may be bent."""
    cut = cut_windows(picture, place.to_pixels, printed, black=place.black)
    if not place.is_fallback and cut.is_found.all() and cut.moved <= BENT_MM:
        return picture, place, cut
    flat, lies, _ = flatten(picture, place, blank)
    again = cut_windows(flat, lies.to_pixels, printed, black=lies.black)
    if again.is_found.sum() < cut.is_found.sum():
        return picture, place, cut
    return flat, lies, again


def cut_faint(
    picture: Picture, place: Registration, printed: Printed, blank: Picture
) -> tuple[Picture, Registration, Cut] | None:
    """Return the same of a page whose outlines are lost; None where its other print is not where it must be."""
    flat, lies, known = flatten(picture, place, blank)
    if known < LEAST_KNOWN:
        return None
    cut = cut_windows(flat, lies.to_pixels, printed, black=lies.black, is_fixed=True)
    return flat, lies, replace(cut, is_found=np.ones_like(cut.is_found), is_faint=True)


def flatten(picture: Picture, place: Registration, blank: Picture) -> tuple[Picture, Registration, float]:
    """Return the page laid flat, filling its picture; where it lies there; and the share of its print that is known.

    `blank` is from `shrink_blank`.
    """
    middles, shifts, trust = _compare(picture, place, blank)
    scale = min(measure_scale(place.to_pixels), max(picture.shape) / PAGE_HEIGHT)
    mesh = np.stack(
        np.meshgrid(np.arange(0, PAGE_WIDTH + MESH_MM, MESH_MM), np.arange(0, PAGE_HEIGHT + MESH_MM, MESH_MM)), axis=2
    )
    points = mesh.reshape(-1, 2)
    terms, wanted = _cubic(middles), _cubic(points)
    fitted = np.stack([_solve(terms, shifts[:, axis], trust) for axis in (0, 1)], axis=1)
    bend, off = wanted @ fitted, np.hypot(*(shifts - terms @ fitted).T)
    seen = map_points(place.to_pixels, points + bend).reshape(mesh.shape).astype(np.float32)
    flat = _draw(picture, seen, scale)
    return flat, replace(place, to_pixels=np.diag([scale, scale, 1.0]), is_fallback=True), float((off < NEAR_MM).mean())


def _compare(picture: Picture, place: Registration, blank: Picture) -> tuple[Points, Points, NDArray[np.float64]]:
    """Return the middles of the parts that have print (mm), how far each was found from there, and how surely."""
    shrunk = place.to_pixels @ np.diag([1 / SCALE, 1 / SCALE, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    straight = cv2.warpPerspective(picture, shrunk, blank.shape[::-1], flags=flags, borderValue=255)
    reach, side = round(REACH_MM * SCALE), round(PART_MM * SCALE)
    wide = cv2.copyMakeBorder(straight, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    middles, shifts, trust = [np.array([PAGE_WIDTH, PAGE_HEIGHT]) / 2], [np.zeros(2)], [1e-3]
    step = round(STEP_MM * SCALE)
    for top in range(0, blank.shape[0] - side, step):
        for left in range(0, blank.shape[1] - side, step):
            part = blank[top : top + side, left : left + side]
            if part.std() < LEAST_PRINT:
                continue
            around = wide[top : top + side + 2 * reach, left : left + side + 2 * reach]
            likeness = cv2.matchTemplate(around, part, cv2.TM_CCOEFF_NORMED)
            _, best, _, (x, y) = cv2.minMaxLoc(likeness)
            middles.append(np.array([left + side / 2, top + side / 2]) / SCALE)
            shifts.append(np.array([x - reach, y - reach]) / SCALE)
            trust.append(max(best - LEAST_LIKE, 0.0) ** 2)
    return np.array(middles), np.array(shifts), np.array(trust)


def _cubic(points: Points) -> NDArray[np.float64]:
    x, y = ((points - (PAGE_WIDTH / 2, PAGE_HEIGHT / 2)) / 100).T
    return np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=1)


def _solve(terms: NDArray[np.float64], shifts: NDArray[np.float64], trust: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smooth bend that most parts agree on."""
    ridge = np.diag(np.full(terms.shape[1], 2e-3)) * (trust.sum() + 1e-6)
    found = np.zeros(terms.shape[1])
    for width in (1.5, 0.8, 0.4, 0.4):
        weights = trust / (1 + ((shifts - terms @ found) / width) ** 2)
        found = np.linalg.solve(terms.T @ (weights[:, None] * terms) + ridge, terms.T @ (weights * shifts))
    return found


def _draw(picture: Picture, seen: NDArray[np.float32], scale: float) -> Picture:
    """Return the page through a mesh of points (rows × columns × 2, pixels in the picture), band by band."""
    wide, high = (round(n * scale) for n in (PAGE_WIDTH, PAGE_HEIGHT))
    # Pixel centres to points of the mesh.
    rows, columns = (((np.arange(n) + 0.5) / scale / MESH_MM).astype(np.float32) for n in (high, wide))
    flat = np.empty((high, wide), np.uint8)
    for top in range(0, high, BAND):
        across, down = np.meshgrid(columns, rows[top : top + BAND])
        full = cv2.remap(seen, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        x, y = full[..., 0], full[..., 1]
        flat[top : top + BAND] = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderValue=255)
    return flat
