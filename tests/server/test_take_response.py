"""An answer is taken once, whatever is pressed twice, and never after the round."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from genklang.server.fieldwork import sealing, tokens
from genklang.server.fieldwork.models import Case, CaseToken, MixKey, SealedAnswer, State, Submission, Tally
from genklang.server.jobs.take_response import Outcome, seal_context, take, take_sealed

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])

SEED = bytes(range(32))
KEYS = sealing.derive_keys(SEED)
NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
ANSWERS = {"treatment": "1", "gender": "K"}


@pytest.fixture
def place(planned_round):
    MixKey.objects.create(round=planned_round, public=KEYS.public)
    planned_round.state = State.OPEN
    planned_round.save()
    return planned_round.places.select_related("round").first()


def answer(place, submission="one", *, now=NOW, **more):
    return take(place, ANSWERS, submission=submission, channel="link", language="sv", now=now, **more)


def close(place, *, hours: int = 48):
    place.round.state, place.round.closed_at = State.CLOSED, NOW
    place.round.grace_ends = NOW + timedelta(hours=hours)
    place.round.save()


def test_an_answer_is_sealed_and_counted_and_says_nothing_in_the_database(place):
    assert answer(place) == Outcome.STORED
    sealed = bytes(SealedAnswer.objects.get().ciphertext)
    said = json.loads(sealing.open_sealed(KEYS, sealed, seal_context(place)))
    assert said == {"answers": ANSWERS, "channel": "link", "language": "sv", "form_version": ""}
    assert b"treatment" not in sealed
    tally = Tally.objects.get()
    assert (tally.answered, tally.offered, str(tally.day)) == (1, 0, "2026-10-05")


def test_the_same_submission_again_changes_nothing(place):
    assert [answer(place), answer(place)] == [Outcome.STORED, Outcome.REPEATED]
    assert SealedAnswer.objects.count() == Tally.objects.get().answered == Submission.objects.count() == 1


def test_a_repeat_after_the_end_gets_the_same_reply(place):
    answer(place)
    close(place, hours=0)
    assert answer(place) == Outcome.REPEATED


def test_a_case_is_used_once(place):
    case = Case.objects.create(place=place, channel="email")
    assert answer(place, "one", case=case) == Outcome.STORED
    assert answer(place, "two", case=case) == Outcome.ALREADY_ANSWERED
    case.refresh_from_db()
    assert case.is_used
    assert case.disposition == "complete"
    assert SealedAnswer.objects.count() == Submission.objects.count() == 1


def test_the_case_of_another_place_opens_nothing(place):
    other = place.round.places.exclude(pk=place.pk).get()
    case = Case.objects.create(place=other, channel="email")
    assert answer(place, case=case) == Outcome.ALREADY_ANSWERED
    assert not SealedAnswer.objects.exists()


@pytest.mark.parametrize("day", [datetime(2026, 8, 31, 12, tzinfo=UTC), datetime(2126, 12, 1, 12, tzinfo=UTC)])
def test_nothing_is_taken_before_and_after_the_rounds_days(place, day):
    assert answer(place, now=day) == Outcome.NOT_OPEN
    assert not SealedAnswer.objects.exists()
    place.round.refresh_from_db()
    assert place.round.too_late == 1


def test_what_was_begun_before_the_end_is_taken_in_the_grace_and_counted_as_late(place):
    begun = tokens.prove_begun(place.round)
    close(place)
    assert answer(place, "never begun") == Outcome.NOT_OPEN
    assert answer(place, "begun", begun=begun, now=NOW + timedelta(hours=47)) == Outcome.STORED
    assert answer(place, "too late", begun=begun, now=NOW + timedelta(hours=48)) == Outcome.NOT_OPEN
    place.round.refresh_from_db()
    assert (place.round.came_late, place.round.too_late) == (1, 2)


def test_a_page_of_another_round_proves_nothing(place):
    begun = tokens.prove_begun(type(place.round)(pk=place.round.pk + 1))
    close(place)
    assert answer(place, begun=begun) == Outcome.NOT_OPEN


def test_what_is_answered_in_a_test_is_thrown_away(place):
    place.round.is_test = True
    assert answer(place) == Outcome.STORED
    assert not SealedAnswer.objects.exists()
    assert not Tally.objects.exists()


def test_a_text_without_room_is_refused_before_anything_is_stored(place):
    long = {"comment": "å" * sealing.ROOM}
    assert take(place, long, submission="x", channel="link", language="sv", now=NOW) == Outcome.TOO_LONG
    assert not Submission.objects.exists()


def test_every_sealed_answer_has_one_length(place):
    answer(place, "short")
    take(place, {"comment": "å" * 3000}, submission="long", channel="link", language="ti", now=NOW)
    assert {len(bytes(c)) for c in SealedAnswer.objects.values_list("ciphertext", flat=True)} == {
        sealing.SIZES[sealing.SERVER]
    }


def test_what_a_kiosk_sends_must_look_sealed(place):
    sealed = sealing.seal(KEYS.public, b"{}", seal_context(place))
    kept = [take_sealed(place, c, submission=s, channel="kiosk", now=NOW) for s, c in (("a", sealed), ("b", b"\2no"))]
    assert kept == [Outcome.STORED, Outcome.UNREADABLE]


def test_a_used_code_is_still_found_and_a_wrong_one_costs_the_same(place, django_assert_num_queries):
    case = Case.objects.create(place=place, channel="code", is_used=True)
    code = tokens.new_code()
    CaseToken.objects.create(hash=tokens.hash_token(code), case=case, wave=0)
    with django_assert_num_queries(3):
        assert tokens.find_case(tokens.show_code(code).lower()) == case
        assert tokens.find_case("nonsense") is None
        assert tokens.find_case(tokens.new_code()) is None


def test_a_round_without_a_key_takes_nothing(place):
    MixKey.objects.all().delete()
    assert answer(place) == Outcome.NOT_OPEN
    assert not Submission.objects.exists()
