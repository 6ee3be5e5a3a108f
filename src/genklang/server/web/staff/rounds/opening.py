"""The round's way from planned to closed: the recovery key, opening, extending, closing, and the key's end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from genklang.server.fieldwork.models import Contact, MixKey
from genklang.server.fieldwork.operations.rounds import extend_round
from genklang.server.fieldwork.queries.checklist import list_missing
from genklang.server.fieldwork.queries.progress import read_progress
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.close_round import GRACE, close_round, end_grace, finish_again
from genklang.server.jobs.keys import confirm_recovery_erased, make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.forms import ExtendForm
from genklang.server.web.staff.rounds.key_forms import MakeKeyForm, TryKeyForm
from genklang.server.web.staff.rounds.pages import attempt, attempt_here, find_round, say, show, tell


@staff_page(Action.RUN_ROUND)
def show_keys(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Walk two people through the recovery key: what it is, where the round stands, and the next step."""
    found = find_round(organisation, code)
    key = MixKey.objects.filter(round=found).first()
    is_anew = "anew" in request.GET
    form = MakeKeyForm() if key is None or is_anew else TryKeyForm()
    return show(request, "keys", found, key=key, form=form, is_making=key is None or is_anew)


@staff_page(Action.RUN_ROUND)
def make(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Make the key and hand over the recovery file: it is sent this once and kept nowhere."""
    found = find_round(organisation, code)
    form = MakeKeyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, "keys", found, key=None, form=form, is_making=True)
    try:
        file = make_key(found, form.cleaned_data["passphrase"], custodian=form.cleaned_data["custodian"])
    except Refusal as refusal:
        form.add_error(None, tell(refusal))
        return show(request, "keys", found, key=None, form=form, is_making=True)
    log(request.user, "round.key_made", organisation=organisation, subject=found.code)
    response = HttpResponse(file, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{organisation.code}-{found.code}.genklang-key"'
    response["Cache-Control"] = "no-store"
    return response


@staff_page(Action.RUN_ROUND)
def try_key(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Try whether the recovery file and the passphrase bring the key back."""
    found = find_round(organisation, code)
    form = TryKeyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if try_recovery(found, form.cleaned_data["file"], form.cleaned_data["passphrase"]):
            log(request.user, "round.key_tried", organisation=organisation, subject=found.code)
            messages.success(request, say("rounds_keys.works"))
            return redirect("round", organisation.code, found.code)
        form.add_error(None, say("rounds_keys.fails"))
    key = MixKey.objects.filter(round=found).first()
    return show(request, "keys", found, key=key, form=form, is_making=False)


@staff_page(Action.RUN_ROUND)
def open_(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Open the round, once nothing is missing."""
    found = find_round(organisation, code)
    missing = list_missing(found, today=timezone.localdate())
    if missing:
        messages.error(request, say("rounds.open.missing"))
        return redirect("round", organisation.code, found.code)
    if request.method == "POST":
        done = say("rounds.open.done", title=found.title)
        if attempt_here(request, lambda: open_round(found, now=timezone.now()), done=done):
            log(request.user, "round.opened", organisation=organisation, subject=found.code)
        return redirect("round", organisation.code, found.code)
    day = date_format(found.opens, "j F Y")
    return _confirm(request, "round", found.code, "rounds.open", title=found.title, day=day)


@staff_page(Action.RUN_ROUND)
def extend(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Let the round run longer."""
    found = find_round(organisation, code)
    form = ExtendForm(request.POST or None, initial={"closes": found.closes})
    if request.method == "POST" and form.is_valid():
        closes = form.cleaned_data["closes"]
        if attempt(form, lambda: extend_round(found, closes)):
            log(request.user, "round.extended", organisation=organisation, subject=found.code, to=closes.isoformat())
            messages.success(request, say("rounds.extend.done", day=date_format(closes, "j F Y")))
            return redirect("round", organisation.code, found.code)
    return show(request, "extend", found, form=form)


@staff_page(Action.RUN_ROUND)
def close(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Close the round, after saying what that does."""
    found = find_round(organisation, code)
    if request.method == "POST":
        done = say("rounds.close.done", title=found.title)
        if attempt_here(request, lambda: close_round(found, now=timezone.now()), done=done):
            log(request.user, "round.closed", organisation=organisation, subject=found.code)
        return redirect("round", organisation.code, found.code)
    whole = read_progress(found, today=timezone.localdate()).whole
    people = Contact.objects.filter(case__place__round=found).count()
    return _confirm(
        request,
        "round",
        found.code,
        "rounds.close",
        title=found.title,
        answered=whole.answered,
        people=people,
        hours=int(GRACE.total_seconds() // 3600),
    )


@staff_page(Action.RUN_ROUND)
def finish_waiting(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """End the wait for answers that are on their way."""
    found = find_round(organisation, code)
    if request.method == "POST":
        if attempt_here(request, lambda: end_grace(found, now=timezone.now()), done=say("rounds.wait.done")):
            log(request.user, "round.grace_ended", organisation=organisation, subject=found.code)
        return redirect("round", organisation.code, found.code)
    return _confirm(request, "round", found.code, "rounds.wait", title=found.title)


@staff_page(Action.RUN_ROUND)
def try_again(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Have a round finished that something stopped."""
    found = find_round(organisation, code)
    if request.method == "POST" and finish_again(found):
        log(request.user, "round.finished_again", organisation=organisation, subject=found.code)
        messages.success(request, say("rounds.stopped.begun"))
    return redirect("round", organisation.code, found.code)


@staff_page(Action.RUN_ROUND)
def confirm_erased(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Note that the second custodian has erased the recovery file."""
    found = find_round(organisation, code)
    if request.method == "POST":
        if attempt_here(request, lambda: confirm_recovery_erased(found), done=say("rounds_keys.erased")):
            log(request.user, "round.recovery_erased", organisation=organisation, subject=found.code)
        return redirect("round", organisation.code, found.code)
    return _confirm(request, "round", found.code, "rounds_keys.erase", title=found.title)


def _confirm(request: StaffRequest, back: str, code: str, words: str, **values: object) -> HttpResponse:
    page = {
        "question": say(f"{words}.question", **values),
        "consequence": say(f"{words}.consequence", **values),
        "button": say(f"{words}.button"),
        "button_class": "primary" if words == "rounds.open" else "danger",
        "back": reverse(back, args=[request.organisation.code, code]),
    }
    return render(request, "staff/confirm.html", page)
