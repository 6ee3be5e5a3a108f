"""Messages by a real mail server: once to each, to nobody who has answered, and telling a bystander nothing."""

import email
import email.policy
import socket
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import loads
from pathlib import Path
from typing import ClassVar

import pytest

from genklang.server.fieldwork.channel import Channel, Refused
from genklang.server.fieldwork.channels import sms
from genklang.server.fieldwork.message_texts import MessageText, fill, find_faults, ship_text
from genklang.server.fieldwork.models import Case, CaseToken, Contact, Delivery, Message, State, Tally
from genklang.server.fieldwork.operations.contacts import decline
from genklang.server.fieldwork.operations.waves import drop_wave, fill_outbox, note_delivery, plan_wave, send_again
from genklang.server.fieldwork.tokens import find_case
from genklang.server.jobs import send_messages
from genklang.server.jobs.send_messages import compose, read_bounce_address, send_due, send_wave

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)

NOON = datetime(2026, 9, 2, 12, tzinfo=UTC)
NIGHT = NOON.replace(hour=23)
RESPONDENT_LANGUAGES = ["sv", "da", "en", "ar", "so", "prs", "ckb", "ti", "uk"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(tmp_path, settings):
    """A mail server in a process of its own; the folder it keeps mail in."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("mail_server.py")), str(port), str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout.readline() == "ready\n"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    yield tmp_path
    server.terminate()
    server.wait()
    server.stdout.close()


def read_mails(place: Path) -> list[tuple[str, str, email.message.EmailMessage]]:
    """Return (envelope sender, receiver, mail) of everything the server got."""
    mails = []
    for file in sorted(place.glob("*.eml"), key=lambda f: int(f.stem)):
        sender, receiver, content = file.read_bytes().split(b"\n", 2)
        mails.append(
            (sender.decode(), receiver.decode(), email.message_from_bytes(content, policy=email.policy.default))
        )
    return mails


@pytest.fixture
def open_round(planned_round):
    planned_round.state = State.OPEN
    planned_round.save()
    return planned_round


def invite(round, *addresses, channel="email", field="email", label=""):
    place = round.places.first()
    for address in addresses:
        case = Case.objects.create(place=place, channel=channel, language="sv")
        Contact.objects.create(case=case, person_hash=f"{address:0>64}", label=label, **{field: address})


def test_everybody_gets_one_mail_with_a_link_of_their_own(open_round, mailbox):
    invite(open_round, "a@example.org", "b@example.org")
    plan_wave(open_round, "email", NOON.date())
    assert (send_due(NOON), send_due(NOON)) == (2, 0)
    mails = read_mails(mailbox)
    links = {line for _, _, mail in mails for line in mail.get_content().splitlines() if "/k/" in line}
    assert [receiver for _, receiver, _ in mails] == ["a@example.org", "b@example.org"]
    assert len(links) == 2
    assert {find_case(link.rsplit("/", 1)[1]).contact.email for link in links} == {"a@example.org", "b@example.org"}


def test_the_outside_of_a_mail_tells_nothing(open_round, mailbox):
    invite(open_round, "a@example.org")
    plan_wave(open_round, "email", NOON.date())
    send_due(NOON)
    sender, _, mail = read_mails(mailbox)[0]
    outside = " ".join([sender, mail["From"], mail["Subject"], *mail.keys(), mail.get_content()[:100]]).casefold()
    assert not any(word in outside for word in ("social", "bistånd", "missbruk", "vårdnad"))


def test_a_reminder_goes_to_exactly_those_who_have_not_answered(open_round, mailbox):
    invite(open_round, "a@example.org", "b@example.org", "c@example.org")
    send_wave(plan_wave(open_round, "email", NOON.date()), NOON.date())
    Case.objects.filter(contact__email="a@example.org").update(is_used=True)
    decline(Case.objects.get(contact__email="c@example.org"))
    send_wave(plan_wave(open_round, "email", NOON.date()), NOON.date())
    assert [receiver for _, receiver, _ in read_mails(mailbox)][3:] == ["b@example.org"]
    assert set(CaseToken.objects.filter(case__contact__email="b@example.org").values_list("wave", flat=True)) == {0, 1}


def test_who_answers_while_the_outbox_waits_is_not_written_to(open_round, mailbox):
    invite(open_round, "a@example.org")
    wave = plan_wave(open_round, "email", NOON.date())
    fill_outbox(wave)
    Case.objects.update(is_used=True)
    assert send_wave(wave, NOON.date()) == 0
    assert read_mails(mailbox) == []


def test_nobody_is_written_to_at_night_or_before_the_day(open_round, mailbox):
    invite(open_round, "a@example.org")
    plan_wave(open_round, "email", NOON.date())
    assert send_due(NIGHT) == 0
    assert send_due(NOON - timedelta(days=1)) == 0
    assert read_mails(mailbox) == []


def test_a_mailbox_that_is_gone_closes_the_case_and_a_busy_one_is_tried_again(open_round, mailbox):
    invite(open_round, "gone@example.org", "busy@example.org")
    wave = plan_wave(open_round, "email", NOON.date())
    for _ in range(8):
        send_wave(wave, NOON.date())
    states = dict(Message.objects.values_list("case__contact__email", "delivery"))
    assert states == {"gone@example.org": Delivery.BOUNCED, "busy@example.org": Delivery.FAILED}
    assert Case.objects.get(contact__email="gone@example.org").disposition == "undeliverable"
    assert Message.objects.get(case__contact__email="busy@example.org").tries == send_messages.TRIES


def test_a_worker_killed_after_sending_sends_at_most_once_more(open_round, mailbox, monkeypatch):
    invite(open_round, "a@example.org", "b@example.org")
    wave = plan_wave(open_round, "email", NOON.date())

    def die(message, delivery, today):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(send_messages, "note_delivery", die)
        with pytest.raises(KeyboardInterrupt):
            send_wave(wave, NOON.date())
    send_wave(wave, NOON.date())
    send_wave(wave, NOON.date())
    assert sorted(receiver for _, receiver, _ in read_mails(mailbox)) == ["a@example.org"] * 2 + ["b@example.org"]


def test_who_is_reached_is_counted_as_offered_once(open_round, mailbox):
    invite(open_round, "a@example.org", "b@example.org", "gone@example.org")
    wave = plan_wave(open_round, "email", NOON.date())
    send_wave(wave, NOON.date())
    send_again(Case.objects.get(contact__email="a@example.org"), wave)
    send_wave(wave, NOON.date())
    send_wave(plan_wave(open_round, "email", NOON.date()), NOON.date())
    assert [t.offered for t in Tally.objects.filter(channel="email")] == [2]
    note_delivery(Message.objects.filter(case__contact__email="a@example.org").first(), Delivery.BOUNCED, NOON.date())
    assert [t.offered for t in Tally.objects.filter(channel="email")] == [1]


def test_one_person_can_be_written_to_again(open_round, mailbox):
    invite(open_round, "a@example.org", "b@example.org")
    wave = plan_wave(open_round, "email", NOON.date())
    send_wave(wave, NOON.date())
    send_again(Case.objects.get(contact__email="b@example.org"), wave)
    assert send_wave(wave, NOON.date()) == 1
    assert [receiver for _, receiver, _ in read_mails(mailbox)][-1] == "b@example.org"


def test_a_sending_can_be_taken_back_until_something_has_left(open_round, mailbox):
    invite(open_round, "a@example.org")
    assert drop_wave(plan_wave(open_round, "email", NOON.date()))
    wave = plan_wave(open_round, "email", NOON.date())
    send_wave(wave, NOON.date())
    assert not drop_wave(wave)


def test_a_professional_gets_one_mail_that_lists_all_cases(open_round, mailbox):
    for label in ("Sag A", "Sag B"):
        invite(open_round, "h@example.org", channel="professional", label=label)
    wave = plan_wave(open_round, "professional", NOON.date())
    send_wave(wave, NOON.date())
    send_wave(wave, NOON.date())
    (mail,) = [mail for _, _, mail in read_mails(mailbox)]
    assert "– Sag A\n– Sag B" in mail.get_content().replace("\r\n", "\n")


def test_bounces_find_their_message_and_strangers_find_none(settings):
    settings.BOUNCE_DOMAIN = "bounce.example.org"
    address = send_messages._bounce_address(Message(pk=17))
    assert read_bounce_address(address) == 17
    assert read_bounce_address(address.replace("b-17", "b-18")) is None
    assert read_bounce_address("info@example.org") is None


@pytest.mark.parametrize("language", RESPONDENT_LANGUAGES)
@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("kind", ["invitation", "reminder"])
def test_shipped_texts_are_whole(language, channel, kind):
    text = ship_text(kind, channel, language)
    assert find_faults(text, channel) == []
    assert "{stop}" in text.text
    assert language == "en" or text != ship_text(kind, channel, "en")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (MessageText("Hej", "{link}"), []),
        (MessageText("Hej", "Svara"), ["link"]),
        (MessageText("Hej", "{link} {settings.SECRET_KEY}"), ["placeholder"]),
        (MessageText("Från socialtjänsten", "{link}"), ["revealing"]),
        (MessageText("Hej\nBcc: alla@example.org", "{link}"), ["subject"]),
    ],
)
def test_a_text_that_would_do_harm_is_named(text, faults):
    assert find_faults(text, "email") == faults


def test_what_is_put_in_is_never_looked_at_again():
    assert fill("{organisation} {x}", {"organisation": "{link}", "link": "secret"}) == "{link} {x}"


def test_a_subject_can_carry_no_header(planned_round):
    planned_round.organisation.name = "A\r\nBcc: alla@example.org"
    message = compose(
        MessageText("{organisation}", "{link}"),
        round=planned_round,
        to="a@example.org",
        language="sv",
        link="",
        stop="",
    )
    assert "\n" not in message.subject


class Gateway(BaseHTTPRequestHandler):
    """A text-message gateway of one page."""

    got: ClassVar[list] = []
    reply = 202

    def do_POST(self):
        self.got.append(loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.reply)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway(settings):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/"
    Gateway.got, Gateway.reply = [], 202
    yield Gateway
    server.shutdown()
    server.server_close()


def test_text_messages_go_through_the_gateway(open_round, gateway):
    invite(open_round, "+46701234567", channel="sms", field="phone")
    assert send_wave(plan_wave(open_round, "sms", date(2026, 9, 2)), NOON.date()) == 1
    (got,) = gateway.got
    assert got["to"] == "+46701234567"
    assert "/k/" in got["text"]


@pytest.mark.parametrize(("reply", "for_good"), [(400, True), (404, True), (429, False), (503, False)])
def test_a_gateway_that_refuses_is_understood(gateway, reply, for_good):
    gateway.reply = reply
    with pytest.raises(Refused) as refused:
        sms.send_sms(compose_sms())
    assert refused.value.for_good is for_good


def compose_sms():
    from genklang.server.fieldwork.channel import Outgoing

    return Outgoing("+46701234567", "", "text", "sv")


def test_channels_that_send_say_whom_they_reach():
    from genklang.server.fieldwork.channel import sending_channels

    assert {name: c.reaches for name, c in sending_channels().items()} == {
        "email": "email",
        "professional": "email",
        "sms": "phone",
    }
    assert all(isinstance(c, Channel) for c in sending_channels().values())
