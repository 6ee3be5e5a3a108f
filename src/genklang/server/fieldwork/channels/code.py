"""One-time codes on slips from a shuffled pile: each can be used once, and nobody knows who drew which."""

from genklang.server.fieldwork.channel import Channel

part = Channel("code", personal=True)
