"""The server's commands, joined to genklang by entry point; each module holds one, named `command`."""

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "work": "Run the server’s jobs: sending, mixing, counting, reports.",
}
