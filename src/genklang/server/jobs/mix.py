"""The mix: sealed answers are opened, shuffled and written without anything that leads back, each exactly once."""

import json
import logging
import secrets
import uuid
from datetime import datetime
from typing import Final

from django.db import transaction

from genklang.instrument.answer import read_answers
from genklang.instrument.clean import clean_words
from genklang.instrument.item_type import stored_items
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.channel import name_answers
from genklang.server.fieldwork.models import Batch, Place, Round, SealedAnswer, State
from genklang.server.fieldwork.sealing import PrivateKeys, UnreadableError, open_sealed
from genklang.server.jobs.fingerprints import Opened
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.take_response import seal_context
from genklang.server.jobs.write_mixed import is_written, own_rows, write_mixed

FEWEST: Final = 10
"""The smallest batch, and what stays behind, of a place whose answers are mixed while the round is open."""
logger = logging.getLogger(__name__)


def mix(round: Round, *, now: datetime) -> int:  # noqa: A002 (the field's word)
    """Mix what may be mixed now and return how many valid answers that were.

    After the grace everything is mixed; before it, and only if the round's policy says so, places with twice the
    batch's size waiting leave a random batch's size behind. Killed anywhere and begun again, nothing is written
    twice and nothing is deleted unread. Failure (T101) where the private key is missing.
    """
    mixed = sum(_finish_batch(batch) for batch in Batch.objects.filter(round=round, is_done=False))
    batch = _stamp_batch(round, now)
    return mixed + (_finish_batch(batch) if batch else 0)


def _stamp_batch(round_: Round, now: datetime) -> Batch | None:
    """Choose what is mixed now and stamp it with a new batch."""
    with transaction.atomic():
        # The same lock as that of taking an answer: what is in flight is stamped, or comes too late.
        places = list(Place.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk"))
        current = Round.objects.only("state", "mix_size", "grace_ends").get(pk=round_.pk)
        if current.state == State.CLOSED and current.grace_ends and current.grace_ends <= now:
            chosen = [key for place in places for key in _list_waiting(place)]
        elif current.state == State.OPEN and current.mix_size:
            size = max(current.mix_size, FEWEST)
            chosen = [key for place in places for key in _draw(_list_waiting(place), size)]
        else:
            return None
        if not chosen:
            return None
        batch = Batch.objects.create(round=round_, marker=uuid.uuid4())
        for start in range(0, len(chosen), 500):
            SealedAnswer.objects.filter(pk__in=chosen[start : start + 500]).update(batch=batch.pk)
        return batch


def _list_waiting(place: Place) -> list[bytes]:
    waiting = SealedAnswer.objects.filter(place=place, batch=None)
    return [bytes(key) for key in waiting.values_list("pk", flat=True)]


def _draw(waiting: list[bytes], size: int) -> list[bytes]:
    """Return all but `size` at random, or none where fewer than `size` would be mixed: the last mix is no smaller."""
    if len(waiting) < 2 * size:
        return []
    return secrets.SystemRandom().sample(waiting, len(waiting) - size)


def _finish_batch(batch: Batch) -> int:
    """Write a batch's answers unless its marker says that they are written, then delete it from the queue."""
    if not is_written(batch.marker):
        round_ = Round.objects.select_related("organisation").get(pk=batch.round_id)
        _write_batch(round_, batch)
    with transaction.atomic():
        SealedAnswer.objects.filter(place__round=batch.round_id, batch=batch.pk).delete()
        Batch.objects.filter(pk=batch.pk).update(is_done=True)
    return batch.valid


def _write_batch(round_: Round, batch: Batch) -> None:
    published = from_json(round_.instrument)
    opened, invalid = _open_batch(round_, batch, published)
    batch.valid, batch.invalid = len(opened), invalid
    batch.save(update_fields=["valid", "invalid"])
    if invalid:
        logger.warning("%d answers of a mix could not be read and were counted as invalid.", invalid)
    items = {item.code for item in stored_items(published.instrument) if item.categories}
    write_mixed(opened, marker=batch.marker, owner=own_rows(round_), items=items)


def _open_batch(round_: Round, batch: Batch, published: PublishedInstrument) -> tuple[list[Opened], int]:
    """Return the answers of a batch, and how many could not be read."""
    keys = read_key(round_)
    sealed = SealedAnswer.objects.filter(place__round=round_, batch=batch.pk).select_related("place__unit")
    found = [_open(keys, one, published) for one in sealed.iterator(chunk_size=500)]
    opened = [one for one in found if one is not None]
    return opened, len(found) - len(opened)


def _open(keys: PrivateKeys, sealed: SealedAnswer, published: PublishedInstrument) -> Opened | None:
    """Return what a sealed answer says, None where it says nothing that the questionnaire knows."""
    place = sealed.place
    try:
        said = json.loads(open_sealed(keys, bytes(sealed.ciphertext), seal_context(place)))
        raw = {str(column): str(text) for column, text in said["answers"].items()}
        own = {key: str(said.get(key, "")) for key in ("language", "channel", "form_version")}
        own["channel"] = name_answers(own["channel"])
    except (UnreadableError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    home = {"unit": place.unit.code, "target_group": place.target_group}
    response = read_answers(published, raw | own | home)
    if isinstance(response, list):
        return None
    keys_ = {key: response.keys[key] for key in ("gender", *own)}
    texts = {item: clean_words(text) for item, text in response.texts.items()}
    return Opened(**home, **keys_, answers=response.answers, texts=texts)
