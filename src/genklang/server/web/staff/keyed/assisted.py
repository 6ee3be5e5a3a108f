"""Opens the form for somebody who is helped to answer; what the helper is to them goes with the answer."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from genklang.server.fieldwork.models import Case, Place
from genklang.server.fieldwork.tokens import find_case
from genklang.server.jobs.take_response import is_open
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.form import read_published
from genklang.server.web.respondent.passes import choose_ref, give_pass
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.keyed.forms import AssistedForm, words
from genklang.server.web.staff.keyed.places import list_places
from genklang.server.web.staff.rounds.pages import find_round


@staff_page(Action.KEY_IN)
def assist(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Ask who helps whom, and go to the first page of the form."""
    found = find_round(organisation, code)
    places = list_places(request, found)
    instrument = read_published(found.instrument).instrument
    form = AssistedForm(request.POST or None, instrument=instrument, places=places)
    if form.is_valid():
        opened = _find_opened(form, places)
        if opened is not None:
            return _open(request, opened, form.cleaned_data["helper"])
        form.add_error("code", words("pile.code_unknown"))
    page = {"round": found, "form": form, "is_open": is_open(found, timezone.now())}
    return render(request, "staff/keyed/assist.html", page)


def _find_opened(form: AssistedForm, places: list[Place]) -> Place | Case | None:
    """Return the case of the code, where one is given and it is of the place; otherwise the place."""
    place = next(p for p in places if str(p.pk) == form.cleaned_data["place"])
    if not form.cleaned_data["code"]:
        return place
    case = find_case(form.cleaned_data["code"])
    return case if case is not None and case.place_id == place.pk else None


def _open(request: StaffRequest, opened: Place | Case, helper: str) -> HttpResponse:
    ref = choose_ref(request, opened, helper=helper)
    response = HttpResponseRedirect(reverse("answer", args=[ref]))
    give_pass(request, response, ref, opened, helper=helper)
    return response
