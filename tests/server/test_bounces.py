"""Returned mail closes a case; auto-replies, delays, strangers and floods change nothing."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from genklang.server.fieldwork.models import Case, Contact, Delivery, Message, Tally, Wave
from genklang.server.fieldwork.operations.waves import note_delivery
from genklang.server.jobs.send_messages import _bounce_address
from genklang.server.jobs.take_bounce import MAX_BYTES, take_bounce

pytestmark = pytest.mark.django_db(databases=["default", "responses"])

TODAY = date(2026, 9, 3)
REPORT = """From: MAILER-DAEMON@mx.example.org
To: <{to}>
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

It could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; a@example.org
Action: {action}
Status: {status}

--B--
"""


@pytest.fixture
def sent(planned_round, settings):
    settings.BOUNCE_DOMAIN = "bounce.example.org"
    case = Case.objects.create(place=planned_round.places.first(), channel="email")
    Contact.objects.create(case=case, person_hash="1" * 64, email="a@example.org")
    wave = Wave.objects.create(round=planned_round, channel="email", number=0, send_on=TODAY)
    message = Message.objects.create(case=case, wave=wave)
    note_delivery(message, Delivery.SENT, TODAY)
    return message


def report(to, status="5.1.1", action="failed") -> bytes:
    return REPORT.format(to=to, status=status, action=action).encode()


def state(message) -> tuple[str, str, int]:
    message.refresh_from_db()
    message.case.refresh_from_db()
    return message.delivery, message.case.disposition, sum(Tally.objects.values_list("offered", flat=True))


def test_a_mail_that_came_back_closes_the_case_and_is_not_counted_as_offered(sent):
    assert state(sent) == ("sent", "pending", 1)
    assert take_bounce(report(_bounce_address(sent)), TODAY)
    assert state(sent) == ("bounced", "undeliverable", 0)


def test_the_mail_server_may_tell_where_it_came(sent):
    assert take_bounce(report("postmaster@example.org"), TODAY, receiver=_bounce_address(sent))


def test_a_delay_changes_nothing(sent):
    assert not take_bounce(report(_bounce_address(sent), "4.2.2", "delayed"), TODAY)
    assert state(sent) == ("sent", "pending", 1)


def test_an_auto_reply_changes_nothing(sent):
    assert not take_bounce(f"To: {_bounce_address(sent)}\nSubject: Semester\n\nJag är borta.".encode(), TODAY)


def test_a_forged_report_changes_nothing(sent):
    forged = _bounce_address(sent)[:-22] + "x" * 5 + "@bounce.example.org"
    assert not take_bounce(report(forged), TODAY)
    assert state(sent) == ("sent", "pending", 1)


@pytest.mark.parametrize("raw", [b"", b"\xff" * 100, b"To: " + b"a," * MAX_BYTES, b"\0" * (MAX_BYTES + 9)])
def test_rubbish_of_any_size_changes_nothing(sent, raw):
    assert not take_bounce(raw, TODAY)


def test_the_same_report_a_hundred_times_counts_once(sent):
    for _ in range(100):
        take_bounce(report(_bounce_address(sent)), TODAY)
    assert state(sent) == ("bounced", "undeliverable", 0)


def test_a_mail_without_end_is_read_so_far_and_no_further(tmp_path):
    """Attack 62: the command ends though what it reads does not."""
    places = {"GENKLANG_MODE": "demo", "GENKLANG_DATA": str(tmp_path / "data"), "GENKLANG_KEYS": str(tmp_path / "keys")}
    command = [sys.executable, "-m", "genklang", "take-bounce"]
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(command, stdin=endless, env={**os.environ, **places}, timeout=60, check=False)
    assert done.returncode == 0
