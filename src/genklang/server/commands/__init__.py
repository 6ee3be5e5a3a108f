"""The server's commands, joined to genklang by entry point; each module holds one, named `command`."""

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "take-bounce": "Read one returned mail from the mail server.",
    "work": "Run the server’s jobs: sending, mixing, counting, reports.",
}
