"""Reads one row of an uploaded list as a person to invite, or says what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from genklang.instrument.labels import fold_label
from genklang.server.organisation.user_manager import fold_email

FIELDS: Final = ("unit", "target_group", "name", "email", "phone", "address", "language", "label", "protected")
"""What a column of the list can be."""

COLUMN_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("unit", "enhet", "enhed", "place"),
    "target_group": ("target_group", "group", "målgrupp", "grupp", "målgruppe", "gruppe"),
    "name": ("name", "namn", "navn"),
    "email": ("email", "e-mail", "e-post", "epost", "mejl", "mail"),
    "phone": ("phone", "telefon", "mobil", "mobile", "mobilnummer", "telefonnummer", "sms"),
    "address": ("address", "adress", "adresse", "postadress"),
    "language": ("language", "språk", "sprog"),
    "label": ("case", "ärende", "sag", "label", "referens"),
    "protected": ("protected", "skyddad identitet", "skyddade personuppgifter", "sekretess", "adressebeskyttelse"),
}
PROTECTED_WORDS: Final = ("skyddad", "sekretess", "beskyttet", "beskyttelse", "protected")
NO_WORDS: Final = frozenset({"", "0", "nej", "no", "n", "false", "-"})
CALLING_CODE: Final = {"SE": "+46", "DK": "+45"}
_PHONE: Final = re.compile(r"\+\d{8,15}")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row: its number in the file, the key of the sentence, and the value it is about."""

    row: int
    fault: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person to invite, as read from a row; `reach` is the address of the channel."""

    row: int
    place: int
    reach: str
    name: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Reader:
    """How rows of one list are read: which column is which field, and what the round knows.

    `columns`: field → column; `fixed`: field → one value for all rows; `units` and `groups`: folded word → code;
    `places`: (unit code, group code) → id of the place.
    """

    reaches: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str]
    units: Mapping[str, str]
    groups: Mapping[str, str]
    places: Mapping[tuple[str, str], int]
    languages: tuple[str, ...]
    country: str

    def read(self, number: int, row: Mapping[str, str | None]) -> Person | RowFault | None:
        """Return the person of a row, what is wrong with it, or None for somebody of protected identity."""
        values = {field: (row.get(column) or "").strip() for field, column in self.columns.items()}
        if _is_protected(values, row):
            return None
        unit = self.units.get(fold_label(values.get("unit", ""))) or self.fixed.get("unit", "")
        group = self.groups.get(fold_label(values.get("target_group", ""))) or self.fixed.get("target_group", "")
        place = self.places.get((unit, group))
        if place is None:
            return RowFault(number, "place", " / ".join(filter(None, (values.get("unit"), values.get("target_group")))))
        reach = read_reach(self.reaches, values.get(self.reaches, ""), self.country)
        if not reach:
            return RowFault(number, self.reaches, values.get(self.reaches, ""))
        language = values.get("language", "").lower()
        return Person(
            row=number,
            place=place,
            reach=reach,
            name=values.get("name", "")[:120],
            language=language if language in self.languages else "",
            label=values.get("label", "")[:60],
        )


def guess_columns(columns: tuple[str, ...]) -> dict[str, str]:
    """Return which column seems to be which field, by its heading."""
    folded = {fold_label(column): column for column in columns}
    found = {field: next((folded[w] for w in words if w in folded), "") for field, words in COLUMN_WORDS.items()}
    return {field: column for field, column in found.items() if column}


def read_reach(field: str, raw: str, country: str) -> str:
    """Return an address of the kind `field` in its one written form; empty where it is none."""
    if field == "email":
        return _read_email(raw)
    return _read_phone(raw, country) if field == "phone" else raw.strip()[:300]


def _read_email(raw: str) -> str:
    address = fold_email(raw)
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _read_phone(raw: str, country: str) -> str:
    digits = re.sub(r"[\s()\-./]", "", raw)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif not digits.startswith("+"):
        digits = CALLING_CODE.get(country, "") + digits.removeprefix("0")
    return digits if _PHONE.fullmatch(digits) else ""


def _is_protected(values: Mapping[str, str], row: Mapping[str, str | None]) -> bool:
    """Return whether a row is marked as of protected identity, in its own column or anywhere in words."""
    if fold_label(values.get("protected", "")) not in NO_WORDS:
        return True
    words = " ".join(fold_label(value) for value in row.values() if value)
    return any(word in words for word in PROTECTED_WORDS)
