"""Takes the pages out of a scan file (PDF, TIFF, PNG, JPEG) as grey pictures; sizes are checked before all else."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pikepdf
import pypdfium2
from PIL import Image, UnidentifiedImageError

from genklang.paper.register import Picture

MAX_PAGES: Final = 4_000
MAX_PIXELS: Final = 40_000_000
MAX_BYTES: Final = 2 << 30
FINE: Final = 3_400
"""Short side in pixels from which a JPEG is taken at half its size: 400 dpi and more adds nothing."""
RASTER_DPI: Final = 200
WHOLE: Final = 0.8
"""Share of a page that its one picture must have to stand for the page."""

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class ScanError(Exception):
    """A file or a page that cannot be taken: `code` is the problem's code, `values` fill its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file: its picture, or the error that it gave."""

    number: int
    picture: Picture | None
    error: ScanError | None = None


def open_pages(path: Path, *, part: int = 0, parts: int = 1) -> Iterator[Page]:
    """Yield every page of a file whose number leaves `part` when divided by `parts`, counted from 0.

    Raises ScanError where the file as a whole cannot be taken (P201–P206).
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ScanError("P202", what="the whole file", limit=f"{MAX_BYTES >> 30} GB")
    with path.open("rb") as stream:
        head = stream.read(1024)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        yield from _open_picture(path, part)
    elif head[:4] in {b"II*\0", b"MM\0*"}:
        yield from _open_tiff(path, part, parts)
    elif b"%PDF-" in head:
        yield from _open_pdf(path, part, parts)
    else:
        raise ScanError("P201")


def decode(data: bytes) -> Picture:
    """Return a JPEG or PNG as a grey picture; ScanError where it is too large or damaged."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as header:
            width, height = header.size
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ScanError("P203") from error
    _check_size(width, height)
    way = cv2.IMREAD_REDUCED_GRAYSCALE_2 if min(width, height) >= FINE else cv2.IMREAD_GRAYSCALE
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), way | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ScanError("P203") from error
    if picture is None:
        raise ScanError("P203")
    return np.asarray(picture, dtype=np.uint8)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_large(width, height)
    if min(width, height) < 1:
        raise ScanError("P203")


def _too_large(width: int = 0, height: int = 0) -> ScanError:
    what = f"{width} × {height} pixels" if width else "a page"
    return ScanError("P202", what=what, limit=f"{MAX_PIXELS // 1_000_000} million pixels")


def _open_picture(path: Path, part: int) -> Iterator[Page]:
    if part == 0:
        yield Page(0, decode(path.read_bytes()))


def _open_tiff(path: Path, part: int, parts: int) -> Iterator[Page]:
    try:
        with Image.open(path, formats=("TIFF",)) as image:
            for number in range(MAX_PAGES + 1):
                try:
                    image.seek(number)
                except EOFError:
                    return
                if number == MAX_PAGES:
                    raise ScanError("P204", limit=f"{MAX_PAGES:,}")
                if number % parts == part:
                    yield _take(number, lambda image=image: _read_frame(image))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, TypeError) as error:
        raise ScanError("P203") from error


def _read_frame(image: Image.Image) -> Picture:
    _check_size(*image.size)
    grey = _to_grey(image)
    across, down = (float(v) for v in image.info.get("dpi", (1, 1)))
    if across > 0 and down > 0 and not 0.8 < across / down < 1.25:
        # A fax has fewer dots down than across.
        grey = grey.resize((image.width, round(image.height * across / down)))
    return np.asarray(grey, dtype=np.uint8)


def _to_grey(image: Image.Image) -> Image.Image:
    """Return a picture in grey of 8 bits; of 16 bits the upper eight, where Pillow would make nearly all white."""
    if not image.mode.startswith("I;16"):
        return image.convert("L")
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _take(number: int, make: Any) -> Page:  # noqa: ANN401 — a function without arguments
    try:
        return Page(number, make())
    except ScanError as error:
        return Page(number, None, error)
    except Image.DecompressionBombError:
        return Page(number, None, _too_large())
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, pikepdf.PdfError, pypdfium2.PdfiumError, cv2.error):
        return Page(number, None, ScanError("P203"))


def _open_pdf(path: Path, part: int, parts: int) -> Iterator[Page]:
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as document:
            count = len(document.pages)
            if count > MAX_PAGES:
                raise ScanError("P204", limit=f"{MAX_PAGES:,}")
            for number in range(part, count, parts):
                yield _take(number, lambda number=number: _read_pdf_page(path, document, number))
    except pikepdf.PasswordError as error:
        raise ScanError("P205") from error
    except (pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ScanError("P203") from error


def _read_pdf_page(path: Path, document: pikepdf.Pdf, number: int) -> Picture:
    """Return the page's one embedded picture as it was scanned; any other page is drawn."""
    page = document.pages[number]
    images = [
        image
        for image in page.get_images(recursive=False).values()
        if int(image.get("/Width", 0)) * int(image.get("/Height", 0))
    ]
    if len(images) == 1 and "/Font" not in page.obj.get("/Resources", {}):
        image = images[0]
        width, height = int(image["/Width"]), int(image["/Height"])
        _check_size(width, height)
        box = [float(v) for v in page.mediabox]
        ratio = (width / height) / max(abs(box[2] - box[0]) / max(abs(box[3] - box[1]), 1), 0.01)
        if min(width, height) > 600 and (WHOLE < ratio < 1 / WHOLE or WHOLE < 1 / ratio / 2 < 1 / WHOLE):
            found = _extract(image)
            if found is not None:
                return found
    return _draw_pdf_page(path, number)


def _extract(image: Any) -> Picture | None:  # noqa: ANN401 — pikepdf's objects have no types
    """Return an embedded picture: a JPEG's own bytes where it is one; None where it is of a kind not read here."""
    filters = image.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        return decode(image.read_raw_bytes())
    if {"/JPXDecode", "/JBIG2Decode"} & set(names) or "/SMask" in image:
        return None
    with pikepdf.PdfImage(image).as_pil_image() as picture:
        return np.asarray(_to_grey(picture), dtype=np.uint8)


def _draw_pdf_page(path: Path, number: int) -> Picture:
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        width, height = page.get_size()
        scale = RASTER_DPI / 72
        _check_size(int(width * scale), int(height * scale))
        drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy()
        return np.array(drawn[..., 0] if drawn.ndim == 3 else drawn, dtype=np.uint8)
    finally:
        document.close()
