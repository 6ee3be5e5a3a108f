"""The protected figures behind a report as JSON records, with what they are about."""

import json
from collections.abc import Mapping

from genklang.reporting.model import Format, Report
from genklang.tables.estimate import ESTIMATE_SCHEMA


def render(report: Report) -> bytes:
    """Return `metadata` about the report and its figures as `estimates`, one record a line, in UTF-8."""
    metadata = {
        "language": report.language,
        "organisation": report.organisation,
        "unit": report.unit,
        "survey": report.survey,
        "period": report.period,
        "title": report.title,
        "note": report.footer,
    }
    records = report.figures.select(*ESTIMATE_SCHEMA).iter_rows(named=True)
    lines = ",\n".join(_to_line(record) for record in records)
    return f'{{"metadata": {_to_line(metadata)},\n"estimates": [\n{lines}\n]}}\n'.encode()


def _to_line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


part = Format("json", "application/json", render)
