"""Redraws a picture from outside as a small PNG, in a limited process: nothing but what one sees of it is left."""

import sys
import tempfile
from pathlib import Path
from typing import Final

from genklang.errors import Failure, problem
from genklang.exchange.limited import REFUSED, limit_self, run_limited

MAX_BYTES: Final = 2 << 20
MAX_PIXELS: Final = 16_000_000
BOX: Final = (480, 160)
"""The largest width and height of what is drawn, in pixels."""
COLOURS: Final = 128


def redraw_picture(data: bytes, *, where: str) -> bytes:
    """Return a PNG or JPEG drawn anew to fit `BOX`, without anything else that the file held.

    Failures F020 (no such picture, or damaged), F021 (too large in bytes or pixels).
    """
    if len(data) > MAX_BYTES:
        raise Failure(problem("F021", where, limit=f"{MAX_BYTES >> 20} MB"))
    with tempfile.TemporaryDirectory(prefix="genklang-") as folder:
        source, target = Path(folder) / "given", Path(folder) / "drawn.png"
        source.write_bytes(data)
        done = run_limited(__name__, str(source), str(target))
        if done is not None and done.returncode == REFUSED:
            raise Failure(problem("F021", where, limit=f"{MAX_PIXELS // 1_000_000} megapixels"))
        if done is None or done.returncode:
            raise Failure(problem("F020", where))
        return target.read_bytes()


def main(source: str, target: str) -> int:
    """Draw the picture anew, as the child process; a damaged one ends it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 (whoever reads tables does without)

    limit_self()
    # Ours is the narrower limit, and is held before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=("PNG", "JPEG")) as given:
        if given.width * given.height > MAX_PIXELS:
            return REFUSED
        drawn = ImageOps.exif_transpose(given).convert("RGBA")
    drawn.thumbnail(BOX)
    plain = Image.new("RGBA", drawn.size)
    plain.paste(drawn)
    plain.quantize(COLOURS).save(target, format="PNG", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
