"""Members are invited by mail; only whoever holds the link, and the address, takes up a role."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from people import PASSWORD, add_member, sign_in

from genklang.server.jobs.mail_staff import mail_invitation
from genklang.server.jobs.tidy import tidy
from genklang.server.organisation.models import Invitation, Membership, Organisation, Role, User
from genklang.server.organisation.operations.members import accept, remove_role
from genklang.server.web.staff.fields import AddressField, LineField

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
NEW = {"name": "Nina Ny", "language": "sv", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def owner(municipality) -> User:
    return add_member(municipality, Role.SYSTEM_OWNER)


def invite_by_page(owner, organisation, **values):
    nina = {"name": "Nina", "email": "nina@soderlunda.example", "role": "reader", "unit": "", "language": "sv"}
    return sign_in(owner).post(f"/o/{organisation.code}/members/invite/", nina | values)


def read_link(invitation: Invitation) -> str:
    mail.outbox.clear()
    mail_invitation.call(invitation.pk)
    return re.search(r"http://localhost:8000(/invitation/\S+)", mail.outbox[0].body)[1]


def test_somebody_new_chooses_a_password_and_has_the_role(municipality, owner, client):
    assert invite_by_page(owner, municipality, role="unit_manager", unit="north").status_code == 302
    link = read_link(municipality.invitations.get())
    assert client.get(link).status_code == 200
    assert User.objects.filter(email="nina@soderlunda.example").count() == 0
    assert client.post(link, NEW).headers["Location"] == "/account/sign-in/"
    membership = Membership.objects.get(user__email="nina@soderlunda.example")
    assert (membership.role, membership.unit.code) == (Role.UNIT_MANAGER, "north")
    assert client.get(link).status_code == 404
    signed_in = client.post("/account/sign-in/", {"login": "nina@soderlunda.example", "password": PASSWORD})
    assert signed_in.status_code == 302


def test_the_database_holds_no_link(municipality, owner):
    invite_by_page(owner, municipality)
    token = read_link(municipality.invitations.get()).split("/")[2]
    assert token not in repr(list(Invitation.objects.values()))


def test_a_new_link_ends_the_earlier_one_and_old_ones_run_out(municipality, owner, client):
    invite_by_page(owner, municipality)
    invitation = municipality.invitations.get()
    first, second = read_link(invitation), read_link(invitation)
    assert client.get(first).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(second).status_code == 404


def test_weak_and_different_passwords_are_refused(municipality, owner, client):
    invite_by_page(owner, municipality)
    link = read_link(municipality.invitations.get())
    for one, two in (("kort", "kort"), (PASSWORD, PASSWORD + "x"), ("password1234", "password1234")):
        assert client.post(link, {**NEW, "password1": one, "password2": two}).status_code == 400
    assert not User.objects.filter(email="nina@soderlunda.example").exists()


def test_whoever_has_an_account_takes_up_the_role_signed_in_with_it(municipality, owner, client):
    elsewhere = Organisation.objects.create(code="other", name="Annan kommun")
    known = add_member(elsewhere, Role.READER, email="nina@soderlunda.example")
    invite_by_page(owner, municipality)
    link = read_link(municipality.invitations.get())
    assert client.post(link, NEW).status_code == 200
    assert not municipality.memberships.filter(user=known).exists()
    assert sign_in(owner).post(link).status_code == 200
    assert sign_in(known).post(link).headers["Location"] == f"/o/{municipality.code}/"
    assert municipality.memberships.get(user=known).role == Role.READER
    with pytest.raises(ValueError, match="another address"):
        accept(Invitation(organisation=municipality, email="x@example.org", role=Role.READER), known)


def test_the_members_page_tells_nothing_of_an_account_elsewhere(municipality, owner):
    elsewhere = Organisation.objects.create(code="other", name="Annan kommun")
    add_member(elsewhere, Role.READER, email="nina@soderlunda.example")
    User.objects.filter(email="nina@soderlunda.example").update(name="Det Hemliga Namnet")
    invite_by_page(owner, municipality)
    assert "Det Hemliga" not in sign_in(owner).get(f"/o/{municipality.code}/members/").content.decode()


@pytest.mark.parametrize(
    "email", ["\u212aim@example.org", "k\u0456m@example.org", "ſam@example.org", "kim@example.org\u202e", "a@\u2168.se"]
)
def test_look_alike_addresses_are_refused(municipality, owner, email):
    """Attack 42: the Kelvin sign folds to a k, and whoever holds that address is in another organisation."""
    elsewhere = Organisation.objects.create(code="other", name="Annan kommun")
    for known in ("kim@example.org", "sam@example.org"):
        add_member(elsewhere, Role.READER, email=known)
    assert invite_by_page(owner, municipality, email=email).status_code == 400
    assert not municipality.invitations.exists()
    assert invite_by_page(owner, municipality, email="kim@example.org").status_code == 302


def test_an_invitation_is_for_no_account_whose_address_merely_looks_alike(municipality, owner, client):
    """Attack 42: an account that was once made under a look-alike cannot take up what is offered to the plain one."""
    elsewhere = Organisation.objects.create(code="other", name="Annan kommun")
    alike = add_member(elsewhere, Role.READER, email="n\u0456na@soderlunda.example")
    invite_by_page(owner, municipality)
    link = read_link(municipality.invitations.get())
    assert sign_in(alike).post(link).status_code == 200
    assert not municipality.memberships.filter(user=alike).exists()


def test_capitals_lead_to_the_same_person_and_to_no_other(municipality, owner):
    invite_by_page(owner, municipality, email="NINA@Soderlunda.example")
    assert municipality.invitations.get().email == "nina@soderlunda.example"
    assert AddressField().clean("KIM@Example.ORG") == "kim@example.org"


@pytest.mark.parametrize("name", ["A\r\nBcc: x@evil.example", "A\nB", "A\u2028B", "A\u202eB", "A\x00B"])
def test_a_name_that_would_break_a_header_is_refused(municipality, owner, name):
    assert invite_by_page(owner, municipality, name=name).status_code == 400
    assert not municipality.invitations.exists()
    with pytest.raises(Exception, match=r".+"):
        LineField().clean(name)


def test_the_mail_itself_refuses_broken_headers(municipality, owner):
    invite_by_page(owner, municipality)
    Invitation.objects.update(name="A\r\nBcc: x@evil.example")
    mail.outbox.clear()
    mail_invitation.call(municipality.invitations.get().pk)
    assert mail.outbox[0].recipients() == ["nina@soderlunda.example"]
    assert "Bcc" not in dict(mail.outbox[0].message().items())
    with pytest.raises(BadHeaderError):
        EmailMessage("a\nBcc: x@evil.example", "b", to=["c@example.org"]).message()


def test_a_member_gets_one_role_more_at_once(municipality, owner):
    member = add_member(municipality, Role.READER)
    assert invite_by_page(owner, municipality, email=member.email, role="analyst").status_code == 302
    assert set(member.memberships.values_list("role", flat=True)) == {Role.READER, Role.ANALYST}
    assert not municipality.invitations.exists()


def test_a_role_for_everything_has_no_unit(municipality, owner):
    assert invite_by_page(owner, municipality, role="coordinator", unit="north").status_code == 400


def test_an_invitation_is_sent_again_and_taken_back(municipality, owner, client):
    invite_by_page(owner, municipality)
    invitation = municipality.invitations.get()
    link = read_link(invitation)
    page = f"/o/{municipality.code}/members/invitations/{invitation.pk}/"
    assert sign_in(owner).post(page).status_code == 302
    assert sign_in(owner).post(page, {"withdraw": "1"}).status_code == 302
    assert client.get(link).status_code == 404


def test_the_last_system_owner_stays(municipality, owner):
    membership = owner.memberships.get()
    page = f"/o/{municipality.code}/members/{membership.pk}/remove/"
    assert sign_in(owner).post(page).status_code == 302
    assert municipality.memberships.filter(pk=membership.pk).exists()
    with pytest.raises(ValueError, match="last system owner"):
        remove_role(membership, actor=owner)


def test_a_coordinator_removes_no_owner(municipality, owner):
    coordinator = add_member(municipality, Role.COORDINATOR)
    page = f"/o/{municipality.code}/members/{owner.memberships.get().pk}/remove/"
    assert sign_in(coordinator).post(page).status_code == 403


def test_what_ran_out_is_tidied_away(municipality, owner, client):
    invite_by_page(owner, municipality)
    client.post("/account/password/forgotten/", {"email": "anybody@example.org"})
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=91))
    asked = DBTaskResult.objects.filter(task_path__contains="mail_staff")
    assert asked.count() == 2
    asked.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=2))
    tidy(timezone.now())
    assert (asked.count(), Session.objects.count(), Invitation.objects.count()) == (0, 0, 0)
