"""A tablet at the unit that resets itself and works offline."""

from genklang.server.fieldwork.channel import Channel

part = Channel("kiosk")
