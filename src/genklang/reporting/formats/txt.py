"""The report as a news article: a title, a few paragraphs, and what it builds on."""

from genklang.reporting.model import Format, Report


def render(report: Report) -> bytes:
    """Return the article as plain text in UTF-8, one paragraph a line with an empty line between."""
    paragraphs = (report.title, *report.news, report.footer)
    return ("\n\n".join(" ".join(text.splitlines()) for text in paragraphs if text) + "\n").encode()


part = Format("txt", "text/plain", render)
