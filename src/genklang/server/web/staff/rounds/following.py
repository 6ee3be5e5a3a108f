"""How the field work goes, and how many answers it takes to see a change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.queries.progress import Standing, read_progress
from genklang.server.jobs.plan_answers import AnswerPlan, plan_answers
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, followed_units, name_groups, say, show
from genklang.server.web.staff.rounds.plan_form import PlanForm


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of the field work, in words."""

    name: str
    standing: Standing
    behind: str = ""


@staff_page(Action.VIEW_FIELDWORK)
def show_progress(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show offered, answered and response rate; who answers for some units sees these."""
    found = find_round(organisation, code)
    units = followed_units(request)
    progress = read_progress(found, today=timezone.localdate(), unit_ids=units)
    groups = name_groups(read_instrument(found))
    tables = [
        ("units", [Line(u.standing.name, u.standing, u.behind) for u in progress.units]),
        ("groups", [Line(groups.get(s.code, s.code), s) for s in progress.groups]),
        ("channels", [Line(say(f"rounds.channels.{s.code}"), s) for s in progress.channels]),
        ("days", _name_days(progress.days)),
    ]
    return show(request, "following", found, progress=progress, tables=tables, is_whole=units is None)


@staff_page(Action.VIEW_FIELDWORK)
def plan(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Say how many answers are needed to see a change, and what change so many would show."""
    found = find_round(organisation, code)
    form = PlanForm(request.GET if "change" in request.GET else None)
    found_plan: AnswerPlan | None = plan_answers(**form.cleaned_data) if form.is_bound and form.is_valid() else None
    return show(request, "plan", found, form=form, plan=found_plan)


def _name_days(days: Iterable[Standing]) -> list[Line]:
    return [Line(date_format(date.fromisoformat(day.code), "j F"), day) for day in reversed(list(days))]
