"""What the pages of the scan station share: their words, finding a pile, and who looks."""

from base64 import b64encode
from datetime import date
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.formats import date_format, number_format

from genklang.server.fieldwork.models import Round, ScanPile
from genklang.server.jobs.scan_tasks import Reader
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest
from genklang.server.web.staff.rounds.pages import say


def words(key: str, **values: object) -> str:
    """Say something of these pages in the reader's language."""
    return say(f"scans.{key}", **values)


def find_pile(organisation: Organisation, code: str, pile: UUID) -> ScanPile:
    """Return a pile of a round of the organisation; 404 where there is none."""
    piles = ScanPile.objects.select_related("round__organisation")
    return get_object_or_404(piles, round__organisation=organisation, round__code=code, pk=pile)


def read_reader(request: StaffRequest) -> Reader:
    """Return who looks, with the units whose forms they may see."""
    return Reader(request.user, request.access.unit_ids(Action.KEY_IN))


def may_see_all(request: StaffRequest) -> bool:
    """Return whether the reader may see what belongs to no unit: pages that were not read."""
    return request.access.may_everywhere(Action.KEY_IN)


def list_piles(round_: Round) -> list[ScanPile]:
    """Return the piles of a round, the newest day first."""
    return list(ScanPile.objects.filter(round=round_).order_by("-made_on", "pk"))


def embed(picture: bytes) -> str:
    """Return a picture (PNG or JPEG) as the page itself holds it; nothing where there is none."""
    kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}" if picture else ""


def name_day(pile: ScanPile) -> str:
    """Return the day on which a pile came in."""
    return name_date(pile.made_on)


def name_date(day: date) -> str:
    """Return a day of a pile as the reader's language writes it."""
    return date_format(day, "j F")


def tell_number(value: float | None) -> str:
    """Return a per cent with two digits, as the reader's language writes it; nothing where there is none."""
    return "" if value is None else number_format(round(value, 2), 2)
