"""The web page: self-contained, in order, small; no faults for axe; it reflows at 320 px."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sample_reports

from genklang.reporting.charts import draw
from genklang.reporting.formats.html import render
from genklang.reporting.model import Figure

REPORTS = {
    "sv": sample_reports.sollentuna(),
    "small": sample_reports.small_unit(),
    "ar": sample_reports.arabic(),
}
CHROMIUM = Path("/usr/bin/chromium")


class Page(HTMLParser):
    """Gathers the elements of a page in order."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def read(name="sv"):
    return render(REPORTS[name]).decode()


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_asked_of_another_place(name):
    text = read(name)
    page = Page(text)
    addresses = [a.get("href") or a.get("src") for _, a in page.elements if a.get("href") or a.get("src")]
    assert [a for a in addresses if not a.startswith(("#", "data:"))] == []
    assert [u for u in re.findall(r"url\(([^)]{0,30})", text) if not u.startswith("data:")] == []
    assert "default-src 'none'" in text
    assert not page.all("script")


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_small(name):
    assert len(render(REPORTS[name])) <= 250_000


def test_language_and_direction_are_said():
    assert Page(read("sv")).all("html") == [{"lang": "sv", "dir": "ltr"}]
    assert Page(read("ar")).all("html") == [{"lang": "ar", "dir": "rtl"}]


def test_only_the_letters_that_are_needed_are_carried():
    assert [f in read("sv") for f in ('font-family: "Noto Sans"', 'font-family: "Noto Sans Arabic"')] == [True, False]
    assert 'font-family: "Noto Sans Arabic"' in read("ar")


def test_landmarks_and_headings_are_in_order():
    page = Page(read())
    names = [tag for tag, _ in page.elements]
    assert [names.count(tag) for tag in ("header", "main", "footer", "nav", "h1")] == [1] * 5
    assert names.count("h2") == len(REPORTS["sv"].sections)
    assert page.all("a")[0]["href"] == "#" + page.all("main")[0]["id"]


def test_every_chart_has_a_sentence_and_a_table_behind_it():
    page = Page(read())
    figures = [b for s in REPORTS["sv"].sections for b in s.blocks if isinstance(b, Figure)]
    labels = [svg.get("aria-label") for svg in page.all("svg") if svg.get("aria-label") != "genklang"]
    assert labels == [f.chart.alt for f in figures for _ in ("wide", "narrow")]
    assert len(page.all("details")) - 1 == len(page.all("figure")) == len(figures)
    assert len(page.all("table")) == len(page.all("caption")) == 4


def test_charts_are_the_very_bytes_of_the_pdf():
    figure = sample_reports.dot_figure()
    assert draw(figure.chart, language="sv", is_rtl=False) in read()


def test_words_are_never_markup():
    text = read("small")
    assert "<b>& Co</b>" not in text
    assert "&lt;b&gt;&amp; Co&lt;/b&gt;" in text


def open_page(browser, tmp_path, name, *, width):
    file = tmp_path / "report.html"
    file.write_bytes(render(REPORTS[name]))
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing(browser, tmp_path, name, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(browser, tmp_path, name, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("name", REPORTS)
def test_it_reflows_on_the_narrowest_screen(browser, tmp_path, name):
    page = open_page(browser, tmp_path, name, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shown = page.evaluate("[...document.querySelectorAll('figure svg')].map(s => s.checkVisibility())")
    assert shown == [False, True] * (len(shown) // 2)


@pytest.mark.browser
def test_every_text_has_the_page_s_own_letters(browser, tmp_path):
    page = open_page(browser, tmp_path, "sv", width=1200)
    assert page.evaluate("document.fonts.ready.then(f => [...f].filter(x => x.status == 'loaded').length)") == 2
