"""Sentences are recorded one by one, and heard where they are recorded; nothing else is a sound."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from people import add_member, sign_in
from respondents import visit

from genklang.server.organisation.models import AuditEntry, Role

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
OGG = b"OggS" + bytes(60)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def recording(open_round):
    """A coordinator, and the address of the page for recording Arabic."""
    user = add_member(open_round.organisation, Role.COORDINATOR)
    return sign_in(user), f"/o/{open_round.organisation.code}/rounds/{open_round.code}/audio/ar/"


def save(recording, key, sound=OGG):
    client, address = recording
    return client.post(address, {"key": key, "sound": SimpleUploadedFile("anything", sound)})


def hear(place, language, **press):
    person = visit(place).press(f"in:{language}")
    if press.get("easy"):
        person.press("easy")
    person.press("next")
    return re.findall(r'<audio [^>]*src="([^"]+)"', person.reply.content.decode())


def test_nothing_can_be_listened_to_where_nothing_is_recorded(place):
    assert hear(place, "ar") == []


def test_a_recorded_sentence_is_heard_in_its_language_only(place, recording):
    assert save(recording, "kontakt").status_code == 302
    save(recording, "ease/mycket_latt")
    heard = hear(place, "ar")
    assert len(heard) == 2
    assert hear(place, "sv") == []
    for address in heard:
        reply = visit(place).client.get(address)
        assert b"".join(reply.streaming_content) == OGG
        assert reply["Content-Type"] == "audio/ogg"
        assert reply["X-Content-Type-Options"] == "nosniff"


def test_the_easy_wording_has_a_recording_of_its_own(place, recording):
    save(recording, "kontakt")
    assert hear(place, "ar", easy=True) == [], "nothing is heard but what is shown"
    save(recording, "easy/kontakt", b"ID3" + bytes(60))
    assert hear(place, "ar", easy=True)[0].endswith("/easy.kontakt.mp3")


def test_a_new_recording_takes_the_place_of_the_old_and_can_be_deleted(place, recording):
    save(recording, "kontakt")
    save(recording, "kontakt", b"\x1a\x45\xdf\xa3" + bytes(60))
    assert [address.rpartition(".")[2] for address in hear(place, "ar")] == ["webm"]
    client, address = recording
    assert "1 av " in client.get(address).content.decode()
    client.post(address, {"key": "kontakt", "drop": "1"})
    assert hear(place, "ar") == []
    assert {entry.action for entry in AuditEntry.objects.all()} >= {"recording.save", "recording.drop"}


@pytest.mark.parametrize("sound", [b"<html><script>", b"%PDF-1.7", b"", b"OggS" + bytes(3_000_000)])
def test_what_is_no_sound_or_too_large_is_refused(place, recording, sound):
    save(recording, "kontakt", sound)
    assert hear(place, "ar") == []
    assert "Filen är ingen ljudfil" in recording[0].get(recording[1]).content.decode()


@pytest.mark.parametrize("key", ["nothing", "../../x", "kontakt/../..", ""])
def test_only_sentences_of_the_questionnaire_are_recorded(recording, key):
    assert save(recording, key).status_code == 404
    assert not any(settings.DATA.rglob("*.ogg"))


@pytest.mark.parametrize(
    "path", ["soderlunda/skr-ifo.2016/ar/..", "soderlunda/%2e%2e/ar/kontakt.ogg", "soderlunda/skr-ifo.2016/ar/x.ogg"]
)
def test_addresses_of_sounds_lead_nowhere_else(place, recording, path):
    save(recording, "kontakt")
    assert visit(place).client.get(f"/sound/{path}").status_code == 404
