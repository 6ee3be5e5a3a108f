"""Professionals by e-mail: one invitation lists several cases, and each is answered by itself."""

from genklang.server.fieldwork.channel import Channel
from genklang.server.fieldwork.channels.email import send_email

part = Channel("professional", reaches="email", personal=True, several=True, send=send_email)
