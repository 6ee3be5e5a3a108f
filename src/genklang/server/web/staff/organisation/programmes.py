"""The pages of programmes: surveys that an owner runs with many organisations."""

from functools import cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from genklang.instrument.shelf import find_instrument, shipped
from genklang.server.fieldwork.rules.policies import list_country_policies
from genklang.server.jobs.mail_staff import mail_invitation
from genklang.server.organisation.models import Organisation, Programme
from genklang.server.organisation.operations.organisations import (
    answer_programme,
    found_organisation,
    invite_organisation,
    start_programme,
)
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.fields import AddressField, LineField
from genklang.server.web.staff.organisation.forms import InviteOrganisationsForm, ProgrammeForm, say
from genklang.server.web.staff.rounds.pages import tell_policy

MOST_LINES = 500


@cache
def list_instruments(language: str) -> list[tuple[str, str]]:
    """Return the shipped questionnaires as choices: id/version and title, in the language where it is written in it."""
    found = {f"{id_}/{version}": find_instrument(f"{id_}/{version}").instrument for id_, version in shipped()}
    return [(name, instrument.texts_in(language).title) for name, instrument in found.items()]


@staff_page(Action.VIEW_ORGANISATION)
def programmes(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Show the programmes that the organisation runs, takes part in, and is invited to."""
    page = {
        "own": organisation.programmes.order_by("name"),
        "joined": organisation.takes_part_in.select_related("owner").order_by("name"),
        "invited": organisation.invited_to.select_related("owner").order_by("name"),
    }
    return render(request, "staff/organisation/programmes.html", page)


@staff_page(Action.RUN_PROGRAMME)
def new_programme(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Start a programme."""
    policies = list_country_policies(organisation.country, str(timezone.localdate().year))
    form = ProgrammeForm(
        request.POST or None,
        instruments=list_instruments(request.user.language),
        policies=[(name, tell_policy(name, policy)) for name, policy in policies.items()],
    )
    if request.method == "POST" and form.is_valid():
        programme = start_programme(organisation, actor=request.user, **form.cleaned_data)
        return redirect("programme", organisation.code, programme.code)
    page = {"form": form, "title": say("programmes.new"), "back": reverse("programmes", args=[organisation.code])}
    return render(request, "staff/organisation/form.html", page, status=400 if form.errors else 200)


@staff_page(Action.RUN_PROGRAMME)
def programme(request: StaffRequest, organisation: Organisation, programme: str) -> HttpResponse:
    """Show who takes part, and invite more."""
    found = get_object_or_404(Programme, owner=organisation, code=programme)
    form = InviteOrganisationsForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        rows, problems = _read_lines(form.cleaned_data["text"])
        if not problems:
            for name, email in rows:
                _invite_line(request, found, name, email)
            messages.success(request, say("programmes.done.invited", count=len(rows)))
            return redirect("programme", organisation.code, found.code)
    page = {
        "programme": found,
        "form": form,
        "problems": problems,
        "participants": found.participants.order_by("name"),
        "invited": found.invited.order_by("name"),
        "limits": _tell_limits(found),
        "instrument": dict(list_instruments(request.user.language)).get(found.instrument, ""),
    }
    return render(request, "staff/organisation/programme.html", page, status=400 if problems or form.errors else 200)


def _tell_limits(found: Programme) -> str:
    year = str(timezone.localdate().year)
    policy = list_country_policies(found.owner.country, year).get(found.policy)
    return tell_policy(found.policy, policy) if policy else found.policy


def _read_lines(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return name and address of each line, and what is wrong: an organisation that is new needs an address."""
    rows: list[tuple[str, str]] = []
    problems: list[str] = []
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [say("programmes.problems.too_many", most=MOST_LINES)]
    known = {name.casefold(): name for name in Organisation.objects.values_list("name", flat=True)}
    for number, line in enumerate(lines, start=1):
        name, _, email = (part.strip() for part in line.partition(";"))
        try:
            LineField(max_length=120).clean(name)
            address = AddressField(required=name.casefold() not in known).clean(email)
        except ValidationError:
            problems.append(say("programmes.problems.address", row=number, name=name))
            continue
        rows.append((known.get(name.casefold(), name), address))
    return rows, problems


def _invite_line(request: StaffRequest, programme: Programme, name: str, email: str) -> None:
    """Invite an organisation; one that is new here is made first, and its coordinator invited."""
    organisation = Organisation.objects.filter(name=name).first()
    if organisation is None:
        organisation, offer = found_organisation(
            name,
            owner_name=email,
            owner_email=email,
            country=programme.owner.country,
            language=request.user.language,
            actor=request.user,
        )
        mail_invitation.enqueue(offer.pk)
    invite_organisation(programme, organisation, actor=request.user)


@require_POST
@staff_page(Action.VIEW_ORGANISATION, write=Action.RUN_ROUND)
def answer_invitation(request: StaffRequest, organisation: Organisation, programme: str) -> HttpResponse:
    """Take part in a programme, or not."""
    if not request.access.may_everywhere(Action.RUN_ROUND):
        raise PermissionDenied
    found = get_object_or_404(Programme, invited=organisation, code=programme)
    joins = "join" in request.POST
    answer_programme(found, organisation, joins=joins, actor=request.user)
    messages.success(request, say("programmes.done.joined" if joins else "programmes.done.declined", name=found.name))
    return redirect("programmes", organisation.code)
