"""Two organisations that hold one of everything, and the values that stand for it in addresses."""

from datetime import date, timedelta

from django.utils import timezone
from people import add_member

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import (
    Case,
    Contact,
    ContactImport,
    Place,
    Printing,
    Round,
    RoundChannel,
    ScanPile,
    Wave,
)
from genklang.server.organisation.models import Invitation, Kind, Logo, Organisation, Programme, Role, Unit
from genklang.server.results.models import Publication, ReportFile

SECRET = "Hemliga"
"""What every name of the other organisation holds, and no page of one's own may."""
CHANNELS = ("link", "code", "letter", "email", "keyed", "paper", "kiosk", "assisted")
OBJECTS = {
    "organisation",
    "unit",
    "membership",
    "invitation",
    "programme",
    "code",
    "pk",
    "place",
    "printing",
    "wave",
    "file",
    "key",
    "addition",
    "pile",
    "digest",
}
"""Values in addresses that name something that belongs to somebody; the others name kinds, such as a channel."""


def make_tenant(code: str, word: str) -> Organisation:
    """Make a national body, so that every role and page exists for it, with one of everything."""
    made = Organisation.objects.create(code=code, name=f"{word} kommun", kind=Kind.NATIONAL, logo=f"logo-{code}")
    Logo.objects.create(organisation=made, picture=word.encode())
    unit = Unit.objects.create(organisation=made, code=f"{code}-unit", name=f"{word} enheten")
    add_member(made, *Role)
    add_member(made, Role.READER)
    Invitation.objects.create(
        organisation=made,
        email=f"{code}@example.org",
        name=word,
        role=Role.READER,
        expires_at=timezone.now() + timedelta(days=1),
    )
    Programme.objects.create(owner=made, code=f"{code}-programme", name=f"{word} programmet", instrument="skr-ifo/2016")
    _fill_round(made, unit, word)
    return made


def _fill_round(organisation: Organisation, unit: Unit, word: str) -> None:
    round_ = Round.objects.create(
        organisation=organisation,
        code=f"{organisation.code}-round",
        title=f"{word} undersökningen",
        period="2026",
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=date(2026, 9, 1),
        closes=date(2026, 11, 30),
        languages=["sv"],
    )
    for channel in CHANNELS:
        RoundChannel.objects.create(round=round_, channel=channel)
    place = Place.objects.create(
        round=round_, unit=unit, target_group="ekonomiskt_bistand", token_hash=f"{organisation.code:0>64}"
    )
    source = ContactImport.objects.create(round=round_, name=f"{word}.csv", imported_on=date(2026, 9, 1))
    printing = Printing.objects.create(place=place, printed_on=date(2026, 9, 1), count=1)
    case = Case.objects.create(place=place, source=source, printing=printing, channel="email")
    Contact.objects.create(case=case, person_hash=organisation.code, name=word, email=f"{word.lower()}@example.org")
    Wave.objects.create(round=round_, channel="email", number=0, send_on=date(2026, 9, 2))
    ScanPile.objects.create(round=round_, made_on=date(2026, 9, 3), state="review", counts={"sheets": 1})
    publication = Publication.objects.create(round=round_, made_at=timezone.now(), policy="standard")
    ReportFile.objects.create(publication=publication, unit=unit, language="sv", format="html", path="x.html")


def make_values(organisation: Organisation) -> dict[str, object]:
    """Return what stands in addresses for the organisation's things; `name.parameter` for one address alone."""
    round_ = organisation.rounds.get()
    case = Case.objects.get(place__round=round_)
    return {
        "organisation": organisation.code,
        "unit": organisation.units.get().code,
        "membership": organisation.memberships.filter(role=Role.READER).latest("pk").pk,
        "invitation": organisation.invitations.get().pk,
        "programme": organisation.programmes.get().code,
        "code": round_.code,
        "pk": case.pk,
        "contact-undo.pk": round_.imports.get().pk,
        "contact-drop.pk": round_.waves.get().pk,
        "place": round_.places.get().pk,
        "printing": case.printing.pk,
        "wave": round_.waves.get().pk,
        "file": ReportFile.objects.get(publication__round=round_).pk,
        "key": "A" * 22 + ".csv",
        "pile": round_.piles.get().pk,
        "digest": organisation.logo,
        "addition": f"{organisation.code}-addition",
        "channel": "email",
        "kind": "invitation",
        "language": "sv",
    }
