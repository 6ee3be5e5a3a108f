"""Who was written to may decline, and a professional answers each case by itself."""

import pytest

from genklang.server.fieldwork.message_texts import ship_text
from genklang.server.fieldwork.models import Case, CaseToken, Contact, State
from genklang.server.fieldwork.tokens import hash_token, new_token
from genklang.server.jobs.send_messages import compose

pytestmark = pytest.mark.django_db(databases=["default", "responses"])


@pytest.fixture
def invited(planned_round):
    """A caseworker with two cases; the token of the message."""
    planned_round.state = State.OPEN
    planned_round.save()
    for label in ("Sag A", "Sag B"):
        case = Case.objects.create(place=planned_round.places.first(), channel="professional", language="sv")
        Contact.objects.create(case=case, person_hash="1" * 64, email="h@example.org", label=label)
    token = new_token()
    CaseToken.objects.create(hash=hash_token(token), case=Case.objects.first(), wave=0)
    return token


def test_looking_at_the_stop_page_changes_nothing(client, invited):
    for _ in range(3):
        assert client.get(f"/stop/{invited}").status_code == 200
    assert not Contact.objects.filter(has_opted_out=True).exists()


def test_one_click_stops_all_messages_to_a_person(client, invited):
    assert client.post(f"/stop/{invited}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Contact.objects.filter(has_opted_out=True).count() == 2


def test_each_case_is_opened_by_itself(client, invited):
    page = client.get(f"/p/{invited}").content.decode()
    assert "Sag A" in page
    assert "Sag B" in page
    second = Case.objects.get(contact__label="Sag B")
    reply = client.post(f"/p/{invited}", {"case": second.pk})
    assert reply.status_code == 302
    assert "Sag B" not in client.get(reply["Location"]).content.decode(), "the label stays on the list"


def test_another_persons_case_cannot_be_chosen(client, invited):
    stranger = Case.objects.create(place=Case.objects.first().place, channel="professional")
    Contact.objects.create(case=stranger, person_hash="2" * 64, email="x@example.org", label="Sag X")
    assert client.post(f"/p/{invited}", {"case": stranger.pk}).status_code == 200


@pytest.mark.parametrize("path", ["/stop/", "/p/"])
def test_an_unknown_link_is_told_gently_and_guessing_ends(client, invited, path):
    codes = [client.get(f"{path}{new_token()}", REMOTE_ADDR=f"192.0.2.{len(path)}").status_code for _ in range(70)]
    assert set(codes) == {404, 429}


def test_the_mail_carries_the_way_out(planned_round):
    text = ship_text("invitation", "email", "sv")
    message = compose(text, round=planned_round, to="a@example.org", language="sv", link="L", stop="https://x/stop/T")
    assert message.stop == "https://x/stop/T"
    assert "https://x/stop/T" in message.text
