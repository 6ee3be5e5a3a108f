"""What coordinators see of lists and messages: counts, and one person whom they already know of."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from genklang.server.fieldwork.channel import Channel, sending_channels
from genklang.server.fieldwork.contact_rows import read_reach
from genklang.server.fieldwork.models import Case, ContactImport, Delivery, Disposition, Round, Wave


@dataclass(frozen=True, slots=True)
class Sending:
    """A channel of the round that writes to people: how many are on its lists, and its sendings in order."""

    channel: Channel
    people: int
    opted_out: int
    undeliverable: int
    waves: tuple[Wave, ...]


def list_sendings(round: Round) -> list[Sending]:  # noqa: A002 (the field's word)
    """Return the channels of the round that write to people, with counts; two queries however many there are."""
    names = [c.channel for c in round.channels.all() if c.channel in sending_channels()]
    counts = {
        row["channel"]: row
        for row in Case.objects.filter(place__round=round, channel__in=names)
        .values("channel")
        .annotate(
            people=Count("pk"),
            opted_out=Count("pk", filter=Q(contact__has_opted_out=True)),
            undeliverable=Count("pk", filter=Q(disposition=Disposition.UNDELIVERABLE)),
        )
    }
    waves = _count_deliveries(Wave.objects.filter(round=round).order_by("number"))
    return [
        Sending(
            sending_channels()[name],
            people=counts[name]["people"] if name in counts else 0,
            opted_out=counts[name]["opted_out"] if name in counts else 0,
            undeliverable=counts[name]["undeliverable"] if name in counts else 0,
            waves=tuple(wave for wave in waves if wave.channel == name),
        )
        for name in names
    ]


def list_imports(round: Round) -> list[ContactImport]:  # noqa: A002
    """Return the lists that were taken in, newest first, each with how many people it holds (`people`)."""
    return list(ContactImport.objects.filter(round=round).annotate(people=Count("cases")).order_by("-pk"))


def find_people(round: Round, reach: str) -> list[Case]:  # noqa: A002
    """Return the cases of one person by e-mail address or telephone number, as somebody may say it."""
    country = round.organisation.country
    email, phone = read_reach("email", reach, country), read_reach("phone", reach, country)
    wanted = Q(contact__email=email) if email else Q(contact__phone=phone) if phone else Q(pk=None)
    return list(Case.objects.filter(wanted, place__round=round).select_related("place__unit", "contact"))


def _count_deliveries(waves: QuerySet[Wave]) -> list[Wave]:
    return list(
        waves.annotate(
            sent=Count("messages", filter=Q(messages__delivery=Delivery.SENT)),
            failed=Count("messages", filter=Q(messages__delivery__in=[Delivery.FAILED, Delivery.BOUNCED])),
            waiting=Count("messages", filter=Q(messages__delivery__in=[Delivery.WAITING, Delivery.SENDING])),
        )
    )


def list_siblings(case: Case) -> list[Case]:
    """Return the cases of the round that the same person was invited to, with their labels; answered ones too."""
    person = case.contact.person_hash
    cases = Case.objects.filter(contact__person_hash=person, place__round=case.place.round, channel=case.channel)
    return list(cases.select_related("contact").order_by("contact__label"))
