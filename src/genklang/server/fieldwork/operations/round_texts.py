"""Writes a round's own promises, and records who has read and approved each language."""

from datetime import date

from django.db import transaction

from genklang.server.fieldwork.models import Round, RoundText, TranslationApproval
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.privacy_texts import KINDS, find_false_promise
from genklang.server.fieldwork.rules.rounds import Refusal, require_planned, require_running
from genklang.server.organisation.models import User


@transaction.atomic
def write_privacy(round_: Round, *, kind: str, channel: str, language: str, text: str) -> None:
    """Put the round's own promise in place of the shipped one; the language must then be read again."""
    require_planned(round_)
    _require_known(round_, kind, channel, language)
    if not text.strip():
        raise Refusal("no_words")
    if promise := find_false_promise(text):
        raise Refusal("false_promise", promise=promise)
    RoundText.objects.update_or_create(
        round=round_, kind=kind, channel=channel, language=language, defaults={"text": text.strip()}
    )
    _withdraw_approval(round_, language)


@transaction.atomic
def reset_privacy(round_: Round, *, kind: str, channel: str, language: str) -> None:
    """Take back to the shipped promise."""
    require_planned(round_)
    RoundText.objects.filter(round=round_, kind=kind, channel=channel, language=language).delete()
    _withdraw_approval(round_, language)


def approve_language(round_: Round, language: str, *, by: User, today: date, reader: str = "") -> None:
    """Record that somebody stands for a language: they, or the `reader` they name, have read all of it."""
    require_running(round_)
    if language not in read_instrument(round_).texts:
        raise Refusal("no_such_language", language=language)
    TranslationApproval.objects.update_or_create(
        round=round_, language=language, defaults={"approved_by": by, "approved_on": today, "read_by": reader}
    )


def _withdraw_approval(round_: Round, language: str) -> None:
    TranslationApproval.objects.filter(round=round_, language=language).delete()


def _require_known(round_: Round, kind: str, channel: str, language: str) -> None:
    is_known = kind in KINDS and language in round_.languages and round_.channels.filter(channel=channel).exists()
    if not is_known:
        raise Refusal("no_such_text")
