from pathlib import Path

import pytest

from genklang.errors import Failure
from genklang.instrument import shelf
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument, shipped


def test_a_folder_is_found_by_its_path(small: PublishedInstrument, small_folder: Path) -> None:
    assert find_instrument(str(small_folder)) == small


def test_a_published_file_is_found_by_its_path(small: PublishedInstrument, tmp_path: Path) -> None:
    file = tmp_path / "small.json"
    file.write_text(to_json(small), encoding="utf-8")
    assert find_instrument(str(file)) == small
    with pytest.raises(Failure, match="F001"):
        find_instrument(str(tmp_path / "other.json"))


def test_the_latest_version_is_shipped_by_its_number(
    small: PublishedInstrument, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = small_folder.parent.parent
    monkeypatch.setattr(shelf, "SHELF", place)
    (place / "small" / "999").mkdir(exist_ok=True)
    (place / "small" / "999" / "instrument.toml").touch()
    assert [name for name in shipped() if name[0] == "small"] == [("small", "999"), ("small", "2026")]
    assert find_instrument("small") == find_instrument("small/2026") == small


def test_an_unknown_name_gets_a_suggestion(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "SHELF", small_folder.parent.parent)
    with pytest.raises(Failure, match=r'I170 smal/2026: .* Did you mean "small/2026"\?'):
        find_instrument("smal/2026")


@pytest.mark.parametrize("name", ["/".join(name) for name in shipped()])
def test_every_shipped_instrument_is_whole(name: str) -> None:
    published = find_instrument(name)
    assert f"{published.instrument.id}/{published.instrument.version}" == name
