"""The server's settings for tests: the demonstration's, in a folder of their own."""

import os
import tempfile

os.environ.setdefault("GENKLANG_MODE", "demo")
os.environ.setdefault("GENKLANG_DATA", tempfile.mkdtemp(prefix="genklang-tests-"))
os.environ.setdefault("GENKLANG_KEYS", tempfile.mkdtemp(prefix="genklang-keys-"))

from genklang.server.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
