import re
from pathlib import Path

import pytest

from genklang.instrument.item_type import item_types
from genklang.instrument.shape import EXTENSION, INSTRUMENT, TEXTS, Kind, ListOf, MapOf, Table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "instrument-format.md"


def list_keys(kind: Kind) -> set[str]:
    if isinstance(kind, ListOf | MapOf):
        return list_keys(kind.of)
    if isinstance(kind, Table):
        return set(kind.keys).union(*map(list_keys, kind.keys.values()))
    return set()


@pytest.mark.parametrize("table", [INSTRUMENT, EXTENSION, TEXTS])
def test_every_key_stands_on_the_page(table: Table) -> None:
    prose = re.sub(r"```.*?```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    spans = " ".join(re.findall(r"`([^`]+)`", prose))
    assert list_keys(table) - set(re.findall(r"\w+", spans)) == set()


def test_every_type_stands_on_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert item_types().keys() <= set(rows)
