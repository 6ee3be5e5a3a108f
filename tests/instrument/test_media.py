from dataclasses import replace
from pathlib import Path

import pytest

from genklang.instrument import folders
from genklang.instrument.media import AudioSlot, audio_slots, pictures_of
from genklang.instrument.model import PublishedInstrument


def test_each_item_and_category_has_a_slot_that_a_file_fills(small: PublishedInstrument, tmp_path: Path) -> None:
    sound = tmp_path / "audio" / "sv" / "ease" / "easy.ogg"
    sound.parent.mkdir(parents=True)
    sound.touch()
    slots = audio_slots(small.instrument, tmp_path, "sv")
    assert slots[0] == AudioSlot("helped", None)
    assert [slot for slot in slots if slot.file] == [AudioSlot("ease/easy", sound)]
    assert len(slots) == len({slot.key for slot in slots}) == 8 + 2 + 4 + 11 + 2 + 3 + 3
    assert not [slot for slot in audio_slots(small.instrument, tmp_path, "en") if slot.file]


def test_pictures_are_found_by_name(
    small: PublishedInstrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "PICTURES", tmp_path)
    (tmp_path / "sun.svg").touch()
    contact = small.instrument.item("contact")
    first, second, *rest = contact.categories
    shown = (replace(first, picture="sun"), replace(second, picture="moon"), *rest)
    instrument = replace(small.instrument, items=(replace(contact, categories=shown),))
    assert pictures_of(instrument) == {"sun": tmp_path / "sun.svg"}
