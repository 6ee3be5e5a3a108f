"""The standing job that mails how each open round goes, once a week, to those who run it or answer for a unit."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from genklang.server import texts
from genklang.server.fieldwork.models import Round, State, StatusMail
from genklang.server.fieldwork.queries.progress import Progress, read_progress
from genklang.server.jobs.standing import Standing
from genklang.server.organisation.models import Membership, Role, User
from genklang.server.organisation.rules import Action, read_access


def send_status(now: datetime) -> int:
    """Mail the status of the week's open rounds; return how many mails left. A week's mail is sent once to each."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    open_rounds = Round.objects.filter(state=State.OPEN, opens__lt=today, closes__gte=today)
    return sum(
        _send_once(round_, user, monday=monday, today=today)
        for round_ in open_rounds.select_related("organisation").defer("instrument")
        for user in _list_readers(round_)
    )


def write_status(round_: Round, progress: Progress, *, language: str, today: date) -> tuple[str, str]:
    """Return subject and text of a status mail: counts of units, never an answer."""

    def say(key: str, **values: object) -> str:
        return texts.say(language, f"staff/rounds_follow.mail.{key}", **values)

    whole = progress.whole
    lines = [say("whole", answered=whole.answered, offered=whole.offered)]
    if whole.is_odd:
        lines.append(say("odd"))
    elif whole.rate is not None:
        lines.append(say("rate", rate=f"{whole.rate:.0f}", target=round_.target_rate))
    lines += [say("days", days=(round_.closes - today).days), "", *_list_behind(progress, language)]
    address = f"{settings.BASE_URL}/o/{round_.organisation.code}/rounds/{round_.code}/progress/"
    return say("subject", title=round_.title), "\n".join([*lines, "", address, ""])


def _list_behind(progress: Progress, language: str) -> Iterator[str]:
    if not progress.behind:
        yield texts.say(language, "staff/rounds_follow.mail.none_behind")
        return
    yield texts.say(language, "staff/rounds_follow.mail.behind")
    for unit in progress.behind:
        why = texts.say(language, f"staff/rounds_follow.why.{unit.behind}")
        yield f"– {unit.standing.name}: {unit.standing.answered}/{unit.standing.offered}, {why}"


def _list_readers(round_: Round) -> list[User]:
    roles = (Role.COORDINATOR, Role.UNIT_MANAGER)
    members = Membership.objects.filter(organisation=round_.organisation, role__in=roles, user__is_active=True)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))


def _send_once(round_: Round, user: User, *, monday: date, today: date) -> bool:
    """Mark, then send: killed between, somebody misses a week's mail rather than gets it twice."""
    try:
        with transaction.atomic():
            StatusMail.objects.create(round=round_, user=user, monday=monday)
    except IntegrityError:
        return False
    access = read_access(user, round_.organisation)
    units = None if access.may_everywhere(Action.VIEW_FIELDWORK) else access.unit_ids(Action.VIEW_FIELDWORK)
    progress = read_progress(round_, today=today, unit_ids=units)
    subject, text = write_status(round_, progress, language=user.language, today=today)
    EmailMessage(" ".join(subject.split()), text, to=[user.email]).send()
    return True


part = Standing("send-status", timedelta(hours=6), send_status)
