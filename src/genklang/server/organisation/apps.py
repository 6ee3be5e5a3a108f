"""Tells Django of this trust zone."""

from django.apps import AppConfig


class Organisation(AppConfig):
    """The zone of staff."""

    name = "genklang.server.organisation"
    label = "organisation"
