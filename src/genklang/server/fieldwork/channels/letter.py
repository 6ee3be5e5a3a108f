"""A letter by mail merge, with a code of its own; addresses are erased when the round closes."""

from genklang.server.fieldwork.channel import Channel

part = Channel("letter", reaches="address", personal=True, known_as="code")
