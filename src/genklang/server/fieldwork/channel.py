"""What a channel is: a way of reaching people, one file each in `channels/`."""

from collections.abc import Callable
from dataclasses import dataclass

from genklang.registry import parts


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it leaves: whom it goes to, what it says, and where a refusal or a bounce may return.

    `bounce` is the address that undeliverable mail returns to, `stop` the page on which one declines more messages.
    """

    to: str
    subject: str
    text: str
    language: str
    bounce: str = ""
    stop: str = ""


class Refused(Exception):
    """A message was not taken. `for_good`: the address will never work, so it is not tried again."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


Send = Callable[[Outgoing], None]
"""Hands a message over; raises Refused."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. `reaches` names the field of a contact that it needs ("": it has no contacts).

    `personal`: each case has a code of its own; `several`: one message lists all cases of a person. `known_as`: what
    an answer that came through it is known as, where that is not the channel's own name.
    """

    name: str
    reaches: str = ""
    personal: bool = False
    several: bool = False
    known_as: str = ""
    send: Send | None = None


def channels() -> dict[str, Channel]:
    """Return every channel by its name."""
    return parts("genklang.server.fieldwork.channels", Channel)


def name_answers(channel: str) -> str:
    """Return what answers that came through a channel are known as in figures and reports."""
    found = channels().get(channel)
    return (found and found.known_as) or channel


def sending_channels() -> dict[str, Channel]:
    """Return the channels that send messages to people on a list."""
    return {name: channel for name, channel in channels().items() if channel.send}
