"""The report as data: sections of paragraphs, charts and tables. Nothing in it is unprotected or unworded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class Tone(StrEnum):
    """What an answer means; each tone has one colour everywhere."""

    VERY_POSITIVE = "very_positive"
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    VERY_NEGATIVE = "very_negative"


@dataclass(frozen=True, slots=True)
class DotRow:
    """One share with what surrounds it, in per cent. None: not there, and `verdict` says why."""

    label: str
    note: str
    value: float | None
    low: float | None
    high: float | None
    previous: float | None
    benchmark: float | None
    value_text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class DotChart:
    """Shares with intervals; hollow: last round, tick: comparison. An empty label: that mark is not there."""

    rows: tuple[DotRow, ...]
    own_label: str
    previous_label: str
    benchmark_label: str
    alt: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One category's share of a bar, in per cent of those with an opinion. `label` is printed inside: "34"."""

    tone: Tone
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """One item's distribution, most positive first; no segments: withheld, and `note` says why."""

    label: str
    segments: tuple[Segment, ...]
    note: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Diverging stacked bars, split in the middle. `legend` names each tone once."""

    rows: tuple[BarRow, ...]
    legend: tuple[tuple[Tone, str], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One round. `value` None: a gap. `breaks` where it cannot be compared with the round before.

    `value_text` is the figure as printed at the point; `note` says in a few words why there is no figure or why
    the line breaks ("för få svar", "ny fråga").
    """

    period: str
    value: float | None
    low: float | None
    high: float | None
    benchmark: float | None
    breaks: bool
    value_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One share over the rounds, with its interval band and what it is held against."""

    label: str
    points: tuple[TrendPoint, ...]
    own_label: str
    benchmark_label: str
    alt: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """One item or unit by two measures. `is_certain`: what the chart says of its place holds beyond chance."""

    label: str
    x: float
    y: float
    is_certain: bool


@dataclass(frozen=True, slots=True)
class PointChart:
    """Items or units by two measures, with lines that part the field in four (`quadrants`, row by row) or a band.

    `band`: places along x with the ends of what is expected there. Numbered points have their labels in a list beside
    the field; otherwise those whose place is certain are named where they stand. `suffixes` follow the numbers on
    the axes (x, y).
    """

    rows: tuple[PointRow, ...]
    x_label: str
    y_label: str
    y_line: float
    x_line: float | None = None
    quadrants: tuple[str, ...] = ()
    band: tuple[tuple[float, float, float], ...] = ()
    band_label: str = ""
    is_numbered: bool = False
    suffixes: tuple[str, str] = ("", "")
    alt: str = ""


ChartData = DotChart | BarChart | TrendChart | PointChart


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the text a reader sees and, where it is a figure, the number behind it."""

    text: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names the rows. `numeric` columns are set flush right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]


class Voice(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    NOTE = "note"
    CAVEAT = "caveat"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text, never markup."""

    text: str
    voice: Voice = Voice.BODY


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and the table behind it."""

    chart: ChartData
    table: Table


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts that belong together."""

    texts: tuple[str, ...]


Block = Paragraph | Bullets | Figure | Table


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number with what it is."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """One idea: a finding as its title, then the showing of it. `name` is the section part's name.

    `is_appendix`: for those who want to know more, set smaller on paper.
    """

    name: str
    title: str
    intro: str
    blocks: tuple[Block, ...]
    is_appendix: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words that formats set themselves, in the report's language. `page_of`: "{page} ({pages})"."""

    page_of: str
    table_behind: str
    contents: str
    skip_to_content: str
    figures_sheet: str
    notes_sheet: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose report it is, as one sees: the emblem (PNG) and one colour (`#rrggbb`) that white can be told from."""

    emblem: bytes = b""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reader gets, before any format. `figures` are the protected estimates behind it."""

    language: str
    is_rtl: bool
    organisation: str
    unit: str
    survey: str
    period: str
    title: str
    lead: str
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[SectionText, ...]
    news: tuple[str, ...]
    footer: str
    labels: Labels
    figures: pl.DataFrame
    letterhead: Letterhead = Letterhead()


@dataclass(frozen=True, slots=True)
class Format:
    """A format of report: one file per suffix, rendered from the report alone.

    `render_many` gives the same bytes as `render`, report by report, where there is a faster way for many.
    """

    suffix: str
    media_type: str
    render: Callable[[Report], bytes]
    render_many: Callable[[Iterable[Report]], Iterator[bytes]] | None = None

    def render_all(self, reports: Iterable[Report]) -> Iterator[bytes]:
        """Yield the file of each report in turn."""
        return self.render_many(reports) if self.render_many else map(self.render, reports)
