"""The protected figures behind a report as CSV, in the columns of an estimate."""

import csv
import io

from genklang.reporting.model import Format, Report
from genklang.tables.estimate import ESTIMATE_SCHEMA
from genklang.tables.formula import guard


def render(report: Report) -> bytes:
    """Return the figures as UTF-8 with commas; what a figure lacks is empty."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(ESTIMATE_SCHEMA)
    for row in report.figures.select(*ESTIMATE_SCHEMA).iter_rows():
        writer.writerow([guard(value) for value in row])
    return sheet.getvalue().encode()


part = Format("csv", "text/csv", render)
