"""A link or QR code of a unit and target group, on a poster or a slip; shared, so that nobody has a code."""

from genklang.server.fieldwork.channel import Channel

part = Channel("link")
