"""The report as plain values for templates: every block with its kind, every chart drawn."""

from collections.abc import Sequence
from typing import Any, Final

from genklang.reporting.charts import draw
from genklang.reporting.drawing.lettering import measure
from genklang.reporting.look import NOTE_SIZE, tokens
from genklang.reporting.model import Block, Bullets, Figure, Paragraph, Report, Table

WIDEST_COLUMN: Final = 150
WIDEST_HEADING: Final = 88
CELL_PADDING: Final = 7
"""In px on paper."""


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
                "is_appendix": section.is_appendix,
                "blocks": [_block(block, report, has_narrow=has_narrow) for block in section.blocks],
            }
            for section in report.sections
        ],
        "footer": report.footer,
        "accent": report.letterhead.accent or tokens()["brand"],
        "labels": {name: getattr(report.labels, name) for name in report.labels.__slots__},
        "look": tokens(),
    }


def _block(block: Block, report: Report, *, has_narrow: bool) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "voice": block.voice.value, "text": block.text}
        case Bullets():
            return {"kind": "bullets", "texts": list(block.texts)}
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


def _column_width(table: Table, column: int) -> float:
    """Return the width on paper, in px, that a column asks for: its longest word at least, never very wide."""
    texts = [row[column].text for row in table.rows]
    words = [word for text in texts for word in text.split(" ")]
    if table.numeric[column]:
        texts = [text for text in texts if any(map(str.isdigit, text))]
    longest_word = max((measure(word, NOTE_SIZE) for word in words), default=0.0)
    longest_text = max((measure(text, NOTE_SIZE) for text in texts), default=0.0)
    heading = _heading_width(table.columns[column].split())
    return round(max(heading, longest_word, min(longest_text, WIDEST_COLUMN)) + 2 * CELL_PADDING, 1)


def _heading_width(words: Sequence[str]) -> float:
    """Return the width that a heading needs, in px: on two lines where these are short, else its longest word."""
    longest = max(measure(word, NOTE_SIZE, bold=True) for word in words)
    broken = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words) + 1))
    two_lines = min(max(measure(line, NOTE_SIZE, bold=True) for line in lines) for lines in broken)
    return max(longest, min(two_lines, WIDEST_HEADING))


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "widths": [_column_width(table, column) for column in range(len(table.columns))],
        "columns": list(table.columns),
        "numeric": list(table.numeric),
        "rows": [[cell.text for cell in row] for row in table.rows],
    }
