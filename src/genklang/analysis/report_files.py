"""What the files of reports are called: letters and digits of their subjects' names, no two of them alike."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from genklang.analysis.report_figures import Sources
from genklang.analysis.report_subjects import list_places
from genklang.reporting.outline import Outline

LONGEST: Final = 60
"""Signs: with four bytes each they still leave room for an ending."""


def make_file_name(name: str) -> str:
    """Return a name that every file system takes: letters, digits and hyphens of any script."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")[:LONGEST] or "report"


def name_apart(names: Iterable[str], *, taken: Sequence[str] = ()) -> dict[str, str]:
    """Return a file name for each name; those that would be alike, or `taken`, end in a mark of their own."""
    plain = {name: make_file_name(name) for name in names}
    met = Counter([*taken, *plain.values()])
    return {name: made if met[made] == 1 else f"{made}-{_mark(name)}" for name, made in plain.items()}


def name_files(sources: Sources, outlines: Sequence[Outline]) -> list[Path]:
    """Return where each report belongs below the folder of reports, without the ending.

    The name depends on the round's organisations and units alone, not on which reports are asked for.
    """
    places = {outline.round: list_places(sources, outline.round) for outline in outlines}
    folders = {round_: name_apart(found) for round_, found in places.items()}
    paths = []
    for outline in outlines:
        folder = folders[outline.round][outline.organisation]
        units = name_apart(places[outline.round][outline.organisation], taken=[folder])
        paths.append(Path(folder) / (units[outline.unit] if outline.unit else folder))
    return paths


def _mark(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:6]
