"""The use case: the answers of a reviewed pile go into the sealed queue like all others, each exactly once."""

import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from genklang.errors import Failure
from genklang.instrument.answer import read_answers
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.paper.form import EASY_READ
from genklang.server.fieldwork.models import Fate, PileState, ScanPile, ScanSheet, ScanTask, TaskKind, TaskState
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.fieldwork.tokens import prove_begun
from genklang.server.jobs.print_paper import CHANNEL
from genklang.server.jobs.report_scans import count_review
from genklang.server.jobs.scan_files import PileFiles, open_files
from genklang.server.jobs.scan_tasks import read_answer
from genklang.server.jobs.take_response import Outcome, can_take, take
from genklang.tables.keys import EASY_READ_FORM, STANDARD_FORM

TAKEN: Final = (Outcome.STORED, Outcome.REPEATED)
ASKED_AGAIN: Final = (Outcome.TOO_LONG, Outcome.UNREADABLE)


def begin_sending(pile: ScanPile, *, now: datetime) -> None:
    """Have a pile sent when nothing waits any more. Refusals: only_reviewed, not_open."""
    if not can_take(pile.round, now=now, is_begun=pile.is_begun):
        raise Refusal("not_open")
    with transaction.atomic():
        waiting = ScanTask.objects.filter(sheet__pile=pile).exclude(state=TaskState.DECIDED)
        if waiting.exclude(sheet__fate=Fate.DROPPED).exists():
            raise Refusal("only_reviewed")
        if not ScanPile.objects.filter(pk=pile.pk, state=PileState.REVIEW).update(state=PileState.SENDING, fault=""):
            raise Refusal("only_reviewed")
        send_pile.enqueue(str(pile.pk))


@task()
def send_pile(pile_id: str) -> bool:
    """Send a pile; return whether all of it has been taken."""
    pile = ScanPile.objects.select_related("round__organisation").get(pk=UUID(pile_id))
    return send_scans(pile, now=timezone.now())


def send_scans(pile: ScanPile, *, now: datetime) -> bool:
    """Take the answers of a pile's sheets; killed anywhere and begun again, no sheet counts twice.

    Where something cannot be taken, the pile goes back to review with its `fault`: not_open, not_stored, too_long or
    unreadable; what was decided of such a sheet is asked again.
    """
    if pile.state != PileState.SENDING:
        return pile.state == PileState.SENT
    published = from_json(pile.round.instrument)
    outcomes: Counter[str] = Counter()
    try:
        for sheet, answers in _list_answers(pile, open_files(pile.pk)):
            outcome = _take(pile, sheet, answers, published, now=now)
            outcomes[outcome] += 1
            if outcome in ASKED_AGAIN:
                _ask_again(sheet)
    except Failure as failure:
        outcomes[failure.problems[0].code] += 1
    if failed := next((outcome for outcome in outcomes if outcome not in {*TAKEN, "blank"}), ""):
        ScanPile.objects.filter(pk=pile.pk).update(state=PileState.REVIEW, fault=failed)
        return False
    _finish(pile, outcomes, now=now)
    return True


def _list_answers(pile: ScanPile, files: PileFiles) -> Iterator[tuple[ScanSheet, dict[str, str]]]:
    """Yield every sheet that counts with what it says, in an order drawn by chance."""
    decided: dict[UUID, dict[str, str]] = defaultdict(dict)
    looked_at = ScanTask.objects.filter(sheet__pile=pile, state=TaskState.DECIDED).exclude(kind=TaskKind.SHEET)
    for one in looked_at:
        decided[one.sheet_id][one.item] = read_answer(files, one)
    sheets = list(pile.sheets.filter(fate=Fate.COUNTS).select_related("form__place__round__mix_key"))
    secrets.SystemRandom().shuffle(sheets)
    for sheet in sheets:
        sure = json.loads(files.unseal(bytes(sheet.sealed), sheet.pk.hex))
        answers = {item: ";".join(map(str, codes)) for item, codes in sure.items()} | decided[sheet.pk]
        yield sheet, {item: answer for item, answer in answers.items() if answer}


def _take(
    pile: ScanPile, sheet: ScanSheet, answers: Mapping[str, str], published: PublishedInstrument, *, now: datetime
) -> str:
    if not answers:
        return "blank"
    place, form = sheet.form.place, sheet.form
    keys = {"target_group": place.target_group, "language": form.language}
    if isinstance(read_answers(published, {**answers, **keys}), list):
        return Outcome.UNREADABLE
    return take(
        place,
        answers,
        submission=f"paper {sheet.pk.hex}",
        channel=CHANNEL,
        language=form.language,
        form_version=EASY_READ_FORM if form.variant == EASY_READ else STANDARD_FORM,
        begun=prove_begun(pile.round) if pile.is_begun else "",
        now=now,
    )


def _ask_again(sheet: ScanSheet) -> None:
    looked_at = sheet.tasks.filter(kind__in=[TaskKind.MARK, TaskKind.TEXT])
    looked_at.update(state=TaskState.OPEN, first=None, last=None)


def _finish(pile: ScanPile, outcomes: Counter[str], *, now: datetime) -> None:
    """Keep the pile's report in numbers; what it said is in the sealed queue and goes from here."""
    counts = {
        **pile.counts,
        **count_review(pile),
        "sent": sum(outcomes[outcome] for outcome in TAKEN),
        "blank": pile.counts["blank"] + outcomes["blank"],
    }
    with transaction.atomic():
        ScanPile.objects.filter(pk=pile.pk).update(state=PileState.SENT, sent_on=timezone.localdate(now), counts=counts)
        pile.sheets.update(sealed=b"")
    pile.refresh_from_db()
