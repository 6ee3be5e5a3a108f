"""The style of respondents' pages: small enough to stand in each page, so that one reply shows it all."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.safestring import SafeString, mark_safe

SOURCE: Final = Path(__file__).parents[1] / "static/respondent/respondent.css"


@cache
def read_style() -> SafeString:
    """Return the style without comments and blanks that nobody reads."""
    text = re.sub(r"/\*.*?\*/", "", SOURCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text).replace(": ", ":").replace(";}", "}")
    return mark_safe(text.strip())  # noqa: S308 (our own file)


def style_source() -> str:
    """Return what the content policy must name to let exactly this style in."""
    digest = hashlib.sha256(read_style().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
