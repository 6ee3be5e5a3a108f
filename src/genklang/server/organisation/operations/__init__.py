"""What members do to organisations, units and memberships; each writes its line in the log."""

from genklang.server.organisation.operations.audit import log

__all__ = ["log"]
