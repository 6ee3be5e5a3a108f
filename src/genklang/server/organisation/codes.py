"""Makes the codes that stand in addresses, from names."""

from collections.abc import Container
from typing import Final

from django.utils.text import slugify

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ð": "d", "þ": "th"})


def make_code(name: str, taken: Container[str], *, otherwise: str) -> str:
    """Return a code for `name` that is not `taken`: its letters a–z, figures and hyphens, with a number if needed."""
    stem = slugify(name.casefold().translate(_LETTERS))[:50].strip("-_") or otherwise
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code
