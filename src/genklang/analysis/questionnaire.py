"""Questionnaires by name or folder: found, checked and published."""

from pathlib import Path

from genklang.errors import Failure, problem
from genklang.instrument.load import load
from genklang.instrument.model import Instrument
from genklang.instrument.shelf import find_instrument


def find_draft(name: str) -> Instrument:
    """Return the questionnaire in the folder `name`, or the shipped one called so.

    Raises Failure with every fault of the files, or where nothing is called so.
    """
    folder = Path(name)
    return load(folder) if folder.is_dir() else find_instrument(name).instrument


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all; Failure where it is already there."""
    if path.exists():
        raise Failure(problem("F005", str(path)))
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
