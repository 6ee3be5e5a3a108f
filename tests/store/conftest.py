import sys
from pathlib import Path

import pytest

from genklang.instrument.load import load
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import publish

sys.path.append(str(Path(__file__).parents[1] / "instrument"))


@pytest.fixture(scope="session")
def survey(tmp_path_factory: pytest.TempPathFactory) -> PublishedInstrument:
    """The smallest instrument with every type of item."""
    from small_instrument import FILES, write_instrument

    return publish(load(write_instrument(tmp_path_factory.mktemp("shelf") / "small" / "2026", FILES)))
