"""Paper forms that a machine reads."""

from genklang.server.fieldwork.channel import Channel

part = Channel("paper")
