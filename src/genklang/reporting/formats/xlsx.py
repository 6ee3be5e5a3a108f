"""The report as a workbook: a summary with native charts, a sheet a table, the protected figures, the notes."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from genklang.reporting.look import BRAND, FAMILIES, INK, MUTED
from genklang.reporting.model import Block, Bullets, Cell, Figure, Format, Paragraph, Report, Table
from genklang.reporting.spreadsheet import make_chart, write_series
from genklang.tables.estimate import ESTIMATE_SCHEMA

NOT_STATED: Final = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed creation date, so that one report always gives the same bytes."""
LONGEST_NAME: Final = 31
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
DECIMALS: Final = re.compile(r"[.,](\d{1,2})(?!\d)")
NUMBER_FORMATS: Final = tuple(f"{digits}{unit}" for digits in ("#,##0", "0.0", "0.00") for unit in ("", '" %"'))
WIDEST: Final = 60
PLAIN: Final = {"font_name": FAMILIES[0], "font_size": 10, "font_color": INK, "valign": "top"}
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook."""

    text: Style
    wrapped: Style
    heading: Style
    numeric_heading: Style
    title: Style
    section: Style
    large: Style
    muted: Style
    link: Style
    number: Style
    numbers: Mapping[str, Style]


def render(report: Report) -> bytes:
    """Return the workbook (XLSX). Text is always written as text, whatever it begins with."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": report.title, "author": report.organisation, "created": NOT_STATED})
    styles = _make_styles(workbook, report)
    summary = workbook.add_worksheet(_sheet_name(report.labels.contents))
    row = _write_head(summary, report, styles)
    _write_tables(workbook, summary, report, styles, row=row)
    _write_figures(workbook.add_worksheet(_sheet_name(report.labels.figures_sheet)), report, styles)
    _write_notes(workbook.add_worksheet(_sheet_name(report.labels.notes_sheet)), report, styles)
    for sheet in workbook.worksheets():
        _set_up(sheet, report)
    workbook.close()
    return buffer.getvalue()


def _make_styles(workbook: Workbook, report: Report) -> Styles:
    order = {"reading_order": 2 if report.is_rtl else 1}

    def style(**changes: object) -> Style:
        return workbook.add_format({**PLAIN, **order, **changes})

    rule = {"bold": True, "bottom": 1, "bottom_color": BRAND, "text_wrap": True, "valign": "bottom"}
    return Styles(
        text=style(),
        wrapped=style(text_wrap=True),
        heading=style(**rule),
        numeric_heading=style(**rule, align="right"),
        title=style(bold=True, font_size=18),
        section=style(bold=True, font_size=12, font_color=BRAND),
        large=style(bold=True, font_size=16),
        muted=style(font_color=MUTED, text_wrap=True),
        link=style(font_color=BRAND, underline=1),
        number=style(num_format="0"),
        numbers={name: style(num_format=name, align="right") for name in NUMBER_FORMATS},
    )


def _set_up(sheet: Worksheet, report: Report) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P (&N)")
    if report.is_rtl:
        sheet.right_to_left()


def _sheet_name(words: str) -> str:
    """Return words as a sheet may be named: 31 characters, none of []:*?/\\, no apostrophe at either end."""
    name = " ".join(FORBIDDEN.sub(" ", words).split()).strip("'")
    return name[:LONGEST_NAME].rstrip(" '") or "1"


def _write_head(sheet: Worksheet, report: Report, styles: Styles) -> int:
    """Write whom the report is about, its finding and its large numbers; return the next free row."""
    sheet.set_column(0, 0, 44, styles.text)
    sheet.set_column(1, 6, 16, styles.text)
    whose = " · ".join(part for part in (report.organisation, report.unit, report.survey, report.period) if part)
    sheet.write_string(0, 0, whose, styles.text)
    sheet.write_string(1, 0, report.title, styles.title)
    sheet.merge_range(2, 0, 2, 6, "", styles.wrapped)
    sheet.write_string(2, 0, report.lead, styles.wrapped)
    sheet.set_row(2, 15 * (1 + len(report.lead) // 110))
    row = 4
    for figure in report.key_figures:
        sheet.write_string(row, 0, figure.value, styles.large)
        sheet.write_string(row, 1, " – ".join(part for part in (figure.label, figure.note) if part), styles.text)
        row += 1
    return row + 1


def _write_tables(workbook: Workbook, summary: Worksheet, report: Report, styles: Styles, *, row: int) -> None:
    """Write each table on a sheet of its own, a link to it on the summary, and its chart there."""
    charts: list[tuple[Worksheet, Figure, int]] = []
    for number, (block, table) in enumerate(_tables(report), 1):
        sheet = workbook.add_worksheet(_sheet_name(f"{number} {table.caption}"))
        end = _write_table(sheet, table, styles)
        target = sheet.name.replace("'", "''")
        summary.write_url(row, 0, f"internal:'{target}'!A1", styles.link, table.caption)
        row += 1
        if isinstance(block, Figure):
            write_series(sheet, block.chart, top=end + 2, heading=styles.heading, share=styles.number)
            charts.append((sheet, block, end + 2))
    for sheet, figure, top in charts:
        native = make_chart(workbook, sheet, figure.chart, top=top, title=figure.table.caption)
        summary.insert_chart(row + 1, 0, native, {"description": figure.chart.alt, "object_position": 2})
        row += 2 + native.height // 20


def _tables(report: Report) -> Iterator[tuple[Figure | Table, Table]]:
    """Yield each figure and table of the report with its table."""
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                yield block, block.table
            elif isinstance(block, Table):
                yield block, block


def _write_table(sheet: Worksheet, table: Table, styles: Styles) -> int:
    """Write a table with its caption above; return the row after it."""
    sheet.write_string(0, 0, table.caption, styles.section)
    for column, name in enumerate(table.columns):
        is_numeric = table.numeric[column]
        sheet.write_string(2, column, name, styles.numeric_heading if is_numeric else styles.heading)
        texts = [name, *(row[column].text for row in table.rows)]
        sheet.set_column(column, column, min(max(map(len, texts)) + 2, WIDEST), styles.text)
    for row, cells in enumerate(table.rows, 3):
        for column, cell in enumerate(cells):
            _write_cell(sheet, row, column, cell, styles)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    return 3 + len(table.rows)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: Styles) -> None:
    if cell.number is None:
        sheet.write_string(row, column, cell.text, styles.wrapped)
    else:
        sheet.write_number(row, column, cell.number, styles.numbers[_number_format(cell.text)])


def _number_format(text: str) -> str:
    """Return the number format that shows as many decimals as the text does, with its sign of per cent.

    A mark before three digits parts thousands.
    """
    decimals = DECIMALS.search(text)
    pattern = f"0.{'0' * len(decimals[1])}" if decimals else "#,##0"
    return f'{pattern}" %"' if "%" in text else pattern


def _write_figures(sheet: Worksheet, report: Report, styles: Styles) -> None:
    """Write the protected estimates behind the report, in the columns that other formats have, too."""
    for column, name in enumerate(ESTIMATE_SCHEMA):
        sheet.write_string(0, column, name, styles.heading)
    for row, values in enumerate(report.figures.select(*ESTIMATE_SCHEMA).iter_rows(), 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, styles.text)
            elif value is not None:
                sheet.write_number(row, column, value, styles.text)
    sheet.set_column(0, len(ESTIMATE_SCHEMA) - 1, 14, styles.text)
    sheet.autofilter(0, 0, max(report.figures.height, 1), len(ESTIMATE_SCHEMA) - 1)
    sheet.freeze_panes(1, 0)


def _write_notes(sheet: Worksheet, report: Report, styles: Styles) -> None:
    """Write every sentence of the report, section by section."""
    sheet.set_column(0, 0, 100, styles.wrapped)
    lines: list[tuple[str, Style]] = [(report.title, styles.title), (report.lead, styles.wrapped)]
    for section in report.sections:
        texts = [section.intro, *(text for block in section.blocks for text in _list_texts(block))]
        if any(texts):
            lines += [("", styles.text), (section.title, styles.section)]
            lines += [(text, styles.wrapped) for text in texts if text]
    lines += [("", styles.text), (report.footer, styles.muted)]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, style)


def _list_texts(block: Block) -> tuple[str, ...]:
    """Return the sentences of a block that is not a figure or a table."""
    if isinstance(block, Paragraph):
        return (block.text,)
    return block.texts if isinstance(block, Bullets) else ()


part = Format("xlsx", MEDIA_TYPE, render)
