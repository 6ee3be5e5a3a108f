"""The weekly status: to those who run a round or answer for a unit, once a week, with counts and never an answer."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from people import add_member

from genklang.server.fieldwork.models import Tally
from genklang.server.fieldwork.queries.progress import read_progress
from genklang.server.jobs.send_status import send_status, write_status
from genklang.server.organisation.models import Role, Unit

pytestmark = pytest.mark.django_db(databases=["default", "responses"])
NOW = datetime(2026, 10, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def running(planned_round):
    planned_round.state = "open"
    planned_round.save()
    for place, offered, answered in zip(planned_round.places.order_by("unit__code"), (40, 20), (12, 18), strict=True):
        Tally.objects.create(place=place, channel="link", day=date(2026, 10, 5), offered=offered, answered=answered)
    return planned_round


def test_a_coordinator_reads_of_all_and_a_unit_manager_of_the_own_unit(running, municipality):
    add_member(municipality, Role.COORDINATOR)
    add_member(municipality, Role.UNIT_MANAGER, unit=Unit.objects.get(code="south"), language="da")
    add_member(municipality, Role.READER)
    assert send_status(NOW) == 2
    of_all, of_one = (message.body for message in mail.outbox)
    assert "30 svar av 60 tillfrågade" in of_all
    assert "Enhet Nord: 12/40, under målet" in of_all
    assert "18 svar af 20 spurgte" in of_one
    assert "Nord" not in of_one


def test_a_week_has_one_mail_and_the_next_week_another(running, municipality):
    add_member(municipality, Role.COORDINATOR)
    assert send_status(NOW) == 1
    assert send_status(NOW.replace(day=9)) == 0
    assert send_status(NOW.replace(day=14)) == 1


def test_a_round_that_is_not_open_sends_nothing(planned_round, municipality):
    add_member(municipality, Role.COORDINATOR)
    assert send_status(NOW) == 0


def test_more_answers_than_offered_is_said_and_has_no_rate(running):
    Tally.objects.update(offered=1)
    _, text = write_status(running, read_progress(running, today=NOW.date()), language="sv", today=NOW.date())
    assert "Fler har svarat" in text
    assert "procent" not in text


def test_a_title_cannot_break_the_mails_head(running, municipality):
    running.title = "Hösten\nBcc: x@example.org"
    running.save()
    add_member(municipality, Role.COORDINATOR)
    send_status(NOW)
    assert "\n" not in mail.outbox[0].subject
