"""A real SMTP server process for tests: it keeps what it gets, and refuses addresses that begin with `gone`."""

import sys
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP


class Keep:
    """Writes each mail to a file of its own, envelope first."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.count = 0

    async def handle_RCPT(self, server: SMTP, session, envelope, address: str, options) -> str:  # noqa: N802
        if address.startswith("gone"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "450 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:  # noqa: N802
        self.count += 1
        text = f"{envelope.mail_from}\n{','.join(envelope.rcpt_tos)}\n".encode() + envelope.content
        part = self.place / f"{self.count}.part"
        part.write_bytes(text)
        part.rename(self.place / f"{self.count}.eml")
        return "250 taken"


def main() -> None:
    """Serve on the port and into the folder named."""
    import asyncio

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    controller = UnthreadedController(Keep(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]), loop=loop)
    controller.begin()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    loop.run_forever()


if __name__ == "__main__":
    main()
