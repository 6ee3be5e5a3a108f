"""The PDF: tagged, accessible, complete, the same bytes every time; data are never markup."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import sample_reports

from genklang.reporting.formats.pdf import render, render_many
from genklang.reporting.model import Figure, Paragraph, SectionText

A4 = (595.28, 841.89)
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}part"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


@pytest.fixture(scope="module")
def swedish():
    return render(sample_reports.sollentuna())


def open_pdf(data):
    return pikepdf.open(io.BytesIO(data))


def read_text(data):
    pages = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "\n")


def elements(node):
    """Yield every structure element of the document."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(data):
    """Return each structure element's name and alternative text, in order."""
    with open_pdf(data) as pdf:
        return [(str(e.S), str(e.get("/Alt", ""))) for e in elements(pdf.Root.StructTreeRoot.K)]


def names(data):
    return [name for name, _ in tags(data)]


def test_it_says_that_it_is_accessible_and_archivable(swedish):
    pdf = open_pdf(swedish)
    assert str(pdf.Root.Lang) == "sv"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata[PDFUA] == "1"
        assert (metadata[f"{PDFA}part"], metadata[f"{PDFA}conformance"]) == ("2", "A")
        assert metadata["dc:title"] == sample_reports.sollentuna().title


def test_its_structure_is_read_aloud_in_order(swedish):
    found = names(swedish)
    assert found.count("/H1") == 1
    assert found.count("/H2") == len(sample_reports.sollentuna().sections) + 1
    assert found.index("/H1") < found.index("/H2") < found.index("/Figure") < len(found)


def test_every_chart_has_its_sentence(swedish):
    alts = {alt for name, alt in tags(swedish) if name == "/Figure"}
    charts = [b.chart for s in sample_reports.sollentuna().sections for b in s.blocks if isinstance(b, Figure)]
    assert {chart.alt for chart in charts} <= alts


def test_every_table_has_a_row_of_headings(swedish):
    found = names(swedish)
    assert found.count("/Table") == 4
    assert found.count("/THead") == 4
    assert found.count("/TH") == 7 + 5 + 3 + 4


def test_pages_are_a4_and_numbered(swedish):
    pdf = pypdfium2.PdfDocument(swedish)
    assert {(round(p.get_width(), 2), round(p.get_height(), 2)) for p in pdf} == {A4}
    assert f"1 ({len(pdf)})" in pdf[0].get_textpage().get_text_range()


def test_the_figures_can_be_copied(swedish):
    text = read_text(swedish)
    for label, _, now, _, _, _, _, verdict in sample_reports.ITEMS:
        assert label in text
        assert f"{now} %" in text
        assert verdict.split(",")[0] in text


def test_only_the_shipped_fonts_are_in_it(swedish):
    fonts = {
        str(font.BaseFont).split("+")[-1]
        for page in open_pdf(swedish).pages
        for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
    }
    assert fonts <= {"NotoSans-Regular", "NotoSans-Bold"}
    assert fonts


def test_data_are_never_markup_and_no_file_is_read():
    report = sample_reports.small_unit()
    text = read_text(render(report)).replace("\n", "").replace("\ufffe", "")
    assert '=*Enheten* #read("/etc/passwd")' in text
    assert "root:" not in text


def test_signs_that_the_fonts_lack_and_controls_do_not_stop_it():
    strange = "中文 😀 \u0000\u0007 e\u0323\u0301 \ue000 ไทย \u200d"
    base = sample_reports.sollentuna()
    sections = (SectionText("x", strange, strange, (Paragraph(strange), sample_reports.dot_figure())),)
    assert render(replace(base, unit=strange, title=strange, sections=sections)).startswith(b"%PDF")


def test_a_report_from_the_right_is_set():
    data = render(sample_reports.arabic())
    assert str(open_pdf(data).Root.Lang) == "ar"
    assert "سولنتونا" in read_text(data)


def test_a_report_without_sections_or_key_figures_is_set():
    assert render(replace(sample_reports.sollentuna(), sections=(), key_figures=())).startswith(b"%PDF")


def test_the_same_report_gives_the_same_bytes_in_one_process_or_several(swedish):
    reports = [replace(sample_reports.sollentuna(), unit=f"Enhet {i}") for i in range(4)]
    many = list(render_many([sample_reports.sollentuna(), *reports], processes=2))
    assert many[0] == swedish
    assert [read_text(data).count("Enhet") > 0 for data in many] == [False, True, True, True, True]
    assert "Enhet 3" in read_text(many[4])
