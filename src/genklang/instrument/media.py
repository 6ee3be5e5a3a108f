"""Sound and pictures of an instrument: the slots that can be filled, and the files that fill them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from genklang.instrument.folders import picture_path
from genklang.instrument.model import Instrument

SOUND_SUFFIXES: Final = (".mp3", ".m4a", ".ogg", ".opus", ".wav")


@dataclass(frozen=True, slots=True)
class AudioSlot:
    """One text that can be read aloud: `<item>` or `<scale>/<category>`, and its file if it is there."""

    key: str
    file: Path | None


def audio_slots(instrument: Instrument, folder: Path, language: str) -> list[AudioSlot]:
    """Return a slot for each item and each category in use, in the order asked; `folder` is the instrument's."""
    place = folder / "audio" / language
    return [AudioSlot(key, _find_sound(place, key)) for key in dict.fromkeys(_slot_keys(instrument))]


def pictures_of(instrument: Instrument) -> dict[str, Path]:
    """Return the SVG file of every picture that the instrument's categories show and that is there."""
    names = {category.picture for item in instrument.items for category in item.categories}
    paths = {name: picture_path(name) for name in sorted(name for name in names if name)}
    return {name: path for name, path in paths.items() if path}


def _slot_keys(instrument: Instrument) -> Iterator[str]:
    for item in instrument.items:
        yield item.code
        for category in item.categories:
            yield f"{item.scale}/{category.name}"


def _find_sound(place: Path, key: str) -> Path | None:
    paths = (place / f"{key}{suffix}" for suffix in SOUND_SUFFIXES)
    return next((path for path in paths if path.is_file()), None)
