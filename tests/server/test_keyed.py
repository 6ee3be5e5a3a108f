"""Paper keyed in by staff, and answers given aloud: sealed as all others, and known by their channel."""

import json
import re

import pytest

from genklang.server.fieldwork import sealing
from genklang.server.fieldwork.models import Case, CaseToken, MixKey, SealedAnswer, State, Tally
from genklang.server.fieldwork.tokens import hash_token, new_code
from genklang.server.jobs.take_response import seal_context
from genklang.server.organisation.models import Membership, User

pytestmark = pytest.mark.django_db(databases=["default", "responses"])

KEYS = sealing.derive_keys(bytes(range(32)))
PAGE = "/o/soderlunda/rounds/2026/key-in/"


@pytest.fixture
def place(planned_round):
    planned_round.state = State.OPEN
    planned_round.save()
    MixKey.objects.create(round=planned_round, public=KEYS.public)
    return planned_round.places.get(unit__code="north")


@pytest.fixture
def helper(client, place):
    """A helper of the northern unit, signed in."""
    user = User.objects.create_user("helper@example.org", "Helle")
    Membership.objects.create(user=user, organisation=place.round.organisation, unit=place.unit, role="helper")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read_sealed(place) -> list[dict]:
    sealed = SealedAnswer.objects.filter(place=place).values_list("ciphertext", flat=True)
    return [json.loads(sealing.open_sealed(KEYS, bytes(one), seal_context(place))) for one in sealed]


def hidden(page) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    return dict(re.findall(r'type="hidden" name="(submission|begun|first)" value="([^"]*)"', page.content.decode()))


def open_pile(helper, place, **more):
    address = f"{PAGE}form/?place={place.pk}&language=sv" + "".join(f"&{k}={v}" for k, v in more.items())
    return address, helper.get(address)


def test_a_form_is_keyed_in_and_sealed(helper, place):
    address, page = open_pile(helper, place)
    reply = helper.post(address, {**hidden(page), "a.kontakt": "1"})
    assert (reply.status_code, reply["Location"]) == (302, address)
    (said,) = read_sealed(place)
    assert (said["answers"], said["channel"]) == ({"kontakt": "1"}, "keyed")
    assert Tally.objects.get(channel="keyed").answered == 1


def test_the_same_page_sent_twice_is_one_form(helper, place):
    address, page = open_pile(helper, place)
    for _ in range(2):
        helper.post(address, {**hidden(page), "a.kontakt": "1"})
    assert len(read_sealed(place)) == 1


def test_what_is_keyed_twice_alike_is_stored_once(helper, place):
    address, page = open_pile(helper, place, twice="on")
    second = helper.post(address, {**hidden(page), "a.kontakt": "2"})
    assert read_sealed(place) == []
    assert "checked" not in second.content.decode(), "the second keying begins empty"
    helper.post(address, {**hidden(second), "a.kontakt": "2"})
    assert [said["answers"] for said in read_sealed(place)] == [{"kontakt": "2"}]


def test_what_is_keyed_differently_is_asked_about(helper, place):
    address, page = open_pile(helper, place, twice="on")
    second = helper.post(address, {**hidden(page), "a.kontakt": "2"})
    differing = helper.post(address, {**hidden(second), "a.kontakt": "3"})
    assert read_sealed(place) == []
    assert "keyed-question invalid" in differing.content.decode()
    helper.post(address, {**hidden(differing), "a.kontakt": "3", "sure": "1"})
    assert [said["answers"] for said in read_sealed(place)] == [{"kontakt": "3"}]


@pytest.mark.parametrize("value", ["99", "x", "1e309"])
def test_what_is_no_answer_is_kept_on_the_page(helper, place, value):
    address, page = open_pile(helper, place)
    assert helper.post(address, {**hidden(page), "a.kontakt": value}).status_code == 400
    assert read_sealed(place) == []


def test_helpers_key_in_for_their_own_unit_alone(helper, place):
    other = place.round.places.get(unit__code="south")
    assert helper.get(f"{PAGE}form/?place={other.pk}&language=sv").status_code == 302
    assert helper.get("/o/soderlunda/rounds/2026/contacts/").status_code == 403


def test_help_from_somebody_goes_with_the_answer(helper, place):
    reply = helper.post("/o/soderlunda/rounds/2026/assist/", {"place": place.pk, "helper": "interpreter"})
    page = helper.get(reply["Location"])
    fields = {**hidden(page), "language": "sv", "step": "check", "go": "send", "a.kontakt": "1"}
    helper.post(reply["Location"], fields)
    (said,) = read_sealed(place)
    assert said["channel"] == "assisted_interpreter"


def test_help_with_a_personal_code_uses_the_code(helper, place):
    case, code = Case.objects.create(place=place, channel="code"), new_code()
    CaseToken.objects.create(hash=hash_token(code), case=case, wave=0)
    fields = {"place": place.pk, "helper": "staff", "code": code}
    reply = helper.post("/o/soderlunda/rounds/2026/assist/", fields)
    page = helper.get(reply["Location"])
    helper.post(reply["Location"], {**hidden(page), "language": "sv", "step": "check", "go": "send", "a.kontakt": "1"})
    case.refresh_from_db()
    assert case.is_used
    assert read_sealed(place)[0]["channel"] == "assisted_staff"


def test_a_code_of_another_unit_is_not_opened(helper, place):
    case, code = Case.objects.create(place=place.round.places.get(unit__code="south"), channel="code"), new_code()
    CaseToken.objects.create(hash=hash_token(code), case=case, wave=0)
    reply = helper.post("/o/soderlunda/rounds/2026/assist/", {"place": place.pk, "helper": "staff", "code": code})
    assert reply.status_code == 200
