"""Caseworkers count what they hand out: with a PIN, one tap each, taken back or sent late, never twice."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from people import add_member, sign_in

from genklang.server.fieldwork.models import State, Tally
from genklang.server.fieldwork.operations.tallies import fits, open_desk, tap
from genklang.server.fieldwork.tokens import desk_token
from genklang.server.organisation.models import Role

pytestmark = pytest.mark.django_db(databases=["default", "responses"])

DAY = date(2026, 9, 2)
GROUP = "ekonomiskt_bistand"


@pytest.fixture
def desk(planned_round):
    planned_round.state = State.OPEN
    planned_round.save()
    unit = planned_round.organisation.units.get(code="north")
    token, pin = open_desk(planned_round, unit)
    desk = planned_round.desks.get()
    desk.token, desk.pin = token, pin
    return desk


@pytest.fixture
def let_in(client, desk):
    client.post(f"/tally/{desk.token}/", {"pin": desk.pin})
    return client


def offered() -> int:
    return sum(Tally.objects.values_list("offered", flat=True))


def send(client, desk, *taps, **more):
    body = [{"id": str(i), "group": GROUP, "day": DAY.isoformat(), "undo": undo} for i, undo in taps]
    return client.post(f"/tally/{desk.token}/taps", json.dumps(body), content_type="application/json", **more)


def test_a_tap_counts_once_however_often_it_comes(desk):
    one = uuid4()
    for _ in range(3):
        assert tap(desk, one, GROUP, DAY)
    assert offered() == 1


def test_a_tap_is_taken_back_once_in_whatever_order_it_comes(desk):
    first, second = uuid4(), uuid4()
    tap(desk, first, GROUP, DAY)
    for _ in range(2):
        tap(desk, first, GROUP, DAY, takes_back=True)
    tap(desk, second, GROUP, DAY, takes_back=True)
    tap(desk, second, GROUP, DAY)
    assert offered() == 0


def test_a_closed_round_counts_nothing(desk):
    desk.round.state = State.CLOSED
    assert not tap(desk, uuid4(), GROUP, DAY)
    assert not tap(desk, uuid4(), "no_such_group", DAY)


def test_the_link_alone_opens_nothing(client, desk):
    page = client.get(f"/tally/{desk.token}/")
    assert "pin" in page.content.decode()
    assert send(client, desk, (uuid4(), False)).status_code == 403
    assert client.post(f"/tally/{desk.token}/", {"pin": "000000x"}).status_code == 403
    assert offered() == 0


def test_guessing_the_pin_ends(client, desk):
    replies = [client.post(f"/tally/{desk.token}/", {"pin": "1"}).status_code for _ in range(12)]
    assert replies == [403] * 10 + [429] * 2
    assert client.post(f"/tally/{desk.token}/", {"pin": desk.pin}).status_code == 429


def test_a_new_pin_shuts_out_who_had_the_old_one(let_in, desk):
    assert send(let_in, desk, (uuid4(), False)).status_code == 200
    open_desk(desk.round, desk.unit)
    assert send(let_in, desk, (uuid4(), False)).status_code == 403
    assert not fits(desk.round.desks.get(), desk.pin)


def test_late_taps_come_with_their_day(let_in, desk):
    first, second = uuid4(), uuid4()
    reply = send(let_in, desk, (first, False), (second, False), (second, True)).json()
    assert sorted(set(reply["taken"])) == sorted([str(first), str(second)])
    assert [(t.day, t.offered) for t in Tally.objects.all()] == [(DAY, 1)]


def test_the_page_counts_without_script(let_in, desk):
    page = let_in.get(f"/tally/{desk.token}/")
    assert let_in.post(f"/tally/{desk.token}/", {"id": str(uuid4()), "group": GROUP}).status_code == 302
    assert "<b>0</b>" in page.content.decode()
    assert "<b>1</b>" in let_in.get(f"/tally/{desk.token}/").content.decode()


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'[{"id": "x", "group": "y"}]', b"\xff", b'[{"id": 1e309}]'])
def test_what_is_no_list_of_taps_is_refused(let_in, desk, body):
    reply = let_in.post(f"/tally/{desk.token}/taps", body, content_type="application/json")
    assert reply.status_code == 400 or reply.json()["taken"] == []
    assert offered() == 0


@pytest.mark.parametrize("fields", [{}, {"id": "x", "group": GROUP}])
def test_a_button_that_was_tampered_with_is_refused(let_in, desk, fields):
    assert let_in.post(f"/tally/{desk.token}/", fields).status_code == 400


def test_other_links_lead_nowhere(client, desk):
    other = desk_token(desk.round, desk.round.organisation.units.get(code="south"))
    assert client.get(f"/tally/{other}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, desk, method):
    assert getattr(client, method)(f"/tally/{desk.token}/").status_code == 405


def test_staff_make_a_pin_that_is_shown_once(planned_round):
    unit = planned_round.organisation.units.get(code="north")
    helper = sign_in(add_member(planned_round.organisation, Role.HELPER, unit=unit))
    page = "/o/soderlunda/rounds/2026/desks/"
    made = helper.post(page, {"unit": "north"}).content.decode()
    pin = re.search(r'class="code">(\d{6})<', made)[1]
    assert fits(planned_round.desks.get(), pin)
    assert f">{pin}<" not in helper.get(page).content.decode()


def test_a_helper_makes_no_pin_for_another_unit(planned_round):
    unit = planned_round.organisation.units.get(code="north")
    helper = sign_in(add_member(planned_round.organisation, Role.HELPER, unit=unit))
    assert helper.post("/o/soderlunda/rounds/2026/desks/", {"unit": "south"}).status_code == 404
