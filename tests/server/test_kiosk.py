"""What a kiosk tells the server: sealed answers once each, late ones counted, and who began."""

import json
import re
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from respondents import stored
from tablets import page, post

from genklang.server.fieldwork.models import SealedAnswer, State, Tally
from genklang.server.fieldwork.tokens import kiosk_token

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])


def test_the_kiosk_knows_the_public_key_alone(place):
    reply, settings = page(place)
    assert reply.status_code == 200
    assert len(settings["public"]) == 88
    assert "\n".join(settings["words"]) == "sv\nen\nar\nso\nprs\nckb\nti\nuk\nda"
    assert reply["Cache-Control"] == "no-store"
    assert "unsafe" not in reply["Content-Security-Policy"]


def test_a_sealed_answer_is_taken_once_however_often_it_comes(place):
    outcomes = [post(place, id="A" * 22).json()["outcome"] for _ in range(3)]
    assert outcomes == ["stored", "repeated", "repeated"]
    assert stored() == 1
    assert Tally.objects.get().channel == "kiosk"


def test_what_is_not_sealed_is_refused(place):
    for said in ({"sealed": "no base64!"}, {"sealed": b64encode(b"kontakt=1").decode()}, {"sealed": ""}):
        reply = post(place, **said)
        assert (reply.status_code, reply.json()["outcome"]) == (400, "unreadable")
    for content in ("", "[]", "{", '{"id": 1}', '{"id": "short"}', '{"id": ["' + "A" * 22 + '"]}', "null"):
        reply = Client().post(f"/kiosk/{kiosk_token(place)}/take", content, content_type="application/json")
        assert reply.status_code == 400
    assert SealedAnswer.objects.count() == 0


def test_a_kiosk_of_no_place_is_not_there(place):
    assert Client().get("/kiosk/nothing/").status_code == 404
    said = {"id": "A" * 22, "group": place.target_group}
    assert Client().post("/kiosk/nothing/take", said, content_type="application/json").status_code == 404


def test_late_answers_are_taken_within_the_grace_and_counted_after_it(place, open_round):
    begun = page(place)[1]["begun"]
    open_round.state, open_round.grace_ends = State.CLOSED, timezone.now() + timedelta(hours=1)
    open_round.save()
    assert "Frågorna har stängt" in Client().get(f"/kiosk/{kiosk_token(place)}/").content.decode()
    assert post(place, begun=begun).json()["outcome"] == "stored"
    assert post(place, begun="invented").json()["outcome"] == "not_open"
    open_round.refresh_from_db()
    open_round.grace_ends = timezone.now() - timedelta(hours=1)
    open_round.save()
    assert post(place, begun=begun).json()["outcome"] == "not_open"
    open_round.refresh_from_db()
    assert (stored(), open_round.came_late, open_round.too_late) == (1, 1, 2)


def test_those_who_begin_are_counted_once_each(place):
    ids = " ".join(letter * 22 for letter in "ABC")
    for _ in range(2):
        assert post(place, "offer", id=ids).status_code == 200
    assert Tally.objects.get().offered == 3
    assert post(place, "offer", id=ids + " x").status_code == 400


def test_the_worker_keeps_the_page_and_what_it_needs(place):
    script = Client().get(f"/kiosk/{kiosk_token(place)}/worker.js").content.decode()
    kept = json.loads(re.match(r"const KEPT = (.*);", script)[1])
    assert [Client().get(path).status_code for path in kept] == [200] * len(kept)


def test_only_get_and_post(place):
    for method in ("put", "delete", "options", "head"):
        assert getattr(Client(), method)(f"/kiosk/{kiosk_token(place)}/take").status_code == 405
