"""Where instruments and pictures lie: the shipped shelf, and the core that an extension builds on."""

from importlib.resources import files
from pathlib import Path
from typing import Final

CONTENT: Final = Path(str(files("genklang"))) / "content"
SHELF: Final = CONTENT / "instruments"
PICTURES: Final = CONTENT / "pictures"

MAIN_FILE: Final = "instrument.toml"


def find_core(folder: Path, extends: str) -> Path | None:
    """Return the folder of the core `<id>/<version>`: beside the extension's own folder, or on the shelf."""
    for place in (folder.parent.parent, folder.parent, SHELF):
        if (place / extends / MAIN_FILE).is_file():
            return place / extends
    return None


def picture_path(name: str) -> Path | None:
    """Return the SVG file of a picture; None where there is none."""
    path = PICTURES / f"{name}.svg"
    return path if path.is_file() else None
