"""The first pages: one's organisations, and of each the week's question and the state of its rounds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.queries.progress import read_progress
from genklang.server.fieldwork.queries.rounds import list_rounds
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.queries import organisations_of
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page

SHOWN_BEHIND = 6


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one's organisations; with only one, go there. Whoever is not signed in is told what this is."""
    if not request.user.is_authenticated:
        return render(request, "public/front.html")
    organisations = list(organisations_of(request.user))
    if len(organisations) == 1:
        return redirect("organisation", organisations[0].code)
    return render(request, "staff/organisation/home.html", {"organisations": organisations})


@staff_page(Action.VIEW_ORGANISATION)
def overview(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Ask the week's question of the open round that closes first; show the state of all; say what is missing."""
    rounds = list(list_rounds(organisation)) if request.access.may(Action.VIEW_FIELDWORK) else []
    open_rounds = sorted((found for found in rounds if found.state == State.OPEN), key=lambda found: found.closes)
    page = {
        "rounds": rounds,
        "week": _ask_week(request, open_rounds[0]) if open_rounds else None,
        "invited_to": _list_offers(request, organisation),
        "has_units": bool(request.access.parents),
        "has_support": bool(organisation.support_phone or organisation.support_email),
    }
    return render(request, "staff/organisation/overview.html", page)


def _ask_week(request: StaffRequest, found: Round) -> dict[str, object]:
    """Return what the week's question needs: who is behind, of the units that the user may see."""
    today = timezone.localdate()
    unit_ids = None
    if not request.access.may_everywhere(Action.VIEW_FIELDWORK):
        unit_ids = request.access.unit_ids(Action.VIEW_FIELDWORK)
    progress = read_progress(found, today=today, unit_ids=unit_ids)
    return {
        "round": found,
        "progress": progress,
        "behind": progress.behind[:SHOWN_BEHIND],
        "more": max(0, len(progress.behind) - SHOWN_BEHIND),
        "days_left": max(0, (found.closes - today).days),
    }


def _list_offers(request: StaffRequest, organisation: Organisation) -> list[object]:
    """Return the programmes that wait for the organisation's answer, for those who may give it."""
    if not request.access.may_everywhere(Action.RUN_ROUND):
        return []
    return list(organisation.invited_to.select_related("owner").order_by("name"))
