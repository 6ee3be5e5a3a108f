"""Writes answers from paper as the table that `genklang import` takes: keys, then a column for each item."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from genklang.instrument.item_type import GENDER_ITEM
from genklang.instrument.model import PublishedInstrument
from genklang.paper.form import EASY_READ, FormVersion
from genklang.tables.formula import guard_texts
from genklang.tables.keys import EASY_READ_FORM, STANDARD_FORM
from genklang.tables.response import Answer

KEYS: Final = ("round", "organisation", "unit", "target_group", "channel", "language", "form_version")
CHANNEL: Final = "paper"
Written = Answer | str


def write_rows(
    path: Path, published: PublishedInstrument, rows: Sequence[tuple[FormVersion, Mapping[str, Written]]]
) -> None:
    """Write one row for each sheet in the order given; a column stands even where nobody answered its item."""
    items = [item.code for item in published.instrument.items]
    columns: dict[str, list[str | int | None]] = {name: [] for name in (*KEYS, *items)}
    for version, answers in rows:
        for name, value in _write_keys(version).items():
            columns[name].append(value or None)
        for item in items:
            columns[item].append(_write(answers.get(item)))
    texts = {name for name, values in columns.items() if name in KEYS or any(isinstance(v, str) for v in values)}
    frame = pl.DataFrame(columns, schema={name: pl.String if name in texts else pl.Int64 for name in columns})
    guard_texts(frame.rename({GENDER_ITEM: "gender"}) if GENDER_ITEM in items else frame).write_csv(path)


def _write_keys(version: FormVersion) -> dict[str, str]:
    return {
        "round": version.round,
        "organisation": version.organisation,
        "unit": version.unit,
        "target_group": version.target_group,
        "channel": CHANNEL,
        "language": version.language,
        "form_version": EASY_READ_FORM if version.variant == EASY_READ else STANDARD_FORM,
    }


def _write(answer: Written | None) -> str | int | None:
    """Return an answer as a cell: one code as a number, several codes as text between semicolons."""
    if isinstance(answer, tuple):
        return answer[0] if len(answer) == 1 else ";".join(map(str, answer)) or None
    return int(answer) if isinstance(answer, float) else answer
