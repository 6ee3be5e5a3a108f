"""Questionnaires by name or folder: found, checked and published."""

from genklang.instrument.load import load
from genklang.instrument.model import Instrument
from genklang.instrument.shelf import find_folder, find_instrument


def find_draft(name: str) -> Instrument:
    """Return the questionnaire called `name` as `find_instrument` knows it, in whatever state its folder is.

    Raises Failure where the files cannot be read, or where nothing is called so.
    """
    return find_instrument(name).instrument if name.endswith(".json") else load(find_folder(name))
