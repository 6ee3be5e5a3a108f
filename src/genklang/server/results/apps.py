"""Tells Django of this trust zone."""

from django.apps import AppConfig


class Results(AppConfig):
    """The zone of what is published."""

    name = "genklang.server.results"
    label = "results"
