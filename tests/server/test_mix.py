"""The mix writes every valid answer once, none that it cannot read, and counts those."""

import json
from datetime import timedelta

import pytest
from answering import NOW, answer, open_now, places_of
from django.db import connections

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Batch, MixKey, SealedAnswer
from genklang.server.fieldwork.sealing import seal
from genklang.server.jobs import mix as mixing
from genklang.server.jobs.close_round import close_round
from genklang.server.jobs.mix import mix
from genklang.server.jobs.take_response import seal_context, take_sealed
from genklang.server.responses.models import Comment, MixedBatch, Response, SideCount

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
NONE = timedelta(0)


@pytest.fixture
def round_(planned_round, settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    open_now(planned_round)
    return planned_round


def kiosk(place, said: object, submission: str) -> None:
    public = bytes(MixKey.objects.get(round=place.round).public)
    sealed = seal(public, json.dumps(said).encode(), seal_context(place))
    take_sealed(place, sealed, submission=submission, channel="kiosk", now=NOW)


def test_nothing_is_mixed_while_the_round_is_open_or_in_its_grace(round_):
    for place in places_of(round_):
        for _ in range(25):
            answer(place)
    assert mix(round_, now=NOW) == 0
    close_round(round_, now=NOW)
    assert mix(round_, now=NOW + timedelta(hours=47)) == 0
    assert not Response.objects.exists()
    assert mix(round_, now=NOW + timedelta(hours=48)) == 50
    assert Response.objects.count() == 50
    assert not SealedAnswer.objects.exists()


def test_mixed_answers_say_what_was_said_and_the_rare_traits_are_blank(round_):
    north, south = places_of(round_)
    for _ in range(6):
        answer(north, code=2)
    answer(south, code=1, language="ar")
    close_round(round_, now=NOW, grace=NONE)
    mix(round_, now=NOW)
    found = list(Response.objects.filter(unit="north").values_list("language", "channel", "gender"))
    assert found == [("sv", "link", "K")] * 6
    only = Response.objects.get(unit="south")
    assert (only.language, only.channel, only.form_version) == ("", "", "")
    assert set(only.answers.values()) - {-2} == {1}
    assert {c.value for c in SideCount.objects.filter(dimension="language")} == {"other"}


def test_comments_lie_apart_where_they_may_be_any_ones_of_ten(planned_round):
    published = find_instrument("samarbejdskommuner")
    planned_round.instrument = to_json(published)
    planned_round.save()
    planned_round.places.update(target_group=published.instrument.target_groups[0].code)
    open_now(planned_round)
    north, south = places_of(planned_round)
    for _ in range(10):
        answer(north, comment="Godt samarbejde", language="da")
    answer(south, comment="Kun mig", language="da")
    close_round(planned_round, now=NOW, grace=NONE)
    assert mix(planned_round, now=NOW) == 11
    assert {(c.unit, c.target_group) for c in Comment.objects.all()} == {("", "")}
    assert Comment.objects.filter(text="Kun mig").count() == 1
    assert not any("Kun mig" in str(r.answers) for r in Response.objects.all())


def test_what_cannot_be_read_is_counted_and_nothing_else_is_lost(round_):
    place, _ = places_of(round_)
    answer(place)
    for number, said in enumerate(
        ({"answers": {"treatment": "77"}}, {"answers": {"unheard_of": "1"}}, {"answers": 7}, [], "x", {})
    ):
        kiosk(place, said, f"s{number}")
    kiosk(place, {"answers": {}, "channel": "telepathy"}, "channel")
    kiosk(place, {"answers": {}, "channel": "kiosk", "language": "sv"}, "empty")
    close_round(round_, now=NOW, grace=NONE)
    assert mix(round_, now=NOW) == 2
    batch = Batch.objects.get()
    assert (batch.valid, batch.invalid, batch.is_done) == (2, 7, True)
    assert Response.objects.count() == 2


def test_unit_and_group_are_those_of_the_place_whatever_is_sealed(round_):
    place, _ = places_of(round_)
    said = {"answers": {"unit": "elsewhere", "target_group": "ungdomar", "organisation": "other"}, "channel": "kiosk"}
    kiosk(place, said, "one")
    close_round(round_, now=NOW, grace=NONE)
    mix(round_, now=NOW)
    found = Response.objects.get()
    assert (found.organisation, found.unit, found.target_group) == ("soderlunda", "north", "ekonomiskt_bistand")


def test_batches_while_open_leave_as_many_behind_as_the_smallest_holds(round_):
    round_.mix_size = 3
    round_.save()
    north, south = places_of(round_)
    for _ in range(27):
        answer(north)
    for _ in range(19):
        answer(south)
    assert mix(round_, now=NOW) == 17
    assert mix(round_, now=NOW) == 0
    assert set(Response.objects.values_list("unit", flat=True)) == {"north"}
    assert SealedAnswer.objects.filter(place=north).count() == 10
    answer(south)
    assert mix(round_, now=NOW) == 10
    close_round(round_, now=NOW, grace=NONE)
    assert mix(round_, now=NOW) == 20
    assert Response.objects.count() == MixedBatch.objects.count() + 44 == 47


def dump() -> set[str]:
    """Return what a nightly dump of the answers' database holds, line by line."""
    connections["responses"].ensure_connection()
    return set(connections["responses"].connection.iterdump())


def test_the_difference_of_two_dumps_is_never_one_persons_answer(round_):
    """Attack 9: whoever compares each night's dump with the last one's sees nothing, or ten answers and more."""
    round_.mix_size = 10
    round_.save()
    place, seen, differences = places_of(round_)[0], dump(), set()
    for _ in range(45):
        answer(place)
        mix(round_, now=NOW)
        rows = [line for line in dump() - seen if "responses_response" in line]
        differences.add(len(rows))
        seen = dump()
    assert differences == {0, 10}
    close_round(round_, now=NOW, grace=NONE)
    mix(round_, now=NOW)
    assert len([line for line in dump() - seen if "responses_response" in line]) == 15


def test_the_same_comparison_finds_one_answer_that_is_written_at_once(round_):
    seen = dump()
    Response.objects.create(key=b"k" * 16, answers={})
    assert len([line for line in dump() - seen if "responses_response" in line]) == 1


class Killed(BaseException):
    """The process was killed here."""


@pytest.mark.parametrize("place", ["write_mixed", "is_written", "_open_batch"])
def test_killed_anywhere_and_begun_again_nothing_is_written_twice(round_, monkeypatch, place):
    for _ in range(12):
        answer(places_of(round_)[0])
    close_round(round_, now=NOW, grace=NONE)
    real = getattr(mixing, place)

    def dies(*args, **named):
        if place == "write_mixed":
            real(*args, **named)
        raise Killed

    monkeypatch.setattr(mixing, place, dies)
    with pytest.raises(Killed):
        mix(round_, now=NOW)
    assert SealedAnswer.objects.count() == 12
    monkeypatch.undo()
    mix(round_, now=NOW)
    assert (Response.objects.count(), SealedAnswer.objects.count(), MixedBatch.objects.count()) == (12, 0, 1)
    assert mix(round_, now=NOW) == 0


def test_two_mixers_at_once_write_once(round_, monkeypatch):
    for _ in range(12):
        answer(places_of(round_)[0])
    close_round(round_, now=NOW, grace=NONE)
    real = mixing._open_batch

    def overtaken(*args):
        found = real(*args)
        monkeypatch.undo()
        mix(round_, now=NOW)
        return found

    monkeypatch.setattr(mixing, "_open_batch", overtaken)
    mix(round_, now=NOW)
    assert (Response.objects.count(), SealedAnswer.objects.count(), MixedBatch.objects.count()) == (12, 0, 1)


def test_tables_of_answers_have_no_row_numbers():
    if connections["responses"].vendor != "sqlite":
        pytest.skip("only SQLite has row numbers")
    with connections["responses"].cursor() as cursor:
        cursor.execute("SELECT name, wr FROM pragma_table_list WHERE name LIKE 'responses_%'")
        found = dict(cursor.fetchall())
    assert set(found) == {
        "responses_response",
        "responses_sidecount",
        "responses_comment",
        "responses_mixedbatch",
    }
    assert set(found.values()) == {1}


def test_a_letters_code_is_typed_on_a_screen_and_known_as_one(round_):
    for place in places_of(round_):
        for _ in range(6):
            answer(place, channel="letter")
    close_round(round_, now=NOW, grace=NONE)
    mix(round_, now=NOW)
    assert set(Response.objects.values_list("channel", flat=True)) == {"code"}
