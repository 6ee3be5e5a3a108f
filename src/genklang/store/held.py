"""What a store holds, read back only if it is what was written: files are named by their content."""

import re
from hashlib import file_digest
from pathlib import Path
from typing import Final

import polars as pl

from genklang.errors import Failure, problem
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.store.manifest import Manifest

DIGEST: Final = re.compile(r"[0-9a-f]{16}$")


def check_held(place: Path, path: str) -> Path:
    """Return where a file of the store stands; A244 where its content is not what its name says."""
    file = place / path
    named = DIGEST.search(file.stem)
    try:
        with file.open("rb") as stream:
            found = file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise damaged(place, file) from error
    if named is None or not found.startswith(named.group()):
        raise damaged(place, file)
    return file


def read_held(place: Path, path: str) -> pl.DataFrame:
    """Return a table of the store; A244 where it is not what was written."""
    file = check_held(place, path)
    try:
        return pl.read_parquet(file)
    except pl.exceptions.PolarsError as error:
        raise damaged(place, file) from error


def parse_instrument(place: Path, manifest: Manifest) -> PublishedInstrument:
    """Return the questionnaire that a store is of; A244 where it was changed."""
    try:
        return from_json(manifest.instrument)
    except Failure as error:
        raise Failure(problem("A244", str(place), reason="its questionnaire cannot be read")) from error


def damaged(place: Path, part: Path) -> Failure:
    """Return the failure of a file that is not what was written."""
    return Failure(problem("A244", str(place), reason=f"{part.relative_to(place)} is not what was written"))
