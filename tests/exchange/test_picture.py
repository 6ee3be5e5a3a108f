"""Pictures from outside are drawn anew: small, and without anything that one does not see."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from genklang.errors import Failure
from genklang.exchange.picture import BOX, MAX_BYTES, redraw_picture

PLACE = "Kungsgatan 1, rum 12"


def encode(size=(600, 300), kind="PNG", mode="RGBA", **more):
    drawn = Image.new(mode, size, (11, 85, 99, 255)[: len(mode)])
    file = io.BytesIO()
    drawn.save(file, kind, **more)
    return file.getvalue()


def code_of(data):
    with pytest.raises(Failure) as failure:
        redraw_picture(data, where="the picture")
    return failure.value.problems[0].code


@pytest.mark.parametrize("size", [(600, 300), (100, 50), (50, 900)])
@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "L")])
def test_a_picture_becomes_a_small_png_of_the_same_shape(size, kind, mode):
    with Image.open(io.BytesIO(redraw_picture(encode(size, kind, mode), where="x"))) as drawn:
        assert drawn.format == "PNG"
        assert drawn.width <= BOX[0]
        assert drawn.height <= BOX[1]
        assert drawn.width / drawn.height == pytest.approx(size[0] / size[1], rel=0.15)


def test_metadata_and_files_hidden_behind_the_picture_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", PLACE)
    photo = Image.Exif()
    photo[0x010E] = PLACE
    for given in (
        encode(pnginfo=words),
        encode(kind="JPEG", mode="RGB", exif=photo, comment=PLACE.encode()),
        encode() + b"PK\x03\x04" + PLACE.encode(),
        encode(kind="JPEG", mode="RGB") + b"<script>" + PLACE.encode(),
    ):
        assert PLACE.encode() in given
        drawn = redraw_picture(given, where="x")
        assert PLACE.encode() not in drawn
        assert not any(sign in drawn for sign in (b"script", b"PK\x03\x04", b"tEXt", b"eXIf", b"iCCP"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        encode()[:60],
        b"\x89PNG\r\n\x1a\n" * 9,
    ],
)
def test_what_is_no_picture_of_the_two_kinds_is_refused(data):
    assert code_of(data) == "F020"


def test_a_picture_that_says_it_is_vast_is_refused_before_it_is_unpacked():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    body = zlib.compress(bytes(1 << 20))
    bomb += struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    assert code_of(bomb) == "F021"


def test_a_file_that_is_too_large_is_refused_unread():
    assert code_of(bytes(MAX_BYTES + 1)) == "F021"


def test_much_detail_still_makes_a_small_file():
    noise = Image.effect_noise((1500, 500), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=80)
    assert len(redraw_picture(file.getvalue(), where="x")) < 1 << 17
