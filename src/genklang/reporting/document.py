"""The report as plain values for templates: every block with its kind, every chart drawn."""

from typing import Any

from genklang.reporting.charts import draw
from genklang.reporting.look import tokens
from genklang.reporting.model import Block, Figure, Paragraph, Report, Table


def to_document(report: Report, *, has_narrow: bool) -> dict[str, Any]:
    """Return what a template needs, as texts, numbers, lists and dicts; charts for phones only if `has_narrow`."""
    return {
        "language": report.language,
        "is_rtl": report.is_rtl,
        "organisation": report.organisation,
        "unit": report.unit,
        "survey": report.survey,
        "period": report.period,
        "title": report.title,
        "lead": report.lead,
        "key_figures": [{"value": k.value, "label": k.label, "note": k.note} for k in report.key_figures],
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "intro": section.intro,
                "blocks": [_block(block, report, has_narrow=has_narrow) for block in section.blocks],
            }
            for section in report.sections
        ],
        "footer": report.footer,
        "labels": {name: getattr(report.labels, name) for name in report.labels.__slots__},
        "look": tokens(),
    }


def _block(block: Block, report: Report, *, has_narrow: bool) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "voice": block.voice.value, "text": block.text}
        case Figure():
            return _figure(block, report, has_narrow=has_narrow)
        case Table():
            return {"kind": "table", "table": _table(block)}


def _figure(figure: Figure, report: Report, *, has_narrow: bool) -> dict[str, Any]:
    drawn = {
        "kind": "figure",
        "alt": figure.chart.alt,
        "svg": draw(figure.chart, language=report.language, is_rtl=report.is_rtl),
        "table": _table(figure.table),
    }
    if has_narrow:
        drawn["narrow"] = draw(figure.chart, language=report.language, is_rtl=report.is_rtl, is_narrow=True)
    return drawn


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "numeric": list(table.numeric),
        "rows": [[cell.text for cell in row] for row in table.rows],
    }
