"""Invitations leave by a real mail server while their senders are killed, or while several send at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from postgres import free_port
from trust_world import NOW, make_round, places_of

from genklang.server.fieldwork.models import Case, Contact, Delivery, Message
from genklang.server.fieldwork.operations.waves import plan_wave
from genklang.server.jobs.send_messages import part as sending
from genklang.server.jobs.standing import run_one

SERVER = Path(__file__).parents[1] / "server" / "mail_server.py"


def act(*, people: int, kills: int = 0, at_once: int = 1) -> dict:
    round_ = make_round(1)
    invite(round_, people)
    plan_wave(round_, "email", NOW.date())
    with serve_mail() as folder:
        killed = sum(send_killed(NOW + timedelta(minutes=number), folder) for number in range(kills))
        send_at_once(at_once, NOW + timedelta(hours=1))
        send_at_once(1, NOW + timedelta(hours=2))
        got = Counter(path.read_bytes().split(b"\n", 2)[1].decode() for path in folder.glob("*.eml"))
    sent = Message.objects.filter(delivery=Delivery.SENT).count()
    connections.close_all()
    return {"killed": killed, "reached": len(got), "mails": sum(got.values()), "marked": sent}


def invite(round_, people: int) -> None:
    (place,) = places_of(round_)
    for number in range(people):
        case = Case.objects.create(place=place, channel="email", language="sv")
        Contact.objects.create(case=case, person_hash=f"{number:0>64}", email=f"p{number}@example.org")


class serve_mail:  # noqa: N801 (reads as what it does)
    """A mail server in a process of its own, slow enough to be interrupted; the folder that it keeps mail in."""

    def __enter__(self) -> Path:
        folder = Path(settings.DATA) / "mail"
        folder.mkdir()
        port = free_port()
        command = [sys.executable, str(SERVER), str(port), str(folder)]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout.readline() == "ready\n"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        return folder

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait()
        self.server.stdout.close()


def fork(work: Callable[[], object]) -> int:
    connections.close_all()
    process = os.fork()
    if process == 0:
        work()
        os._exit(0)
    return process


def send(now: datetime) -> None:
    run_one(sending, now)


def send_killed(now: datetime, folder: Path) -> bool:
    """Send in a process that is killed after one to six mails; return whether it was still at it."""
    enough = count_mails(folder) + random.randint(1, 6)
    process = fork(lambda: send(now))
    while count_mails(folder) < enough:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(random.uniform(0, 0.01))
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) != 0


def count_mails(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.eml"))


def send_at_once(many: int, now: datetime) -> None:
    """Send in several processes whose clocks are minutes apart, so that each finds the sending due."""
    senders = [fork(lambda number=number: send(now + timedelta(minutes=2 * number))) for number in range(many)]
    for sender in senders:
        assert os.waitstatus_to_exitcode(os.waitpid(sender, 0)[1]) == 0
