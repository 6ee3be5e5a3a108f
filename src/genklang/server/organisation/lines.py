"""Makes text one clean line."""

import unicodedata


def clean_line(text: str) -> str:
    """Return the text as one line: control and formatting characters, line breaks among them, become blanks."""
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in text)
