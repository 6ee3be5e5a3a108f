"""Paper forms to print, how many of them are handed out, and how long pictures of them are kept."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genklang.errors import Failure
from genklang.paper.form import EASY_READ, LARGE_PRINT, STANDARD
from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.operations.tallies import add_offered
from genklang.server.fieldwork.queries.scans import list_paper
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.erase_scans import MOST_DAYS, read_days, set_days
from genklang.server.jobs.print_paper import CHANNEL, Printed, paper_languages, print_paper
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import (
    find_round,
    name_groups,
    name_places,
    own_places,
    say,
    say_later,
    tell,
)
from genklang.server.web.staff.scans.pages import words

MOST_COPIES: Final = 20_000
MEDIA_TYPES: Final = {"pdf": "application/pdf", "zip": "application/zip"}
SHORT: Final = {"class": "short"}


class PaperForms(forms.Form):
    """Which forms are printed, and how many copies are made of each."""

    place = forms.MultipleChoiceField(
        label=say_later("rounds_print.fields.places"), widget=forms.CheckboxSelectMultiple
    )
    language = forms.MultipleChoiceField(label=say_later("scans.print.language"), widget=forms.CheckboxSelectMultiple)
    variant = forms.ChoiceField(label=say_later("scans.print.variant"), initial=STANDARD)
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_COPIES,
        label=say_later("scans.print.count"),
        help_text=say_later("scans.print.count_help"),
        widget=forms.NumberInput(attrs=SHORT),
    )

    def __init__(self, *args: Any, round_: Round, places: Sequence[tuple[str, str]], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": "id_print_%s", **values})
        languages = paper_languages(round_)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["language"].choices = [(code, say(f"languages.{code}")) for code in languages]  # type: ignore[attr-defined]
        self.fields["language"].initial = languages[:1]
        easy = (EASY_READ,) if read_instrument(round_).easy_read else ()
        variants = (STANDARD, *easy, LARGE_PRINT)
        self.fields["variant"].choices = [(name, words(f"variant.{name}")) for name in variants]  # type: ignore[attr-defined]


class OfferedForm(forms.Form):
    """How many forms were handed out at a place."""

    place = forms.ChoiceField(label=say_later("rounds_print.fields.place"))
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_COPIES,
        label=say_later("scans.offered.count"),
        widget=forms.NumberInput(attrs=SHORT),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"auto_id": "id_offered_%s", **values})
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """How many days pictures are kept."""

    days = forms.IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=say_later("scans.policy.days"),
        help_text=say_later("scans.policy.days_help"),
        widget=forms.NumberInput(attrs=SHORT),
    )


@staff_page(Action.HAND_OUT)
def show_paper(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show which forms are printed and what can be."""
    return _show(request, find_round(organisation, code))


@staff_page(Action.HAND_OUT)
def print_(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Send forms as PDF, several in a ZIP, and count their copies as printed (POST)."""
    found = find_round(organisation, code)
    places = own_places(request, found)
    form = PaperForms(request.POST or None, round_=found, places=name_places(found, places))
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, form=form)
    wanted = form.cleaned_data
    chosen = [place for place in places if str(place.pk) in set(wanted["place"])]
    try:
        printed = print_paper(
            found, chosen, languages=wanted["language"], variant=wanted["variant"], count=wanted["count"]
        )
    except Refusal as refusal:
        form.add_error(None, tell(refusal))
        return _show(request, found, form=form)
    except Failure:
        form.add_error("variant", words("print.does_not_fit"))
        return _show(request, found, form=form)
    copies = wanted["count"] * printed.forms
    log(request.user, "paper.printed", organisation=organisation, subject=found.code, count=copies)
    return _send(printed, found)


@staff_page(Action.HAND_OUT)
def count_offered(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Count forms as handed out (POST)."""
    found = find_round(organisation, code)
    places = own_places(request, found)
    form = OfferedForm(request.POST or None, places=name_places(found, places))
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, offered=form)
    place = next(place for place in places if str(place.pk) == form.cleaned_data["place"])
    if found.state != State.OPEN:
        form.add_error(None, tell(Refusal("only_open")))
        return _show(request, found, offered=form)
    count = form.cleaned_data["count"]
    add_offered(place, CHANNEL, count, timezone.localdate())
    log(request.user, "paper.offered", organisation=organisation, subject=found.code, count=count, unit=place.unit.code)
    messages.success(request, words("offered.done", count=count, unit=place.unit.name))
    return redirect("paper", organisation.code, found.code)


@staff_page(Action.RUN_ROUND)
def keep_pictures(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Say how many days pictures of scans are kept."""
    found = find_round(organisation, code)
    form = DaysForm(request.POST or None, initial={"days": read_days(found)})
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        set_days(found, days)
        log(request.user, "scan.policy", organisation=organisation, subject=found.code, days=days)
        messages.success(request, say("rounds.saved"))
        return redirect("scans", organisation.code, found.code)
    status = 400 if form.errors else 200
    return render(request, "staff/scans/policy.html", {"round": found, "form": form}, status=status)


def _show(
    request: StaffRequest, round_: Round, *, form: PaperForms | None = None, offered: OfferedForm | None = None
) -> HttpResponse:
    places = name_places(round_, own_places(request, round_))
    names = name_groups(read_instrument(round_))
    rows = [
        (form_, names.get(form_.place.target_group, form_.place.target_group), say(f"languages.{form_.language}"))
        for form_ in list_paper(round_, request.access.unit_ids(Action.HAND_OUT))
    ]
    page = {
        "round": round_,
        "form": form or PaperForms(round_=round_, places=places),
        "offered": offered or OfferedForm(places=places),
        "rows": rows,
        "printed": sum(form_.printed for form_, _, _ in rows),
        "is_open": round_.state == State.OPEN,
    }
    has_errors = any(each is not None and each.errors for each in (form, offered))
    return render(request, "staff/scans/paper.html", page, status=400 if has_errors else 200)


def _send(printed: Printed, round_: Round) -> HttpResponse:
    response = HttpResponse(printed.content, content_type=MEDIA_TYPES[printed.suffix])
    response["Content-Disposition"] = f'attachment; filename="{round_.code}-paper.{printed.suffix}"'
    return response
