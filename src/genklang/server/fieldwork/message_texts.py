"""The words of invitations and reminders: shipped ones, the round's own, and what is put into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from genklang.server import texts
from genklang.server.fieldwork.models import Round, RoundText

PLACEHOLDERS: Final = frozenset({"link", "closes", "organisation", "support", "stop", "cases"})
"""What a text may hold between braces; nothing else is ever put in."""
REVEALING: Final = (
    "social",
    "försörjningsstöd",
    "ekonomiskt bistånd",
    "missbruk",
    "beroende",
    "barnavård",
    "kontanthjælp",
    "misbrug",
    "børneværn",
)
"""Words that a subject or a sender may not hold: they tell a bystander why somebody is written to."""
_FIELD: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class MessageText:
    """The subject (e-mail only) and the text of a message, with placeholders."""

    subject: str
    text: str


def find_text(round: Round, kind: str, channel: str, language: str) -> MessageText:  # noqa: A002
    """Return the round's own text of this kind, or the shipped one."""
    own = RoundText.objects.filter(round=round, kind=kind, channel=channel, language=language).first()
    if own:
        return MessageText(own.subject, own.text)
    return ship_text(kind, channel, language)


def ship_text(kind: str, channel: str, language: str) -> MessageText:
    """Return the text that comes with the product; English where a language has none."""
    subject = texts.say(language, "messages/invitations.subject")
    return MessageText(subject, texts.say(language, f"messages/invitations.{channel}.{kind}"))


def find_faults(message: MessageText, channel: str) -> list[str]:
    """Return the keys of what is wrong with a text: unknown placeholders, no link, words that reveal."""
    faults = ["placeholder"] if set(_FIELD.findall(message.subject + message.text)) - PLACEHOLDERS else []
    if "{link}" not in message.text and "{cases}" not in message.text:
        faults.append("link")
    first_seen = message.subject if channel != "sms" else message.text
    if any(word in first_seen.casefold() for word in REVEALING):
        faults.append("revealing")
    if "\n" in message.subject or "\r" in message.subject:
        faults.append("subject")
    return faults


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Put values into the placeholders of a text; whatever is no placeholder stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), pattern)
