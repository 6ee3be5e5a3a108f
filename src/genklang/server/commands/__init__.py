"""The server's commands, joined to genklang by entry point; each module holds one, named `command`."""

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "demo": "Show the server with invented organisations, rounds and people.",
    "migrate": "Make the server’s databases, or bring them up to this version.",
    "create-organisation": "Create an organisation on the server, with its owner.",
    "invite-owner": "Invite a system owner to an organisation whose last one has left.",
    "reset-second-factor": "Let somebody in whose telephone and recovery codes are gone.",
    "serve": "Serve the pages, for people who answer and for staff.",
    "backup": "Write a backup of the server’s databases, stores and reports.",
    "restore": "Bring an empty server to what a backup holds.",
    "recover-key": "Put a round’s private key back from its recovery file.",
    "verify-log": "Try the chain of the server’s log.",
    "take-bounce": "Read one returned mail from the mail server.",
    "work": "Run the server’s jobs: sending, mixing, counting, reports.",
}
