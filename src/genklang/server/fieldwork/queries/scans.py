"""What is printed and scanned: forms by place and language, files and pages that could not be read."""

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet

from genklang.server.fieldwork.models import PaperForm, Round, ScanFile, ScanPage, ScanPile

SHOWN: Final = 60
"""Unread pages on one page."""


def list_paper(round_: Round, units: Collection[int]) -> QuerySet[PaperForm]:
    """Return the printed forms of a round's units."""
    forms = PaperForm.objects.filter(round=round_, place__unit__in=units).select_related("place__unit")
    return forms.order_by("place__unit__name", "place__target_group", "language", "variant")


def list_problems(pile: ScanPile) -> QuerySet[ScanFile]:
    """Return the files of a pile that could not be read."""
    return pile.files.exclude(problem="").order_by("name")


def list_unread(pile: ScanPile) -> QuerySet[ScanPage]:
    """Return the pages of a pile that were not read, by file and number, so that the sheets can be found."""
    return pile.unread.select_related("file").order_by("file__name", "number")
