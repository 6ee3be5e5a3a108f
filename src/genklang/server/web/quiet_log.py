"""Writes log lines that name nobody: no address, path, link or answer, whatever a library puts into its message."""

import logging
import traceback
from types import TracebackType

from django.http import HttpRequest

from genklang.server.organisation.lines import clean_line


class QuietFormatter(logging.Formatter):
    """Formats a record on one line; of one that is about a request, only the kind of page and of error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the places in our code where an error passed."""
        request = getattr(record, "request", None)
        text = _describe(record, request) if isinstance(request, HttpRequest) else record.getMessage()
        trace = _trace(record.exc_info[1]) if record.exc_info else ""
        return clean_line(f"{record.levelname} {record.name}: {text}") + trace


def _describe(record: logging.LogRecord, request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{getattr(record, 'status_code', '')} {request.method} {match.route if match else '(no such page)'}"


def _trace(error: BaseException | None) -> str:
    """Return the kinds of the errors and where they passed; never what they say, which may be what somebody wrote."""
    lines = ""
    while error is not None:
        lines += f"\n{type(error).__name__}\n{''.join(_frames(error.__traceback__))}".rstrip()
        error = error.__cause__ or error.__context__
    return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"  {place.filename}:{place.lineno} in {place.name}\n" for place in traceback.extract_tb(trace)]
