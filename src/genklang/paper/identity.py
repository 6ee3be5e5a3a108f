"""The name that a printed page carries: form version, page and a check character, never a person."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import segno
from numpy.typing import NDArray

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXY"
"""31 signs, a prime number, without I, L, O, U and Z, so that a person can read the name aloud."""
BASE: Final = len(ALPHABET)
PREFIX: Final = "GK"
ID_LENGTH: Final = 10
_CODE = re.compile(rf"{PREFIX}([{ALPHABET}]{{{ID_LENGTH}}})([1-9])([{ALPHABET}])")


PLACES: Final = 2
"""Codes on a page: top right, bottom left. Each says which it is."""


@dataclass(frozen=True, slots=True)
class PageName:
    """A form version and the number of one of its pages."""

    form: str
    page: int


def name_form(content: str) -> str:
    """Return the id of a form version: 49 bits of the SHA-256 of all that is printed on it."""
    number = int.from_bytes(hashlib.sha256(content.encode()).digest()[:16], "big")
    return "".join(ALPHABET[number // BASE**place % BASE] for place in range(ID_LENGTH))


def write_code(name: PageName, place: int = 0) -> str:
    """Return what the page's QR code at a place holds (0: top right, 1: bottom left)."""
    body = f"{PREFIX}{name.form}{(name.page - 1) * PLACES + place + 1}"
    return body + check_character(body)


def read_code(text: str) -> tuple[PageName, int] | None:
    """Return the page that a QR code names and the code's place on it.

    None where it is not ours or its check character is wrong.
    """
    match = _CODE.fullmatch(text)
    if match is None or check_character(text[:-1]) != match[3]:
        return None
    page, place = divmod(int(match[2]) - 1, PLACES)
    return PageName(match[1], page + 1), place


def check_character(body: str) -> str:
    """Return the check character: a weighted sum modulo a prime, so that any one wrong or two swapped show."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, 1))
    return ALPHABET[total % BASE]


def print_name(name: PageName) -> str:
    """Return the name as a person reads it, in groups."""
    code = write_code(name)
    return f"{code[:2]} {code[2:7]} {code[7:12]} {code[12:]}"


def draw_code(name: PageName, place: int) -> str:
    """Return the QR code as SVG without a quiet zone, level Q, version 1 (21 modules)."""
    modules = list_modules(name, place)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark)
    size = len(modules)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{dark}"/></svg>'


def list_modules(name: PageName, place: int) -> NDArray[np.uint8]:
    """Return the modules of a code in rows: 1 is dark."""
    code = segno.make(write_code(name, place), error="q", version=1, boost_error=False, micro=False)
    return np.array([list(row) for row in code.matrix], dtype=np.uint8)
