"""Tells Django of this trust zone."""

from django.apps import AppConfig


class Responses(AppConfig):
    """The zone of anonymous answers."""

    name = "genklang.server.responses"
    label = "responses"
