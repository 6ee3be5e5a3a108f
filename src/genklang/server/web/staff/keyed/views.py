"""Paper forms keyed in one by one: checked, keyed once more where that is wished, then sealed as all others."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from genklang.server.fieldwork.models import Place
from genklang.server.fieldwork.tokens import prove_begun
from genklang.server.jobs.take_response import Outcome, is_open, take
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.form import Form, draw_questions, drop_unasked, find_faults, read_published
from genklang.server.web.respondent.posted import new_submission, read_fields, read_posted
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.keyed.forms import PileForm, words
from genklang.server.web.staff.keyed.places import list_places
from genklang.server.web.staff.rounds.pages import find_round

CHANNEL: Final = "keyed"
SALT: Final = "genklang.keyed"


@dataclass(frozen=True, slots=True)
class Keying:
    """One form as it is keyed: the first time, or a second time with the first kept in the page."""

    form: Form
    answers: dict[str, str]
    first: dict[str, str] | None

    @property
    def differences(self) -> dict[str, str]:
        """The questions that were keyed differently, with what was keyed the first time."""
        if self.first is None:
            return {}
        asked = self.first.keys() | self.answers.keys()
        return {code: self.first.get(code, "") for code in asked if self.first.get(code) != self.answers.get(code)}


@staff_page(Action.KEY_IN)
def choose_pile(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Ask which forms are keyed in."""
    found = find_round(organisation, code)
    form = PileForm(
        None, round=found, instrument=read_published(found.instrument).instrument, places=list_places(request, found)
    )
    page = {"round": found, "form": form, "is_open": is_open(found, timezone.now())}
    return render(request, "staff/keyed/pile.html", page)


@sensitive_post_parameters()
@staff_page(Action.KEY_IN)
def key_in(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show an empty form of the pile, and take what is keyed."""
    found = find_round(organisation, code)
    published = read_published(found.instrument)
    pile = PileForm(request.GET, round=found, instrument=published.instrument, places=list_places(request, found))
    if not pile.is_valid():
        return redirect("key-in-pile", organisation.code, found.code)
    chosen = pile.cleaned_data
    place = get_object_or_404(Place.objects.select_related("round__mix_key", "unit"), round=found, pk=chosen["place"])
    form = Form(published, place.target_group, chosen["language"], is_easy=chosen.get("easy", False))
    if request.method != "POST":
        return _show(request, place, Keying(form, {}, None))
    keying = Keying(form, drop_unasked(form, read_fields(form, request.POST)), _read_first(request))
    if find_faults(form, keying.answers):
        return _show(request, place, keying)
    if chosen["twice"] and keying.first is None:
        return _show(request, place, Keying(form, {}, keying.answers))
    if keying.differences and "sure" not in request.POST:
        return _show(request, place, keying)
    return _store(request, place, keying)


def _store(request: StaffRequest, place: Place, keying: Keying) -> HttpResponse:
    """Hand the form over to be sealed, and go on to the next, or keep it on the page."""
    outcome = take(
        place,
        keying.answers,
        submission=read_posted(request.POST).submission,
        channel=CHANNEL,
        language=keying.form.language,
        form_version=keying.form.version,
        begun=request.POST.get("begun", ""),
        now=timezone.now(),
    )
    if outcome in {Outcome.STORED, Outcome.REPEATED}:
        messages.success(request, words("stored"))
        return redirect(request.get_full_path())
    messages.error(request, words(f"outcome.{'not_open' if outcome == Outcome.NOT_OPEN else 'kept'}"))
    return _show(request, place, keying, status=503)


def _show(request: StaffRequest, place: Place, keying: Keying, *, status: int = 200) -> HttpResponse:
    faults = find_faults(keying.form, keying.answers)
    is_second = keying.first is not None
    page = {
        "round": place.round,
        "place": place,
        "questions": draw_questions(keying.form, keying.answers, faults=faults),
        "faults": faults,
        "spoken": keying.form.language,
        "submission": read_posted(request.POST).submission if request.method == "POST" else new_submission(),
        "begun": prove_begun(place.round) if is_open(place.round, timezone.now()) else request.POST.get("begun", ""),
        "first": signing.dumps(keying.first, salt=SALT, compress=True) if is_second else "",
        "is_second": is_second,
        "differences": keying.differences if request.POST.get("first") else {},
    }
    return render(request, "staff/keyed/form.html", page, status=400 if faults else status)


def _read_first(request: StaffRequest) -> dict[str, str] | None:
    """Return what was keyed the first time, which only the page itself holds."""
    try:
        first: dict[str, str] = signing.loads(request.POST.get("first", ""), salt=SALT)
    except signing.BadSignature:
        return None
    return first
