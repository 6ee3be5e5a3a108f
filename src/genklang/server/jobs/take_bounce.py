"""The use case: one mail that came back is read, and the message it is about noted as undeliverable."""

import email
import email.message
from collections.abc import Iterator
from datetime import date
from typing import Final

from genklang.server.fieldwork.models import Delivery, Message
from genklang.server.fieldwork.operations.waves import note_delivery
from genklang.server.jobs.send_messages import read_bounce_address

MAX_BYTES: Final = 256 * 1024
"""What of a returned mail is read; its report stands first."""
LONGEST_HEADER: Final = 1000
RECEIVER_HEADERS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def take_bounce(raw: bytes, today: date, *, receiver: str = "") -> bool:
    """Note a mail that came back for good; False for anything else: auto-replies, delays, mail that is not ours.

    `receiver`: the address it came to, where the mail server tells; otherwise the mail's own headers are asked.
    """
    mail = email.message_from_bytes(raw[:MAX_BYTES])
    numbers = (read_bounce_address(address) for address in (receiver, *_list_receivers(mail)))
    number = next((n for n in numbers if n is not None), None)
    if number is None or not _is_final(mail):
        return False
    message = Message.objects.select_related("case").filter(pk=number).first()
    if message is None:
        return False
    note_delivery(message, Delivery.BOUNCED, today)
    return True


def _list_receivers(mail: email.message.Message) -> Iterator[str]:
    for header in RECEIVER_HEADERS:
        for value in mail.get_all(header, []):
            yield from (part.strip(" <>") for part in str(value)[:LONGEST_HEADER].split(","))


def _is_final(mail: email.message.Message) -> bool:
    """Return whether a delivery report (RFC 3464) says that the address failed for good."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = [block for block in part.walk() if block is not part]
            return any(str(block.get("Status", "")).strip().startswith("5.") for block in blocks)
    return False
