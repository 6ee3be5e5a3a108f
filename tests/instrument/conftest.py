from pathlib import Path

import pytest
from small_instrument import EXTENSION_FILES, FILES, write_instrument

from genklang.instrument.load import load
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import publish


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_instrument(tmp_path_factory.mktemp("shelf") / "small" / "2026", FILES)


@pytest.fixture(scope="session")
def small(small_folder: Path) -> PublishedInstrument:
    return publish(load(small_folder))


@pytest.fixture(scope="session")
def extension(small_folder: Path) -> PublishedInstrument:
    folder = small_folder.parent.parent / "small-local" / "2026"
    return publish(load(write_instrument(folder, EXTENSION_FILES)))
