"""Words that may stand in the key columns of a table of answers, and the key value of each."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError

from genklang.instrument.genders import GENDER_OF
from genklang.instrument.item_type import GENDER_ITEM
from genklang.instrument.labels import accepted_labels
from genklang.instrument.model import Instrument
from genklang.tables.keys import EASY_READ_FORM, GENDERS, OTHER_GENDER, STANDARD_FORM

Words = Iterator[tuple[str, str]]
"""Pairs of a key value and a word for it."""

FORM_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        STANDARD_FORM: ("standard", "vanlig", "ordinarie", "almindelig", "ordinary"),
        EASY_READ_FORM: ("lättläst", "lätt svenska", "letlæst", "let at læse", "easy read", "easy-read"),
    }
)
CHANNEL_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "paper": ("keyed", "papper", "pappersenkät", "pappersformulär", "papir", "papirskema", "paper form"),
        "web": ("webb", "webben", "webbenkät", "digital", "digitalt", "internet", "nettet", "online"),
        "tablet": ("surfplatta", "läsplatta", "pekplatta", "platta"),
        "kiosk": ("terminal",),
        "post": ("posten", "brev", "postenkät", "postal", "letter"),
        "sms": ("text message",),
        "email": ("e-post", "epost", "mejl", "e-mail"),
        "phone": ("telefon", "telefonintervju", "telephone"),
        "interview": ("intervju", "besöksintervju", "face to face"),
        "link": ("länk", "qr-kod", "qr code"),
        "code": ("kod", "engångskod", "one-time code"),
        "assisted_relative": ("hjälp av anhörig", "helped by a relative"),
        "assisted_staff": ("hjälp av personal", "helped by staff"),
        "assisted_interpreter": ("hjälp av tolk", "helped by an interpreter"),
        "professional": ("handläggare", "sagsbehandler", "caseworker"),
    }
)

_CLDR: Final = MappingProxyType({"prs": "fa_AF"})
"""Languages that Unicode's names know under another code."""


def list_group_words(instrument: Instrument) -> Words:
    """Yield code and label of each target group in every language."""
    for group in instrument.target_groups:
        yield group.code, group.code
        for texts in instrument.texts.values():
            yield group.code, texts.target_groups.get(group.code, "")


def list_gender_words(instrument: Instrument) -> Words:
    """Yield the genders with the codes, names and labels of the gender item's categories."""
    yield from ((gender, gender) for gender in GENDERS)
    for item in instrument.items:
        for category in item.categories if item.code == GENDER_ITEM else ():
            gender = GENDER_OF.get(category.name, OTHER_GENDER)
            yield gender, str(category.code)
            yield gender, category.name
            for texts in instrument.texts.values():
                yield from ((gender, label) for label in accepted_labels(texts, item.scale, category))


def list_language_words(instrument: Instrument) -> Words:
    """Yield the instrument's languages with their names in each of them."""
    for language in instrument.texts:
        yield language, language
        for other in instrument.texts:
            yield language, _name_language(language, other)


def list_form_words(_instrument: Instrument) -> Words:
    """Yield the versions of the form."""
    return _pair(FORM_WORDS)


def list_channel_words(_instrument: Instrument) -> Words:
    """Yield the channels."""
    return _pair(CHANNEL_WORDS)


def _pair(words: Mapping[str, tuple[str, ...]]) -> Words:
    return ((value, word) for value in words for word in (value, *words[value]))


def _name_language(language: str, other: str) -> str:
    """Return the name of a language in another one, as Unicode's CLDR has it; empty where it has none."""
    try:
        names = Locale.parse(_CLDR.get(other, other)).languages
    except UnknownLocaleError:
        return ""
    return str(names.get(_CLDR.get(language, language), ""))
