"""Answers and figures of earlier years, uploaded so that this year can be compared with them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from genklang.errors import Failure
from genklang.server.jobs.import_earlier import import_earlier_answers, import_earlier_figures
from genklang.server.jobs.list_earlier import list_uploads
from genklang.server.jobs.uploads import keep_upload
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.fields import LineField
from genklang.server.web.staff.rounds.pages import find_round, say, say_later, show, tell_failure

ANSWERS, FIGURES = "answers", "figures"


class EarlierForm(forms.Form):
    """A table of one earlier year, and what is in it."""

    file = forms.FileField(
        label=say_later("rounds_earlier.file"),
        help_text=say_later("rounds_earlier.file_help"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    kind = forms.ChoiceField(label=say_later("rounds_earlier.kind"), widget=forms.RadioSelect, initial=ANSWERS)
    period = LineField(
        max_length=60,
        required=False,
        label=say_later("rounds_earlier.period"),
        help_text=say_later("rounds_earlier.period_help"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    replace = forms.BooleanField(required=False, label=say_later("rounds_earlier.replace"))

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["kind"].choices = [(k, say(f"rounds_earlier.{k}")) for k in (ANSWERS, FIGURES)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what was chosen; answers need a period."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ANSWERS and not cleaned.get("period"):
            self.add_error("period", say("rounds_earlier.no_period"))
        return cleaned


@staff_page(Action.RUN_ROUND)
def upload_earlier(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Take a file of an earlier year, and show what has become of those before it."""
    found = find_round(organisation, code)
    form = EarlierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            key = keep_upload(file.name, file.chunks())
        except Failure as failure:
            form.add_error("file", tell_failure(failure))
        else:
            _enqueue(found.pk, key, form.cleaned_data)
            log(request.user, "round.earlier", organisation=organisation, subject=found.code)
            messages.success(request, say("rounds_earlier.taken"))
            return redirect("round-earlier", organisation.code, found.code)
    return show(request, "earlier", found, form=form, uploads=list_uploads(found))


def _enqueue(round_id: int, key: str, wish: dict[str, Any]) -> None:
    if wish["kind"] == FIGURES:
        import_earlier_figures.enqueue(round_id, key)
    else:
        import_earlier_answers.enqueue(round_id, key, wish["period"], replace=wish["replace"])
