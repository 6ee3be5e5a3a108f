"""Reads the codes on a picture that name pages of ours: where one must be, or anywhere on the picture."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp

from genklang.paper.geometry import PAGE_HEIGHT, QR, QR_PLACES
from genklang.paper.identity import PageName, list_modules, read_code
from genklang.paper.squares import Picture, Points

CODE_SCALE: Final = 8.0
"""Pixels per mm that are enough to read a code."""
MODULE_PIXELS: Final = 4


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: the page, its place on it, and its four corners in pixels."""

    name: PageName
    place: int
    corners: Points


def search_codes(picture: Picture) -> list[Code]:
    """Return the codes found anywhere: as it is, then smoothed, then sharpened in contrast.

    What shines through from the other side is mirrored, and is not taken.
    """
    shrink = min(1.0, CODE_SCALE * PAGE_HEIGHT / max(picture.shape))
    used = shrink if shrink < 0.9 else 1.0
    small = picture
    if used < 1:
        small = np.asarray(cv2.resize(picture, None, fx=used, fy=used, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    best: list[Code] = []
    for prepared in _prepare(small):
        zoom = prepared.shape[0] / small.shape[0]
        found = decode(prepared, offset=np.zeros(2), thorough=True, scale=1 / (used * zoom))
        codes = [code for code in found if not is_mirrored(picture, code)]
        best = max(best, codes, key=lambda each: len({c.place for c in each}))
        if len({c.place for c in best}) == len(QR_PLACES):
            break
    return best


def is_mirrored(picture: Picture, code: Code) -> bool:
    """Return whether a code is seen from behind: its modules fit better about the diagonal than as they were drawn."""
    modules = list_modules(code.name, code.place)
    side = len(modules) * MODULE_PIXELS
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    matrix = cv2.getPerspectiveTransform(code.corners.astype(np.float32), square)
    seen = cv2.resize(cv2.warpPerspective(picture, matrix, (side, side)), modules.shape, interpolation=cv2.INTER_AREA)
    dark = modules - modules.mean()
    return float(-(seen * dark).sum()) < float(-(seen * dark.T).sum())


def _prepare(picture: Picture) -> list[Picture]:
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.2)
    sharp = cv2.createCLAHE(2.0, (8, 8)).apply(picture)
    large = cv2.resize(picture, None, fx=1.6, fy=1.6, interpolation=cv2.INTER_CUBIC)
    return [np.asarray(each, dtype=np.uint8) for each in (picture, smooth, sharp, large)]


def decode(picture: Picture, *, offset: Points, thorough: bool, scale: float = 1.0) -> list[Code]:
    """Return the codes of ours on a picture whose pixels are moved by `offset` and shrunk by `scale`."""
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


def code_corners(place: int) -> Points:
    """Return the corners of a code in mm."""
    x, y = QR_PLACES[place]
    return np.array([(x, y), (x + QR, y), (x + QR, y + QR), (x, y + QR)])
