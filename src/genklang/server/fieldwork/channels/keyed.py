"""Paper forms that staff key in."""

from genklang.server.fieldwork.channel import Channel

part = Channel("keyed")
