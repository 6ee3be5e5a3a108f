"""The design tokens: every colour, size and family that charts and formats may use, with the contrast they keep."""

from dataclasses import dataclass
from typing import Final

from genklang.reporting.model import Tone

INK: Final = "#17202A"
MUTED: Final = "#56606B"
BRAND: Final = "#0B5563"
SURFACE: Final = "#F7F5F0"
HAIRLINE: Final = "#D9D5CB"
CONTROL: Final = "#8A8578"
FOCUS: Final = "#FFB000"
PAPER: Final = "#FFFFFF"
INTERVAL: Final = "#C9DDDF"
"""The pale band of an interval; a line of `BRAND` runs through it, so that it is seen in grey too."""

TITLE_SIZE: Final = 29
HEADING_SIZE: Final = 16
TEXT_SIZE: Final = 14
NOTE_SIZE: Final = 11
SMALL_SIZE: Final = 10
"""Sizes on paper, in px at 96 dpi."""

FAMILIES: Final = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic")
PAPER_WIDTH: Final = 670
"""Width of the text on A4, in px at 96 dpi: what a chart is drawn for."""
PHONE_WIDTH: Final = 300
"""Width that a chart's narrow form is drawn for, in px."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """How one tone is filled, outlined and written upon."""

    fill: str
    stroke: str
    text: str


SWATCHES: Final = {
    Tone.VERY_POSITIVE: Swatch(BRAND, BRAND, PAPER),
    Tone.POSITIVE: Swatch("#5AA3AE", BRAND, INK),
    Tone.NEUTRAL: Swatch("#C9C5BA", MUTED, INK),
    Tone.NEGATIVE: Swatch("#E8A86B", "#A8470F", INK),
    Tone.VERY_NEGATIVE: Swatch("#A8470F", "#A8470F", PAPER),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #RRGGBB colours, 1–21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tokens() -> dict[str, str | int]:
    """Return the tokens by the names that templates use."""
    return {
        "ink": INK,
        "muted": MUTED,
        "brand": BRAND,
        "surface": SURFACE,
        "hairline": HAIRLINE,
        "control": CONTROL,
        "focus": FOCUS,
        "title": TITLE_SIZE,
        "heading": HEADING_SIZE,
        "text": TEXT_SIZE,
        "note": NOTE_SIZE,
        "small": SMALL_SIZE,
    }
