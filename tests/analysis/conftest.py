import pytest

from genklang.instrument.model import PublishedInstrument
from genklang.instrument.shelf import find_instrument


@pytest.fixture(scope="session")
def ifo() -> PublishedInstrument:
    """The national visit survey as shipped."""
    return find_instrument("skr-ifo")
