"""The protected figures behind a report as JSON records, with what they are about."""

import json

from genklang.reporting.model import Format, Report
from genklang.tables.estimate import ESTIMATE_SCHEMA


def render(report: Report) -> bytes:
    """Return `metadata` about the report and its figures as `estimates`, one record each, in UTF-8."""
    metadata = {
        "language": report.language,
        "organisation": report.organisation,
        "unit": report.unit,
        "survey": report.survey,
        "period": report.period,
        "title": report.title,
        "note": report.footer,
    }
    estimates = report.figures.select(*ESTIMATE_SCHEMA).to_dicts()
    document = {"metadata": metadata, "estimates": estimates}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


part = Format("json", "application/json", render)
