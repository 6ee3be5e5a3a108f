"""Starts Django for a command."""

import os

import django


def start_django() -> None:
    """Make the settings of this installation and its models available."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genklang.server.settings")
    django.setup()
