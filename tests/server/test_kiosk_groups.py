"""One tablet for all target groups of a unit: it asks whose answer it is, and each answer stays its group's own."""

import json
import re
import zlib
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from people import add_member, sign_in
from respondents import stored
from tablets import page, post

from genklang.instrument.publish import from_json, publish, to_json
from genklang.server.fieldwork.models import Batch, MixKey, Round, RoundChannel, Tally
from genklang.server.fieldwork.operations.rounds import Basics, copy_round, set_places
from genklang.server.fieldwork.queries.kiosks import list_chosen_groups
from genklang.server.fieldwork.recordings import Sentence, list_sentences, recordings_folder, save_recording
from genklang.server.fieldwork.sealing import seal
from genklang.server.fieldwork.tokens import desk_token, find_kiosk, find_kiosk_place, kiosk_token, place_token
from genklang.server.jobs.close_round import close_round
from genklang.server.jobs.mix import mix
from genklang.server.jobs.take_response import seal_context
from genklang.server.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])


@pytest.fixture
def other(place):
    """A second target group at the place's unit, added while the round is open."""
    set_places(place.round, [*((p.unit, p.target_group) for p in place.round.places.all()), (place.unit, "ungdomar")])
    return place.round.places.get(target_group="ungdomar")


def test_a_unit_has_one_address_whatever_its_groups(place, other):
    assert kiosk_token(place) == kiosk_token(other)
    elsewhere = place.round.places.exclude(unit=place.unit).get()
    others = {kiosk_token(elsewhere), place_token(place), desk_token(place.round, place.unit)}
    assert len(others - {kiosk_token(place)}) == 3


def test_staff_find_one_address_for_each_unit(place, other):
    RoundChannel.objects.create(round=place.round, channel="kiosk")
    browser = sign_in(add_member(place.round.organisation, Role.COORDINATOR))
    shown = browser.get(f"/o/soderlunda/rounds/{place.round.code}/desks/").content.decode()
    addresses = re.findall(r'href="[^"]*/kiosk/([^"/]+)/"', shown)
    assert addresses.count(kiosk_token(place)) == 1
    assert len(addresses) == place.round.organisation.units.count() == 2
    assert shown.count("Den som svarar väljer först vad besöket gäller") == 1, "where there are several groups"


def test_with_one_group_nothing_is_asked(place):
    reply, settings = page(place)
    assert list(settings["contexts"]) == ["ekonomiskt_bistand"]
    assert 'data-step="visit"' not in reply.content.decode()


def test_with_two_groups_the_tablet_asks_in_every_language(place, other):
    reply, settings = page(place)
    assert settings["contexts"] == {p.target_group: f"place {p.pk}" for p in (place, other)}
    content = reply.content.decode()
    assert content.count('data-step="visit"') == content.count("<template data-language=")
    for words in ("Ekonomiskt bistånd", "Young people aged 13 and over", "المساعدة المالية"):
        assert f">{words}</button>" in content
    assert re.findall(r'href="/s/([^"]+)"', content) == [place_token(place), place_token(other)]


def test_a_question_of_some_groups_stands_there_once_with_their_codes(place, other):
    items = Round.objects.get(pk=place.round_id)
    items.instrument = only_for(items.instrument, "kontakt", "ungdomar")
    items.save()
    content = page(place)[0].content.decode()
    assert content.count('data-step="kontakt" data-groups="ungdomar"') == content.count('data-step="kontakt"') > 0
    assert "data-groups" not in re.search(r'<section data-step="information"[^>]*>', content)[0]


def only_for(published, item, group):
    """Return a published questionnaire, one of whose items is asked of one target group alone."""
    held = from_json(published).instrument
    items = tuple(replace(i, target_groups=(group,)) if i.code == item else i for i in held.items)
    return to_json(publish(replace(held, items=items)))


def test_young_people_are_promised_in_their_own_words(place, other):
    assert "data-groups" not in page(place)[0].content.decode()
    place.round.young_groups = ["ungdomar"]
    place.round.save()
    content = page(place)[0].content.decode()
    assert content.count('<div data-groups="ungdomar">') == content.count("<template data-language=")


def test_the_names_of_the_groups_can_be_heard(place, other, settings, tmp_path):
    settings.DATA = tmp_path
    round_ = Round.objects.get(pk=place.round_id)
    assert list_chosen_groups(round_) == []
    RoundChannel.objects.create(round=round_, channel="kiosk")
    assert list_chosen_groups(round_) == ["ekonomiskt_bistand", "ungdomar"]
    held = from_json(round_.instrument).instrument
    sentences = list_sentences(held, held.texts["sv"], groups=list_chosen_groups(round_))
    assert sentences[1] == Sentence("target_groups/ungdomar", "Ungdomar 13 år och äldre")
    folder = recordings_folder(round_.organisation, held, "sv")
    assert save_recording(folder, sentences[1].key, b"OggS" + bytes(60))
    content = page(place)[0].content.decode()
    (heard,) = set(re.findall(r'src="([^"]+groups[^"]+)" aria-label="Lyssna: Ungdomar 13 år och äldre"', content))
    assert heard in Client().get(f"/kiosk/{kiosk_token(place)}/worker.js").content.decode()
    assert len(b"".join(Client().get(heard).streaming_content)) == 64


def test_more_groups_make_the_page_little_larger(place, other):
    whole = len(zlib.compress(page(place)[0].content))
    other.delete()
    assert whole - len(zlib.compress(page(place)[0].content)) < 2048


def test_each_answer_and_offer_is_its_groups_own(place, other):
    assert post(place).json()["outcome"] == post(other).json()["outcome"] == "stored"
    post(other, "offer", id="A" * 22)
    rows = Tally.objects.values_list("place__target_group", "answered", "offered")
    assert sorted(rows) == [("ekonomiskt_bistand", 1, 0), ("ungdomar", 1, 1)]


@pytest.mark.parametrize("group", ["", "vardnadshavare", "../ungdomar", "EKONOMISKT_BISTAND", "ungdomar\0"])
def test_a_group_that_is_not_at_the_unit_is_not_there(place, other, group):
    """The tablet keeps what it was not told about: nothing is lost to a server that was set up wrong."""
    for what in ("take", "offer"):
        reply = post(place, what, group=group)
        assert (reply.status_code, reply.json()) == (404, {})
    assert stored() == 0


def test_what_was_sealed_for_one_group_is_no_answer_of_another(place, other):
    """Sealed for one, it is stored under the other at its sender's wish; the mix cannot open it and counts it."""
    said = {"answers": {"kontakt": "1"}, "channel": "kiosk", "language": "sv", "form_version": ""}
    public = bytes(MixKey.objects.get().public)
    sealed = b64encode(seal(public, json.dumps(said).encode(), seal_context(place))).decode()
    assert post(other, sealed=sealed, id="B" * 22).json()["outcome"] == "stored"
    assert post(place, sealed=sealed, id="B" * 22).json()["outcome"] == "repeated"
    close_round(place.round, now=timezone.now(), grace=timedelta(0))
    assert mix(Round.objects.get(pk=place.round_id), now=timezone.now()) == 0
    assert Batch.objects.get().invalid == 1


def test_a_token_opens_nothing_in_another_round(place, other):
    again = copy_round(
        place.round, Basics(title="2127", period="2127", opens=date(2127, 1, 1), closes=date(2127, 2, 1))
    )
    assert not {p.kiosk_hash for p in again.places.all()} & {p.kiosk_hash for p in place.round.places.all()}
    assert find_kiosk_place(kiosk_token(place), "ungdomar") == other
    assert {p.round_id for p in find_kiosk(kiosk_token(place))} == {place.round_id}
