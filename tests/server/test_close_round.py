"""A round closes: who was asked is erased, the grace passes, the last mix is made and the key is gone."""

from datetime import timedelta

import pytest
from answering import NOW, answer, open_now, places_of
from django_tasks_db.models import DBTaskResult

from genklang.errors import Failure
from genklang.server.fieldwork import tokens
from genklang.server.fieldwork.models import Case, CaseToken, Contact, MixKey, SealedAnswer, State, Submission
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs import close_round as closing
from genklang.server.jobs.close_round import close_round, end_grace, finish, look_after
from genklang.server.jobs.key_files import find_key
from genklang.server.jobs.keys import has_key, recover_key
from genklang.server.jobs.take_response import Outcome
from genklang.server.responses.models import Response

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
LATER = NOW + timedelta(hours=48)


@pytest.fixture
def round_(planned_round, settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    open_now(planned_round)
    return planned_round


def jobs_of(name: str) -> int:
    return DBTaskResult.objects.filter(task_path__endswith=name).count()


def invite(place):
    case = Case.objects.create(place=place, channel="email")
    Contact.objects.create(case=case, person_hash="p", name="Ada", email="ada@example.org")
    CaseToken.objects.create(hash=tokens.hash_token("link"), case=case, wave=0)
    return case


def test_addresses_go_when_the_round_closes_and_links_when_its_grace_has_ended(round_):
    place, _ = places_of(round_)
    case = invite(place)
    close_round(round_, now=NOW)
    assert not Contact.objects.exists()
    assert tokens.find_case("link") == case
    begun = tokens.prove_begun(round_)
    assert answer(place, case=case, channel="email", begun=begun, now=NOW + timedelta(hours=1)) == Outcome.STORED
    assert not finish(round_, now=LATER - timedelta(minutes=1))
    assert finish(round_, now=LATER)
    assert tokens.find_case("link") is None
    assert Case.objects.get().is_used
    assert Response.objects.count() == 1


def test_a_finished_round_has_no_key_no_queue_and_no_marks_of_submissions(round_):
    answer(places_of(round_)[0])
    close_round(round_, now=NOW)
    assert finish(round_, now=LATER)
    assert round_.state == State.MIXED
    assert not has_key(round_)
    assert not SealedAnswer.objects.exists()
    assert not Submission.objects.exists()
    assert MixKey.objects.get().destroyed_on
    assert jobs_of("compute_round") == 1


def test_only_an_open_round_closes_and_only_a_closed_ones_grace_ends(round_):
    with pytest.raises(Refusal, match="only_closed"):
        end_grace(round_, now=NOW)
    close_round(round_, now=NOW)
    with pytest.raises(Refusal, match="only_open"):
        close_round(round_, now=NOW)
    end_grace(round_, now=NOW)
    assert jobs_of("finish_round") == 1
    assert answer(places_of(round_)[0], begun=tokens.prove_begun(round_)) == Outcome.NOT_OPEN
    assert finish(round_, now=NOW)


@pytest.mark.parametrize("step", ["mix", "erase_tokens", "destroy_key", "compute_round"])
def test_killed_after_any_step_the_rest_is_done_once(round_, monkeypatch, step):
    answer(places_of(round_)[0])
    close_round(round_, now=NOW)

    class Killed(BaseException):
        pass

    class Dead:
        def enqueue(self, *_):
            raise Killed

    def dies(*_, **__):
        raise Killed

    monkeypatch.setattr(closing, step, Dead() if step == "compute_round" else dies)
    with pytest.raises(Killed):
        finish(round_, now=LATER)
    round_.refresh_from_db()
    assert round_.state == State.CLOSED
    monkeypatch.undo()
    assert finish(round_, now=LATER)
    assert not finish(round_, now=LATER)
    assert (Response.objects.count(), jobs_of("compute_round")) == (1, 1)


def test_without_the_key_the_answers_wait_and_nothing_is_destroyed(round_, planned_round):
    from answering import PASSPHRASE

    answer(places_of(round_)[0])
    close_round(round_, now=NOW)
    find_key(bytes(MixKey.objects.get().public)).unlink()
    with pytest.raises(Failure, match="T101"):
        finish(round_, now=LATER)
    assert SealedAnswer.objects.count() == 1
    assert not recover_key(round_, b"", PASSPHRASE)


def test_rounds_are_looked_after_when_their_time_has_come(round_):
    over = NOW.replace(year=2126, month=12, day=1)
    look_after(NOW)
    round_.refresh_from_db()
    assert round_.state == State.OPEN
    look_after(over)
    round_.refresh_from_db()
    assert round_.state == State.CLOSED
    look_after(over + timedelta(hours=47))
    assert jobs_of("finish_round") == 0
    look_after(over + timedelta(hours=48))
    assert jobs_of("finish_round") == 1


def test_an_open_round_is_mixed_in_batches_only_if_it_says_so(round_):
    look_after(NOW)
    assert jobs_of("mix_round") == 0
    round_.mix_size = 10
    round_.save()
    look_after(NOW)
    assert jobs_of("mix_round") == 1
