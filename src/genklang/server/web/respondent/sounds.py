"""The addresses of recorded sentences, and the files behind them."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from genklang.instrument.model import Instrument
from genklang.server.fieldwork.recordings import list_recordings, name_place, recordings_folder
from genklang.server.organisation.models import Organisation

DEPTH = 3
"""Folders below that of all recordings: organisation, questionnaire, language."""


def list_sounds(organisation: Organisation, instrument: Instrument, language: str) -> Mapping[str, str]:
    """Return the address of each recorded text by its key."""
    names = (organisation.code, name_place(instrument), language)
    return {
        key: reverse("sound", args=[*names, path.name])
        for key, path in list_recordings(recordings_folder(organisation, instrument, language))
    }


def find_sound(organisation: str, instrument: str, language: str, name: str) -> Path | None:
    """Return a recording's file; None where there is none. The parts come from an address and are not trusted."""
    place = Path(settings.DATA).resolve() / "audio"
    folder = (place / organisation / instrument / language).resolve()
    if not folder.is_relative_to(place) or len(folder.relative_to(place).parts) != DEPTH:
        return None
    return next((path for _, path in list_recordings(folder) if path.name == name), None)
