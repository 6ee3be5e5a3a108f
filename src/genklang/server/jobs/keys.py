"""A round's private mix key: made, recovered, destroyed. It is a file that no database and no backup holds."""

import secrets
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from genklang.errors import Failure, problem
from genklang.server.fieldwork.models import MixKey, Round, SealedAnswer, State, Submission
from genklang.server.fieldwork.recovery import COST, name_key, unwrap_seed, wrap_seed
from genklang.server.fieldwork.rules.rounds import Refusal, require_planned
from genklang.server.fieldwork.sealing import SEED_BYTES, PrivateKeys, derive_keys
from genklang.server.jobs.key_files import erase_key, find_key, read_seed, write_key

SHORTEST: Final = 12
"""Characters of a passphrase."""


def make_key(round: Round, passphrase: str, *, custodian: str = "", cost: int = COST) -> bytes:  # noqa: A002
    """Make the key of a planned round, in the place of any earlier one; return the recovery file for `custodian`.

    Refusals: only_planned, short_passphrase (under 12 characters).
    """
    require_planned(round)
    if len(passphrase.strip()) < SHORTEST:
        raise Refusal("short_passphrase", characters=SHORTEST)
    seed = secrets.token_bytes(SEED_BYTES)
    public = derive_keys(seed).public
    file = wrap_seed(seed, passphrase, key=name_key(public), title=_title(round), cost=cost)
    before = MixKey.objects.filter(round=round).first()
    write_key(find_key(public), seed)
    MixKey.objects.update_or_create(
        round=round, defaults={"public": public, "second_custodian": custodian, "recovery_tried_on": None}
    )
    if before:
        # One that is the jobs' user's already stays: nothing was ever sealed with it.
        with suppress(PermissionError):
            erase_key(find_key(bytes(before.public)))
    return file


def try_recovery(round: Round, file: bytes, passphrase: str) -> bool:  # noqa: A002
    """Return whether the recovery file and passphrase bring back the round's key; it may open when they have."""
    key = MixKey.objects.filter(round=round, destroyed_on=None).first()
    if key is None or unwrap_seed(file, passphrase, key=name_key(bytes(key.public))) is None:
        return False
    MixKey.objects.filter(pk=key.pk).update(recovery_tried_on=timezone.localdate())
    return True


def recover_key(round: Round, file: bytes, passphrase: str) -> bool:  # noqa: A002
    """Put a lost private key back from its recovery file; return whether file and passphrase were the right ones."""
    key = MixKey.objects.filter(round=round, destroyed_on=None).first()
    seed = unwrap_seed(file, passphrase, key=name_key(bytes(key.public))) if key else None
    if key is None or seed is None:
        return False
    write_key(find_key(bytes(key.public)), seed)
    return True


def has_key(round: Round) -> bool:  # noqa: A002
    """Return whether the round's private key is here; without it, its answers wait for the recovery file."""
    key = MixKey.objects.filter(round=round).first()
    return key is not None and find_key(bytes(key.public)).is_file()


def read_key(round: Round) -> PrivateKeys:  # noqa: A002
    """Return the round's private keys; Failure (T101) where the file is missing or another's."""
    public = bytes(MixKey.objects.get(round=round).public)
    seed = read_seed(find_key(public))
    keys = derive_keys(seed) if seed else None
    if keys is None or keys.public != public:
        raise Failure(problem("T101", _title(round), folder=settings.KEYS))
    return keys


def destroy_key(round: Round) -> None:  # noqa: A002
    """Destroy the private key and the marks of submissions, which need it no more; not while an answer waits (T102)."""
    with transaction.atomic():
        key = MixKey.objects.select_for_update().get(round=round)
        if waiting := SealedAnswer.objects.filter(place__round=round).count():
            raise Failure(problem("T102", _title(round), count=waiting))
        erase_key(find_key(bytes(key.public)))
        Submission.objects.filter(round=round).delete()
        if key.destroyed_on is None:
            key.destroyed_on = timezone.localdate()
            key.save(update_fields=["destroyed_on"])


def confirm_recovery_erased(round: Round) -> None:  # noqa: A002
    """Note that the second custodian has erased the recovery file: now nobody can open a sealed answer again."""
    if round.state in {State.PLANNED, State.OPEN, State.CLOSED}:
        raise Refusal("key_still_needed")
    MixKey.objects.filter(round=round).update(recovery_erased_on=timezone.localdate())


def _title(round_: Round) -> str:
    return f"{round_.organisation.code}/{round_.code}"
