"""Tells Django of this trust zone."""

from django.apps import AppConfig


class Fieldwork(AppConfig):
    """The zone of personal data."""

    name = "genklang.server.fieldwork"
    label = "fieldwork"
