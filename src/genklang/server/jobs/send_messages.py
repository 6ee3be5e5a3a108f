"""The use case: what is due in the outbox leaves, each message once, and to nobody who has answered."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from babel.dates import format_date
from django.conf import settings
from django.core.signing import Signer

from genklang.server.fieldwork.channel import Channel, Outgoing, Refused, sending_channels
from genklang.server.fieldwork.message_texts import MessageText, fill, find_text
from genklang.server.fieldwork.models import Case, CaseToken, Contact, Delivery, Message, Round, Wave
from genklang.server.fieldwork.operations.waves import claim_message, due_waves, fill_outbox, note_delivery
from genklang.server.fieldwork.tokens import hash_token, new_token
from genklang.server.jobs.standing import Standing

TRIES: Final = 5
QUIET: Final = (time(8), time(20))
"""Nobody is written to outside these hours."""
LOCALES: Final = {"prs": "fa_AF"}
"""Languages that Unicode's names and dates know under another code."""
AT_ONCE: Final = 500
"""So many messages a run, so that one long sending does not keep all others waiting."""


def send_due(now: datetime) -> int:
    """Send what is due; return how many messages left. `now` is in the installation's time zone."""
    if not QUIET[0] <= now.time() < QUIET[1]:
        return 0
    sent_from_here = sending_channels()
    return sum(send_wave(wave, now.date()) for wave in due_waves(now.date()) if wave.channel in sent_from_here)


def send_wave(wave: Wave, today: date) -> int:
    """Send what waits in one wave; return how many left.

    A message is marked before it is sent and after: if the process dies between, it is sent once more, never not
    at all.
    """
    fill_outbox(wave)
    channel = sending_channels()[wave.channel]
    return sum(_send(message, channel, today) for message in _find_waiting(wave, channel, today))


def _find_waiting(wave: Wave, channel: Channel, today: date) -> Iterator[Message]:
    """Yield the messages to try, for a channel that lists several cases one for each person."""
    waiting = wave.messages.filter(delivery__in=[Delivery.WAITING, Delivery.SENDING, Delivery.FAILED], tries__lt=TRIES)
    seen = set(wave.messages.filter(delivery=Delivery.SENT).values_list("case__contact__person_hash", flat=True))
    for message in waiting.select_related("case__contact", "case__place__round__organisation")[:AT_ONCE]:
        person = message.case.contact.person_hash if hasattr(message.case, "contact") else ""
        if channel.several and person in seen:
            note_delivery(message, Delivery.SENT, today)
            continue
        seen.add(person)
        yield message


def _send(message: Message, channel: Channel, today: date) -> bool:
    if channel.send is None or not claim_message(message, TRIES):
        return False
    try:
        channel.send(write_message(message.case, message.wave, channel, bounce=_bounce_address(message)))
    except Refused as refused:
        note_delivery(message, Delivery.BOUNCED if refused.for_good else Delivery.FAILED, today)
        return False
    note_delivery(message, Delivery.SENT, today)
    return True


def write_message(case: Case, wave: Wave, channel: Channel, *, bounce: str = "") -> Outgoing:
    """Return one person's message with a new link; the text is not kept, and of the link only its hash."""
    token = new_token()
    CaseToken.objects.create(hash=hash_token(token), case=case, wave=wave.number)
    round = wave.round  # noqa: A001
    language = case.language or round.languages[0]
    kind = "reminder" if wave.number else "invitation"
    path = "p" if channel.several else "k"
    return compose(
        find_text(round, kind, channel.name, language),
        round=round,
        to=getattr(case.contact, channel.reaches),
        language=language,
        link=f"{settings.BASE_URL}/{path}/{token}",
        stop=f"{settings.BASE_URL}/stop/{token}",
        cases=_list_labels(case) if channel.several else "",
        bounce=bounce,
    )


def compose(
    text: MessageText,
    *,
    round: Round,  # noqa: A002
    to: str,
    language: str,
    link: str,
    stop: str,
    cases: str = "",
    bounce: str = "",
) -> Outgoing:
    """Put a message together. Everything put in is data: no placeholder inside it is looked at again."""
    closes = format_date(round.closes, "long", locale=LOCALES.get(language, language))
    organisation = round.organisation
    support = " · ".join(
        filter(None, (organisation.support_name, organisation.support_phone, organisation.support_email))
    )
    values = {
        "link": link,
        "stop": stop,
        "closes": closes,
        "organisation": organisation.name,
        "support": support,
        "cases": cases,
    }
    subject = " ".join(fill(text.subject, values).split())
    return Outgoing(to, subject, fill(text.text, values), language, bounce=bounce, stop=stop)


def read_bounce_address(address: str) -> int | None:
    """Return the message that a bounce address belongs to; None for one that we did not make."""
    local = address.partition("@")[0]
    number, _, mark = local.removeprefix("b-").partition("-")
    return int(number) if number.isdigit() and secrets.compare_digest(_mark(number), mark) else None


def _bounce_address(message: Message) -> str:
    domain = settings.BOUNCE_DOMAIN
    return f"b-{message.pk}-{_mark(str(message.pk))}@{domain}" if domain else ""


def _mark(number: str) -> str:
    return "".join(c for c in Signer(salt="genklang.bounce").signature(number).lower() if c.isalnum())[:16]


def _list_labels(case: Case) -> str:
    siblings = Contact.objects.filter(
        person_hash=case.contact.person_hash, case__place__round=case.place.round, case__is_used=False
    )
    return "\n".join(f"– {label}" for label in siblings.order_by("label").values_list("label", flat=True) if label)


part = Standing("send-messages", timedelta(minutes=1), send_due)
