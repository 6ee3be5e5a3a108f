"""A round opens only when two people can bring its key back, and when the key is gone it is gone."""

import json
import os
import stat
import tempfile
from pathlib import Path

import pytest
from answering import NOW, PASSPHRASE, answer, open_now, places_of

from genklang.errors import Failure
from genklang.server.fieldwork.models import MixKey, SealedAnswer, State, Submission
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs import keys
from genklang.server.jobs.key_files import adopt_keys, find_key, write_key
from genklang.server.jobs.publish_round import open_round

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"


def file_of(round_) -> Path:
    return find_key(bytes(MixKey.objects.get(round=round_).public))


def test_the_private_key_is_a_file_of_its_owner_alone_and_in_no_database(planned_round):
    keys.make_key(planned_round, PASSPHRASE, cost=2)
    file = file_of(planned_round)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert keys.read_key(planned_round).public == bytes(MixKey.objects.get().public)
    assert file.read_bytes() not in bytes(MixKey.objects.get().public)


@pytest.mark.parametrize("passphrase", ["", "short", "           x"])
def test_a_passphrase_has_twelve_characters(planned_round, passphrase):
    with pytest.raises(Refusal, match="short_passphrase"):
        keys.make_key(planned_round, passphrase, cost=2)


def test_a_round_opens_only_when_the_recovery_file_has_been_tried(planned_round):
    with pytest.raises(Refusal, match="no_key"):
        open_round(planned_round, now=NOW)
    file = keys.make_key(planned_round, PASSPHRASE, cost=2)
    with pytest.raises(Refusal, match="recovery_not_tried"):
        open_round(planned_round, now=NOW)
    assert not keys.try_recovery(planned_round, file, "five blue horses by the sea")
    assert not keys.try_recovery(planned_round, b"{}", PASSPHRASE)
    with pytest.raises(Refusal, match="recovery_not_tried"):
        open_round(planned_round, now=NOW)
    assert keys.try_recovery(planned_round, file, " FIVE blue".replace("FIVE", "five") + "  horses by the lake ")
    open_round(planned_round, now=NOW)
    assert planned_round.state == State.OPEN


def test_a_new_key_must_be_tried_anew_and_the_old_one_is_gone(planned_round):
    old = keys.make_key(planned_round, PASSPHRASE, cost=2)
    keys.try_recovery(planned_round, old, PASSPHRASE)
    old_file = file_of(planned_round)
    keys.make_key(planned_round, PASSPHRASE, cost=2)
    assert not old_file.exists()
    assert not keys.try_recovery(planned_round, old, PASSPHRASE)
    with pytest.raises(Refusal, match="recovery_not_tried"):
        open_round(planned_round, now=NOW)


def test_an_open_round_keeps_its_key(planned_round):
    open_now(planned_round)
    with pytest.raises(Refusal, match="only_planned"):
        keys.make_key(planned_round, PASSPHRASE, cost=2)


def test_a_lost_key_comes_back_from_the_recovery_file(planned_round):
    file = open_now(planned_round)
    before = file_of(planned_round).read_bytes()
    file_of(planned_round).unlink()
    assert not keys.has_key(planned_round)
    with pytest.raises(Failure, match="T101"):
        keys.read_key(planned_round)
    assert not keys.recover_key(planned_round, file, "something else entirely")
    assert keys.recover_key(planned_round, file, PASSPHRASE)
    assert file_of(planned_round).read_bytes() == before


def test_a_recovery_file_made_to_cost_the_server_dearly_is_not_tried(planned_round):
    file = json.loads(keys.make_key(planned_round, PASSPHRASE, cost=2))
    assert not keys.try_recovery(planned_round, json.dumps(file | {"cost": 2**30}).encode(), PASSPHRASE)
    assert not keys.try_recovery(planned_round, json.dumps(file | {"cost": "2"}).encode(), PASSPHRASE)


def test_a_key_is_not_destroyed_while_an_answer_waits(planned_round):
    open_now(planned_round)
    answer(places_of(planned_round)[0])
    with pytest.raises(Failure, match="T102"):
        keys.destroy_key(planned_round)
    assert keys.has_key(planned_round)


def test_a_destroyed_key_is_overwritten_and_takes_the_marks_of_submissions_with_it(planned_round, tmp_path):
    file = open_now(planned_round)
    answer(places_of(planned_round)[0])
    SealedAnswer.objects.all().delete()
    seed = file_of(planned_round).read_bytes()
    held = tmp_path / "second name of the same bytes on disk"
    held.hardlink_to(file_of(planned_round))
    keys.destroy_key(planned_round)
    assert held.read_bytes() != seed
    assert not Submission.objects.exists()
    assert not keys.has_key(planned_round)
    assert not keys.recover_key(planned_round, file, PASSPHRASE)
    assert MixKey.objects.get().recovery_erased_on is None


def test_the_custodian_confirms_when_the_round_needs_the_key_no_more(planned_round):
    open_now(planned_round)
    with pytest.raises(Refusal, match="key_still_needed"):
        keys.confirm_recovery_erased(planned_round)
    planned_round.state = State.MIXED
    keys.confirm_recovery_erased(planned_round)
    assert MixKey.objects.get().recovery_erased_on


def test_a_key_left_by_the_web_servers_user_becomes_the_jobs_users_own(planned_round, settings):
    settings.KEYS.mkdir()
    settings.KEYS.chmod(0o2770)
    keys.make_key(planned_round, PASSPHRASE, cost=2)
    file = file_of(planned_round)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    try:
        os.chown(file, 65534, -1)
    except PermissionError:
        pytest.skip("NOT ROOT: whose file a key is cannot be changed here")
    assert adopt_keys(NOW) == 1
    assert keys.read_key(planned_round)
    assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)) == (os.geteuid(), 0o600)


WEB, JOBS = 65534, 65533
"""Users of the machine that run the web server and the jobs, as in docs/how-to/keys.md; the web's is in both groups."""


def as_user(user: int, do) -> int:
    """Do something in a process of another user; return 0, or 1 where that was not permitted."""
    child = os.fork()
    if child == 0:
        os.setgroups([JOBS])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        os.umask(0o007)
        try:
            do()
        except PermissionError:
            os._exit(1)
        except BaseException:  # noqa: BLE001 (the child must not go on as a test)
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(os.geteuid() != 0, reason="NOT ROOT: nothing can be done as another user")
def test_the_web_leaves_a_key_that_it_can_neither_read_nor_remove_once_the_jobs_have_it(settings):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        settings.KEYS = Path(folder) / "keys"
        settings.KEYS.mkdir()
        os.chown(settings.KEYS, JOBS, JOBS)
        settings.KEYS.chmod(0o3770)
        file = find_key(b"public")
        assert as_user(WEB, lambda: write_key(file, b"k" * 32)) == 0
        assert as_user(JOBS, lambda: adopt_keys(NOW)) == 0
        assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)) == (JOBS, 0o600)
        assert as_user(WEB, file.is_file) == 0
        assert as_user(WEB, file.read_bytes) == 1
        assert as_user(WEB, file.unlink) == 1
        assert file.read_bytes() == b"k" * 32
