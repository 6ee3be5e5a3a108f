"""Plans sendings and fills the outbox: one row per case and wave, whatever happens."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from genklang.server.fieldwork.models import Case, Delivery, Disposition, Message, Round, State, Tally, Wave


def plan_wave(round: Round, channel: str, send_on: date) -> Wave:  # noqa: A002
    """Plan the next sending of a channel: the first invites, later ones remind."""
    last = Wave.objects.filter(round=round, channel=channel).order_by("-number").first()
    return Wave.objects.create(round=round, channel=channel, number=last.number + 1 if last else 0, send_on=send_on)


def drop_wave(wave: Wave) -> bool:
    """Take back a sending of which nothing has left; return whether that was so."""
    if wave.messages.exclude(delivery=Delivery.WAITING).exists():
        return False
    wave.delete()
    return True


def fill_outbox(wave: Wave) -> int:
    """Put a row in the outbox for everybody the wave is for, and who has none; return how many were put in."""
    cases = Case.objects.filter(
        place__round=wave.round,
        channel=wave.channel,
        is_used=False,
        disposition=Disposition.PENDING,
        contact__has_opted_out=False,
    ).exclude(messages__wave=wave)
    made = Message.objects.bulk_create(
        [Message(case_id=case, wave=wave) for case in cases.values_list("pk", flat=True)], 2000, ignore_conflicts=True
    )
    return len(made)


def due_waves(today: date) -> list[Wave]:
    """Return the sendings whose day has come, of rounds that are open."""
    due = Wave.objects.filter(send_on__lte=today, round__state=State.OPEN, round__is_test=False)
    return list(due.filter(send_on__gte=today - timedelta(days=365)).select_related("round__organisation"))


@transaction.atomic
def claim_message(message: Message, tries: int) -> bool:
    """Mark a message as being sent; False where somebody else has, or where there is no reason left to send it."""
    if message.case.is_used or not _may_write(message.case):
        Message.objects.filter(pk=message.pk).delete()
        return False
    claimed = Message.objects.filter(pk=message.pk, tries=message.tries, tries__lt=tries).update(
        delivery=Delivery.SENDING, tries=F("tries") + 1
    )
    return bool(claimed)


@transaction.atomic
def note_delivery(message: Message, delivery: Delivery, today: date) -> None:
    """Note what became of a message, and count a case as offered once; a bounce closes it as undeliverable."""
    Message.objects.filter(pk=message.pk).update(delivery=delivery)
    case = Case.objects.filter(pk=message.case_id)
    if delivery == Delivery.SENT and case.filter(is_offered=False).update(is_offered=True):
        count_offered(message.case, 1, today)
    if delivery == Delivery.BOUNCED and case.filter(is_used=False).update(disposition=Disposition.UNDELIVERABLE):
        count_offered(message.case, -case.filter(is_offered=True).update(is_offered=False), today)


def count_offered(case: Case, change: int, day: date) -> None:
    """Add to the offered forms of a case's place and channel; what comes back is taken from a day that has some."""
    tallies = Tally.objects.filter(place_id=case.place_id, channel=case.channel)
    if change < 0:
        day = tallies.filter(offered__gte=-change).values_list("day", flat=True).order_by("-day").first() or day
    if change and not tallies.filter(day=day).update(offered=F("offered") + change):
        Tally.objects.create(place_id=case.place_id, channel=case.channel, day=day, offered=max(change, 0))


def send_again(case: Case, wave: Wave) -> Message:
    """Put one person's message back into the outbox, because they ask for it."""
    message, _ = Message.objects.update_or_create(
        case=case, wave=wave, defaults={"delivery": Delivery.WAITING, "tries": 0}
    )
    return message


def _may_write(case: Case) -> bool:
    contact = getattr(case, "contact", None)
    return contact is not None and not contact.has_opted_out
