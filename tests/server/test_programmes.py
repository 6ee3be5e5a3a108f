"""Programmes: an owner invites organisations, old and new; each answers for itself."""

import re

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult
from people import add_member, sign_in

from genklang.server.jobs.mail_staff import mail_invitation
from genklang.server.organisation.models import Kind, Organisation, Programme, Role

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)


@pytest.fixture
def council():
    """A national body with a programme and its owner's browser."""
    made = Organisation.objects.create(code="council", name="Socialrådet", kind=Kind.NATIONAL)
    client = sign_in(add_member(made, Role.PROGRAMME_OWNER, Role.READER))
    client.post(
        "/o/council/programmes/new/", {"name": "Nationella enkäten", "instrument": "skr-ifo/2016", "policy": "standard"}
    )
    return made, client, made.programmes.get()


def test_an_organisation_that_is_here_is_asked_and_answers(council, municipality):
    _, client, programme = council
    client.post(f"/o/council/programmes/{programme.code}/run/", {"text": "söderlunda KOMMUN"})
    assert list(programme.invited.all()) == [municipality]
    coordinator = sign_in(add_member(municipality, Role.COORDINATOR))
    assert "Socialrådet bjuder in er" in coordinator.get("/o/soderlunda/").content.decode()
    coordinator.post(f"/o/soderlunda/programmes/{programme.code}/answer/", {"join": ""})
    assert list(programme.participants.all()) == [municipality]
    assert not programme.invited.exists()
    assert coordinator.post(f"/o/soderlunda/programmes/{programme.code}/answer/", {"join": ""}).status_code == 404


def test_it_may_decline(council, municipality):
    _, client, programme = council
    client.post(f"/o/council/programmes/{programme.code}/run/", {"text": municipality.name})
    coordinator = sign_in(add_member(municipality, Role.COORDINATOR))
    coordinator.post(f"/o/soderlunda/programmes/{programme.code}/answer/", {"decline": ""})
    assert not programme.participants.exists()
    assert not programme.invited.exists()


def test_a_new_one_is_made_and_its_coordinator_invited(council, client):
    _, owner, programme = council
    owner.post(f"/o/council/programmes/{programme.code}/run/", {"text": "Nya kommunen; ny@nya.example"})
    made = Organisation.objects.get(name="Nya kommunen")
    assert (made.code, made.kind) == ("nya-kommunen", Kind.MUNICIPALITY)
    assert DBTaskResult.objects.filter(task_path__endswith="mail_invitation").count() == 1
    mail_invitation.call(made.invitations.earliest("pk").pk)
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]
    secret = "en lång mening om ingenting"
    client.post(link, {"name": "Ny", "language": "sv", "password1": secret, "password2": secret})
    assert set(made.memberships.values_list("role", flat=True)) == {Role.SYSTEM_OWNER, Role.COORDINATOR}
    assert not made.invitations.exists()


@pytest.mark.parametrize(
    "text", ["Okänd kommun", "Okänd; inte en adress", "; a@b.example", "Okänd; \u212aim@b.example"]
)
def test_one_bad_line_and_nobody_is_invited(council, municipality, text):
    _, client, programme = council
    asked = {"text": f"{municipality.name}\n{text}"}
    assert client.post(f"/o/council/programmes/{programme.code}/run/", asked).status_code == 400
    assert not programme.invited.exists()
    assert Organisation.objects.count() == 2


def test_a_municipality_gives_nobody_the_role(municipality):
    client = sign_in(add_member(municipality, Role.SYSTEM_OWNER))
    asked = {"name": "N", "email": "n@example.org", "role": "programme_owner", "unit": "", "language": "sv"}
    assert client.post("/o/soderlunda/members/invite/", asked).status_code == 400
    assert not Programme.objects.exists()
