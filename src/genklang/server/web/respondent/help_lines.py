"""Where somebody can turn after answering, by country: open to all, free of charge, and found on their own pages."""

from typing import Final, NamedTuple


class HelpLine(NamedTuple):
    """One number. `key`: the sentence under `respondent/end.help` that says for whom it is."""

    key: str
    name: str
    number: str


HELP_LINES: Final[dict[str, tuple[HelpLine, ...]]] = {
    "SE": (
        HelpLine("danger", "SOS", "112"),
        HelpLine("young", "Bris", "116 111"),
        HelpLine("violence", "Kvinnofridslinjen", "020-50 50 50"),
        HelpLine("health", "1177", "1177"),
    ),
    "DK": (
        HelpLine("danger", "Alarm", "112"),
        HelpLine("young", "BørneTelefonen", "116 111"),
        HelpLine("violence", "Lev Uden Vold", "1888"),
    ),
}


def list_help(country: str) -> tuple[HelpLine, ...]:
    """Return the numbers of a country; the European emergency number where we know no others."""
    return HELP_LINES.get(country, (HelpLine("danger", "SOS", "112"),))
