"""What all tests share: laws look at new cases on every run here, and at the same ones in CI; names stay readable."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_make_parametrize_id(val, argname):
    """Name a case that is a long text by its beginning and its length."""
    if isinstance(val, str | bytes) and len(val) > 60:
        return f"{argname}-{str(val[:20])!r}-{len(val)}"
    return None
