"""The use case: published results of the national survey, read and, if wished, taken into a store."""

from pathlib import Path

from genklang.errors import Failure, problem
from genklang.exchange.kolada import PublishedFigures, read
from genklang.instrument.shelf import find_instrument
from genklang.store.beside import write_published
from genklang.store.manifest import is_store
from genklang.store.open import read_instrument

INSTRUMENT = "skr-ifo"


def import_kolada(path: Path, place: Path | None = None) -> PublishedFigures:
    """Read a Kolada table and return its figures (`ESTIMATE_SCHEMA`) and all values that cannot be right.

    With `place`, the figures go into that store (a new one of `skr-ifo` where there is none), in the place of those it
    held of the same rounds from Kolada. Raises Failure where the file is no Kolada table or holds no figure of the
    survey (A280), or the store is damaged.
    """
    published = read(path)
    if published.figures.is_empty():
        raise Failure(*published.flags, problem("A280", str(path)))
    if place is not None:
        instrument = read_instrument(place) if is_store(place) else find_instrument(INSTRUMENT)
        write_published(published.figures, place, published=instrument)
    return published
