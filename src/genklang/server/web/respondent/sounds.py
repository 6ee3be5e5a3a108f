"""Recorded sentences of a questionnaire: files below the data folder, by organisation, questionnaire and language."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse

from genklang.instrument.model import Instrument
from genklang.server.organisation.models import Organisation

MEDIA_TYPES: Final = {
    ".webm": "audio/webm",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
_SIGNATURES: Final = (
    (".webm", 0, b"\x1a\x45\xdf\xa3"),
    (".ogg", 0, b"OggS"),
    (".mp3", 0, b"ID3"),
    (".mp3", 0, b"\xff\xfb"),
    (".mp3", 0, b"\xff\xf3"),
    (".m4a", 4, b"ftyp"),
    (".wav", 8, b"WAVE"),
)
_NAME: Final = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+){0,2}")


def sound_folder(organisation: Organisation, instrument: Instrument, language: str) -> Path:
    """Return the folder of an organisation's recordings of a questionnaire in a language."""
    return Path(settings.DATA) / "audio" / organisation.code / f"{instrument.id}.{instrument.version}" / language


def list_sounds(organisation: Organisation, instrument: Instrument, language: str) -> Mapping[str, str]:
    """Return the address of each recorded text by its key: an item, `easy/<item>`, or `<scale>/<category>`."""
    place = f"{instrument.id}.{instrument.version}"
    return {
        path.stem.replace(".", "/"): reverse("sound", args=[organisation.code, place, language, path.name])
        for path in _list_files(sound_folder(organisation, instrument, language))
    }


def find_sound(organisation: str, instrument: str, language: str, name: str) -> Path | None:
    """Return a recording's file; None where there is none. The parts come from an address and are not trusted."""
    place = Path(settings.DATA).resolve() / "audio"
    folder = (place / organisation / instrument / language).resolve()
    if len(folder.relative_to(place).parts if folder.is_relative_to(place) else ()) != 3:
        return None
    return next((path for path in _list_files(folder) if path.name == name), None)


def name_sound(key: str) -> str:
    """Return the name of a recording's file, without its suffix."""
    return key.replace("/", ".")


def recognise_sound(start: bytes) -> str:
    """Return the suffix of a sound file by what it begins with; empty where it is none that browsers play."""
    return next((suffix for suffix, at, sign in _SIGNATURES if start[at : at + len(sign)] == sign), "")


def _list_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (p for p in sorted(folder.iterdir()) if p.suffix in MEDIA_TYPES and _NAME.fullmatch(p.stem))
