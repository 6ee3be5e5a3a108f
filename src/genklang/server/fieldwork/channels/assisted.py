"""Answers given aloud to somebody who helps; the helper’s relation is recorded with the answer."""

from genklang.server.fieldwork.channel import Channel

part = Channel("assisted")
