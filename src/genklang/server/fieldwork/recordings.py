"""Recorded sentences of a questionnaire: files below the data folder, by organisation, questionnaire and language."""

import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from genklang.instrument.model import Instrument, Texts
from genklang.server.organisation.models import Organisation

MEDIA_TYPES: Final = {
    ".webm": "audio/webm",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of one recorded sentence: minutes of speech."""
EASY: Final = "easy/"
"""What the key of an item's easy wording begins with."""
GROUP: Final = "target_groups/"
"""What the key of a target group's name begins with."""
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that can be read aloud: an item, its easy wording `easy/<item>`, a category `<scale>/<name>`, or a target
    group's name `target_groups/<code>`."""

    key: str
    text: str


def list_sentences(instrument: Instrument, texts: Texts, *, groups: Collection[str] = ()) -> list[Sentence]:
    """Return every text that respondents can listen to, in the order asked, each category once.

    `groups`: those among which people choose at a tablet.
    """
    found = {GROUP + code: name for code in groups if (name := texts.target_groups.get(code))}
    for item in instrument.items:
        words = texts.items.get(item.code)
        if words:
            found[item.code] = words.text
            if instrument.easy_read and words.easy not in {"", words.text}:
                found[EASY + item.code] = words.easy
        for category in item.categories:
            label = texts.scales.get(item.scale, {}).get(category.name, "")
            if label and not label.isdigit():
                found.setdefault(f"{item.scale}/{category.name}", label)
    return [Sentence(key, text) for key, text in found.items()]


def recordings_folder(organisation: Organisation, instrument: Instrument, language: str) -> Path:
    """Return the folder of an organisation's recordings of a questionnaire in a language."""
    return _name_folder(settings.DATA, organisation.code, name_place(instrument), language)


@lru_cache(maxsize=256)
def _name_folder(data: Path, *names: str) -> Path:
    return Path(data, "audio", *names)


def name_place(instrument: Instrument) -> str:
    """Return the name of a questionnaire's folder."""
    return f"{instrument.id}.{instrument.version}"


def list_recordings(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the key and the file of each recorded sentence in a folder."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix in MEDIA_TYPES and _NAME.fullmatch(path.stem):
                yield path.stem.replace(".", "/"), path


def recognise_sound(start: bytes) -> str:
    """Return the suffix of a sound file by what it begins with; empty where it is none that browsers play."""
    return next((suffix for suffix, at, sign in _SIGNATURES if start[at : at + len(sign)] == sign), "")


def save_recording(folder: Path, key: str, sound: bytes) -> bool:
    """Put a sentence's recording in place of an earlier one; False where it is no sound that browsers play."""
    suffix = recognise_sound(sound[:16])
    if not suffix or len(sound) > LARGEST:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(8)}"
    draft.write_bytes(sound)
    drop_recording(folder, key)
    draft.replace(folder / (key.replace("/", ".") + suffix))
    return True


def drop_recording(folder: Path, key: str) -> None:
    """Delete a sentence's recording."""
    for known, path in list(list_recordings(folder)):
        if known == key:
            path.unlink()
