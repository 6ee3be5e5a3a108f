"""What is done to an account's password and second factor stands in the log, with it or not at all; never a secret."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import OperationalError
from people import PASSWORD, add_member, sign_in
from tenants import make_tenant

from genklang.server.organisation.chain import find_break
from genklang.server.organisation.models import AuditEntry, AuditHead, Membership, Role
from genklang.server.web.staff.account import views

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)


@pytest.fixture
def anna(municipality):
    cache.clear()
    return add_member(municipality, Role.COORDINATOR, email="anna@soderlunda.example")


@pytest.fixture
def confirmed(anna):
    client = sign_in(anna)
    client.post("/account/confirm/", {"password": PASSWORD})
    return client


def switch_on(client):
    form = client.get("/account/codes/start/")
    code = format_hotp_value(hotp_value(form.context["form"].secret, int(time.time()) // 30))
    return client.post("/account/codes/start/", {"code": code}, follow=True)


def told():
    entries = AuditEntry.objects.order_by("number")
    return [(e.actor, e.organisation, e.action.removeprefix("account."), e.subject) for e in entries]


def test_switching_the_second_factor_on_and_off_and_making_codes_is_logged(confirmed, anna):
    shown = switch_on(confirmed)
    confirmed.post("/account/codes/recovery/new/")
    confirmed.post("/account/codes/stop/")
    assert not Authenticator.objects.exists()
    assert [action for _, _, action, _ in told()] == [
        *("second_factor_on", "recovery_codes_made"),
        "recovery_codes_made",
        "second_factor_off",
    ]
    assert {(actor, place, subject) for actor, place, _, subject in told()} == {(anna.email, "soderlunda", anna.email)}
    assert find_break(AuditEntry.objects.order_by("number"), AuditHead.objects.get()) is None
    secret = re.search(r"<pre>(\S+)", shown.content.decode())[1]
    assert secret not in str(list(AuditEntry.objects.values()))


def test_pages_that_change_nothing_write_nothing(confirmed):
    confirmed.get("/account/codes/start/")
    confirmed.post("/account/codes/start/", {"code": "000000"})
    confirmed.get("/account/codes/recovery/")
    assert told() == []


def test_every_organisation_of_the_member_has_it_in_its_log(confirmed, anna):
    other = make_tenant("other", "Annanby")
    Membership.objects.create(user=anna, organisation=other, role=Role.READER)
    before = AuditEntry.objects.count()
    new = {"oldpassword": PASSWORD, "password1": f"{PASSWORD}!", "password2": f"{PASSWORD}!"}
    assert confirmed.post("/account/password/", new).status_code == 302
    assert told()[before:] == [
        (anna.email, "other", "password_changed", anna.email),
        (anna.email, "soderlunda", "password_changed", anna.email),
    ]
    assert "Bytte lösenord" in confirmed.get("/o/soderlunda/log/").content.decode()
    assert PASSWORD not in str(list(AuditEntry.objects.values()))


def test_a_member_of_nothing_stands_in_the_servers_log(confirmed, anna):
    anna.memberships.all().delete()
    switch_on(confirmed)
    assert [(place, action) for _, place, action, _ in told()] == [
        ("", "second_factor_on"),
        ("", "recovery_codes_made"),
    ]


def test_what_cannot_be_logged_is_not_done(confirmed, monkeypatch):
    def fails(*_):
        raise OperationalError

    monkeypatch.setattr(views, "log_account", fails)
    assert switch_on(confirmed).status_code == 503
    assert not Authenticator.objects.exists()
