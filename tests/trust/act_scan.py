"""Paper from the printer to the answers: uploaded, read, looked at, undone, sealed, closed and mixed."""

import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment
from django.utils import timezone
from trust_world import make_round

from genklang.server.fieldwork.models import Batch, Round, ScanMark, SealedAnswer, TaskKind
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.review_scans import decide, reopen_skipped, skip, undo
from genklang.server.jobs.scan_tasks import find_tasks
from genklang.server.organisation.models import Role, Unit
from genklang.server.responses.models import Response
from genklang.server.web.respondent.form import read_published

sys.path.append(str(Path(__file__).parents[1] / "server"))
from people import add_member, sign_in
from scan_station import decide_all, fill_sheets, make_reader, print_forms, read_pages, send_pile

UNITS = ("u0", "u1")


def act(*, sheets: int) -> dict:
    setup_test_environment()
    call_command("createcachetable", verbosity=0)
    made = make_round(len(UNITS))
    Round.objects.update(closes=date(2126, 11, 30))
    round_ = Round.objects.get(pk=made.pk)
    member = add_member(round_.organisation, Role.COORDINATOR)
    client = sign_in(member)
    meant, pages = fill_sheets(print_forms(round_, units=UNITS), sheets)
    pile = read_pages(client, round_, [*pages, *pages[:2]])
    found = {"engine": connection.vendor, "read": pile.sheets.count(), "undone": change_minds(pile, member)}
    decide_all(pile, member)
    sent = send_pile(client, pile)
    found |= {"state": sent.state, "sent": sent.counts["sent"], "dropped": sent.counts["dropped"]}
    found |= {"sealed": SealedAnswer.objects.count(), "ink": ScanMark.objects.count()}
    now = timezone.now()
    close_round(round_, now=now, grace=timedelta(0))
    found["finished"] = finish(Round.objects.get(pk=round_.pk), now=now)
    left = SealedAnswer.objects.count() + ScanMark.objects.count()
    found |= {"mixed": Response.objects.count(), "invalid": Batch.objects.get().invalid, "left": left}
    return found | compare(meant)


def change_minds(pile, member) -> int:
    """Decide, take back, leave to others and let anybody decide again; return how many of these steps went well."""
    reader, published = make_reader(pile, member), read_published(pile.round.instrument)
    (task,) = find_tasks(pile, reader, TaskKind.SHEET)
    check = find_tasks(pile, reader, TaskKind.CHECK)[0]
    steps = [
        decide(pile, reader, task.id, ["keep"], published) == "taken",
        decide(pile, reader, task.id, ["keep"], published) == "gone",
        undo(pile, reader, task.id) is not None,
        skip(pile, reader, check.id),
        reopen_skipped(pile) == 1,
    ]
    return sum(steps)


def compare(meant: list) -> dict:
    """Return how many answers arrived as they were meant, of how many questions."""
    rows = list(Response.objects.values_list("unit", "answers"))
    asked = {item for _, answers in rows for item in answers}
    told = Counter((unit, item, str(code)) for unit, answers in rows for item, code in answers.items())
    units = dict(Unit.objects.values_list("name", "code"))
    wanted = Counter(
        (units[name], item, str(codes[0])) for name, own in meant for item, codes in own.items() if item in asked
    )
    return {"right": (told & wanted).total(), "wanted": wanted.total(), "told": told.total()}
