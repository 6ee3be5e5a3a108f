"""What members do to organisations, units and memberships; each writes its line in the log."""

from genklang.server.organisation.operations.audit import log, log_account
from genklang.server.organisation.operations.sessions import end_sessions

__all__ = ["end_sessions", "log", "log_account"]
