"""The protected figures behind a report as CSV, in the columns of an estimate."""

import csv
import io
from typing import Final

from genklang.reporting.model import Format, Report
from genklang.tables.estimate import ESTIMATE_SCHEMA

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> bytes:
    """Return the figures as UTF-8 with commas; what a figure lacks is empty."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(ESTIMATE_SCHEMA)
    for row in report.figures.select(*ESTIMATE_SCHEMA).iter_rows():
        writer.writerow([_guard(value) for value in row])
    return sheet.getvalue().encode()


def _guard(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


part = Format("csv", "text/csv", render)
