"""The use case: letters by mail merge, with an address for the window of the envelope and a code of one's own."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from genklang.server.fieldwork.message_texts import REVEALING
from genklang.server.fieldwork.models import CaseToken, Contact, Delivery, Message, Round, Wave
from genklang.server.fieldwork.operations.waves import fill_outbox, note_delivery
from genklang.server.fieldwork.rules.rounds import Refusal, require_running
from genklang.server.fieldwork.tokens import hash_token, new_code, show_code
from genklang.server.jobs.handout_words import draw_qr, head_handout, list_words, set_handout

CHANNEL: Final = "letter"
MOST: Final = 500
"""Letters in one file; what is left is printed the next time."""
WINDOWS: Final = {"right": {"x": 112, "y": 50}, "left": {"x": 22, "y": 50}}
"""Where the address stands, in mm from the sheet's upper left corner: C5 and E65 envelopes with the window at the right
(Sweden) or at the left (Denmark)."""


@transaction.atomic
def print_letters(round_: Round, wave: Wave, *, window: str, today: date) -> bytes:
    """Return the letters of a sending that have not been printed yet, each with a code that was not there before.

    A letter that is printed counts as sent, and its case as offered. Refusals: only_running, no_return_address,
    revealing, nothing_to_print.
    """
    require_running(round_)
    return_line = " · ".join(round_.organisation.return_address.split("\n"))
    _check_envelope(return_line, round_.organisation.name)
    fill_outbox(wave)
    waiting = list(_find_waiting(wave))
    if not waiting:
        raise Refusal("nothing_to_print")
    codes = [new_code() for _ in waiting]
    CaseToken.objects.bulk_create(
        CaseToken(hash=hash_token(code), case=message.case, wave=wave.number)
        for code, message in zip(codes, waiting, strict=True)
    )
    for message in waiting:
        note_delivery(message, Delivery.SENT, today)
    content = {
        **head_handout(round_, round_.languages),
        "window": WINDOWS[window],
        "return_line": return_line,
        "letters": _write_letters(round_, waiting, codes, is_reminder=wave.number > 0),
    }
    return set_handout("letter.typ", content)


def print_again(wave: Wave) -> int:
    """Let the letters of a sending be printed once more, because the file was lost; earlier codes stay valid."""
    return Message.objects.filter(wave=wave, case__is_used=False).update(delivery=Delivery.WAITING)


def _find_waiting(wave: Wave) -> QuerySet[Message]:
    waiting = wave.messages.filter(delivery=Delivery.WAITING).exclude(case__contact=None)
    ordered = waiting.order_by("case__place__unit__code", "case__contact__address")
    return ordered.select_related("case__contact")[:MOST]


def _write_letters(
    round_: Round, messages: Sequence[Message], codes: Sequence[str], *, is_reminder: bool
) -> list[dict[str, object]]:
    words = {spoken["language"]: spoken for spoken in list_words(round_, round_.languages)}
    first = words[round_.languages[0]]
    letters = []
    for message, code in zip(messages, codes, strict=True):
        own = words.get(message.case.language, first)
        letters.append(
            {
                "to": _address(message.case.contact),
                "words": own,
                "others": [other for other in words.values() if other is not own],
                "qr": draw_qr(f"{settings.BASE_URL}/k/{code}"),
                "code": show_code(code),
                "is_reminder": is_reminder,
            }
        )
    return letters


def _address(contact: Contact) -> str:
    """Return name and address as lines; lists often give the address on one line with commas."""
    lines = [line.strip() for part in contact.address.split("\n") for line in part.split(",")]
    return "\n".join(filter(None, (contact.name, *lines)))


def _check_envelope(return_line: str, organisation: str) -> None:
    """Refuse what a bystander could read on the envelope; a letter that cannot return would be lost for good."""
    if not return_line.strip():
        raise Refusal("no_return_address")
    told = next((word for word in REVEALING if word in f"{return_line} {organisation}".casefold()), "")
    if told:
        raise Refusal("revealing", word=told)
