"""Texts that a spreadsheet would run as a formula: marked in CSV, and the mark taken off when it is read again."""

from typing import Final

import polars as pl

SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "'"
_BEGINS: Final = r"[=+\-@\t\r]"


def guard(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"{MARK}{value}" if isinstance(value, str) and value.startswith(SIGNS) else value


def guard_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose texts no spreadsheet runs."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"^({_BEGINS})", f"{MARK}$1"))


def unguard_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of texts as it was before `guard_texts`."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"^{MARK}({_BEGINS})", "$1"))
