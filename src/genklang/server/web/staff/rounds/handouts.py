"""Posters, slips, codes and letters to print."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from genklang.server.fieldwork.models import Case, Delivery, Printing, Round, Wave
from genklang.server.fieldwork.operations.waves import plan_wave
from genklang.server.fieldwork.queries.rounds import list_places
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.print_codes import print_codes, withdraw_codes
from genklang.server.jobs.print_letters import CHANNEL, print_again, print_letters
from genklang.server.jobs.print_posters import print_posters, print_slips
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.handout_forms import CodesForm, LettersForm, PostersForm, SlipsForm
from genklang.server.web.staff.rounds.pages import attempt_here, find_round, name_places, own_places, say, show, tell


@staff_page(Action.HAND_OUT)
def show_handouts(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show what can be printed, for the units that one may hand out at."""
    found = find_round(organisation, code)
    return _show(request, found)


@staff_page(Action.HAND_OUT)
def posters(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send posters as PDF."""
    found = find_round(organisation, code)
    places = own_places(request, found)
    form = PostersForm(request.POST or None, round_=found, places=name_places(found, places))
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, posters=form)
    wanted = set(form.cleaned_data["place"])
    chosen = [place for place in places if str(place.pk) in wanted]
    return _send(print_posters(found, chosen, languages=form.languages()), found, "posters")


@staff_page(Action.HAND_OUT)
def slips(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send slips with the shared link of one place as PDF."""
    found = find_round(organisation, code)
    places = own_places(request, found)
    form = SlipsForm(request.POST or None, round_=found, places=name_places(found, places))
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, slips=form)
    place = next(place for place in places if str(place.pk) == form.cleaned_data["place"])
    count = form.cleaned_data["count"]
    return _send(print_slips(found, place, languages=form.languages(), count=count), found, "slips")


@staff_page(Action.RUN_ROUND)
def codes(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Make one-time codes and send them as PDF: the only time they can be read."""
    found = find_round(organisation, code)
    places = list(list_places(found))
    form = CodesForm(request.POST or None, round_=found, places=name_places(found, places))
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, codes=form)
    place = next(place for place in places if str(place.pk) == form.cleaned_data["place"])
    count = form.cleaned_data["count"]
    try:
        pdf = print_codes(found, place, languages=form.languages(), count=count, today=timezone.localdate())
    except Refusal as refusal:
        form.add_error(None, tell(refusal))
        return _show(request, found, codes=form)
    log(request.user, "round.codes", organisation=organisation, subject=found.code, count=count, unit=place.unit.code)
    return _send(pdf, found, "codes")


@staff_page(Action.RUN_ROUND)
def withdraw(request: StaffRequest, organisation: Organisation, *, code: str, printing: int) -> HttpResponse:
    """Make the unused codes of a pile worthless, after saying what that does."""
    found = find_round(organisation, code)
    pile = get_object_or_404(Printing.objects.select_related("place__unit"), place__round=found, pk=printing)
    back = reverse("round-handouts", args=[organisation.code, found.code])
    if request.method == "POST":
        done = say("rounds_print.withdraw.done")
        if attempt_here(request, lambda: withdraw_codes(pile), done=done):
            log(request.user, "round.codes_withdrawn", organisation=organisation, subject=found.code)
        return redirect(back)
    unused = pile.cases.filter(is_used=False).count()
    page = {
        "question": say("rounds_print.withdraw.question", unit=pile.place.unit.name),
        "consequence": say("rounds_print.withdraw.consequence", unused=unused),
        "button": say("rounds_print.withdraw.button"),
        "back": back,
    }
    return render(request, "staff/confirm.html", page)


@staff_page(Action.RUN_ROUND)
def letters(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send letters as PDF: a new sending, or what is left of one."""
    found = find_round(organisation, code)
    form = LettersForm(request.POST or None, country=organisation.country)
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, letters=form)
    today = timezone.localdate()
    try:
        wave = _find_wave(found, form.cleaned_data["sending"])
        pdf = print_letters(found, wave, window=form.cleaned_data["window"], today=today)
    except Refusal as refusal:
        form.add_error(None, tell(refusal))
        return _show(request, found, letters=form)
    log(request.user, "round.letters", organisation=organisation, subject=found.code)
    return _send(pdf, found, "letters")


@staff_page(Action.RUN_ROUND)
def reprint(request: StaffRequest, organisation: Organisation, *, code: str, wave: int) -> HttpResponse:
    """Let the letters of a sending be printed once more."""
    found = find_round(organisation, code)
    sending = get_object_or_404(Wave, round=found, channel=CHANNEL, pk=wave)
    if request.method == "POST":
        messages.success(request, say("rounds_print.letters.again_done", count=print_again(sending)))
    return redirect("round-handouts", organisation.code, found.code)


def _find_wave(round_: Round, sending: str) -> Wave:
    """Return the sending that is under way, or a new one: the first invites, later ones remind."""
    last = Wave.objects.filter(round=round_, channel=CHANNEL).order_by("-number").first()
    if last is None or sending == "reminder":
        return plan_wave(round_, CHANNEL, timezone.localdate())
    return last


def _show(request: StaffRequest, round_: Round, **forms: object) -> HttpResponse:
    places = name_places(round_, own_places(request, round_))
    may_run = request.access.may(Action.RUN_ROUND)
    values: dict[str, object] = {
        "posters": PostersForm(round_=round_, places=places),
        "slips": SlipsForm(round_=round_, places=places),
        "used": set(round_.channels.values_list("channel", flat=True)),
        "has_places": bool(places),
        "may_run": may_run,
    }
    if may_run:
        values |= {
            "codes": CodesForm(round_=round_, places=places),
            "letters": LettersForm(country=round_.organisation.country),
            "piles": _list_piles(round_),
            "addressed": Case.objects.filter(place__round=round_, channel=CHANNEL).count(),
            "sendings": _list_sendings(round_),
        }
    values |= forms
    response = show(request, "handouts", round_, **values)
    response.status_code = 400 if any(getattr(form, "errors", None) for form in forms.values()) else 200
    return response


def _list_piles(round_: Round) -> Iterable[Printing]:
    piles = Printing.objects.filter(place__round=round_).select_related("place__unit").order_by("-pk")
    return piles.annotate(unused=Count("cases", filter=Q(cases__is_used=False)))


def _list_sendings(round_: Round) -> Iterable[Wave]:
    waves = Wave.objects.filter(round=round_, channel=CHANNEL).order_by("number")
    sent = Count("messages", filter=Q(messages__delivery=Delivery.SENT))
    return waves.annotate(sent=sent, waiting=Count("messages", filter=Q(messages__delivery=Delivery.WAITING)))


def _send(pdf: bytes, round_: Round, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{round_.code}-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
