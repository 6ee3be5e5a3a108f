"""The report as a news article: a title, a few paragraphs, and last what they build on."""

from genklang.reporting.model import Format, Report


def render(report: Report) -> bytes:
    """Return the article as plain text in UTF-8, one paragraph a line with an empty line between."""
    return ("\n\n".join(" ".join(text.splitlines()) for text in report.news) + "\n").encode()


part = Format("txt", "text/plain", render)
