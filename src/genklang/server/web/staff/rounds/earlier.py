"""Answers and figures of earlier years, uploaded so that this year can be compared with them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from genklang.errors import Failure, read_problems
from genklang.server.fieldwork.models import EarlierUpload, Round, UploadKind
from genklang.server.jobs.import_earlier import take_earlier
from genklang.server.jobs.uploads import drop_upload, keep_upload
from genklang.server.organisation.lines import clean_line
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.fields import LineField
from genklang.server.web.staff.rounds.pages import find_round, say, say_later, show, tell_failure


class EarlierForm(forms.Form):
    """A table of one earlier year, what is in it, and perhaps one of how many were offered the questionnaire."""

    file = forms.FileField(
        label=say_later("rounds_earlier.file"),
        help_text=say_later("rounds_earlier.file_help"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    kind = forms.ChoiceField(
        label=say_later("rounds_earlier.kind"), widget=forms.RadioSelect, initial=UploadKind.ANSWERS
    )
    period = LineField(
        max_length=60,
        required=False,
        label=say_later("rounds_earlier.period"),
        help_text=say_later("rounds_earlier.period_help"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    offered = forms.FileField(
        required=False,
        label=say_later("rounds_earlier.offered"),
        help_text=say_later("rounds_earlier.offered_help"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    replace = forms.BooleanField(required=False, label=say_later("rounds_earlier.replace"))

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **values)
        self.fields["kind"].choices = [(k, say(f"rounds_earlier.{k}")) for k in UploadKind.values]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what was chosen; answers need a period."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == UploadKind.ANSWERS and not cleaned.get("period"):
            self.add_error("period", say("rounds_earlier.no_period"))
        if cleaned.get("kind") == UploadKind.FIGURES and cleaned.get("offered"):
            self.add_error("offered", say("rounds_earlier.offered_alone"))
        return cleaned


@staff_page(Action.RUN_ROUND)
def upload_earlier(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Take a file of an earlier year, and show what has become of those before it and who uploaded them."""
    found = find_round(organisation, code)
    form = EarlierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        keys = _keep(form)
        if keys:
            _enqueue(request, found, form.cleaned_data, keys)
            messages.success(request, say("rounds_earlier.taken"))
            return redirect("round-earlier", organisation.code, found.code)
    uploads = [
        (upload, read_problems(upload.problems), read_problems(upload.warnings))
        for upload in found.earlier_uploads.select_related("uploaded_by")
    ]
    return show(request, "earlier", found, form=form, uploads=uploads)


def _keep(form: EarlierForm) -> dict[str, str]:
    """Keep the uploaded files and return their keys by field; none where one of them is refused."""
    keys: dict[str, str] = {}
    for field in ("file", "offered"):
        file = form.cleaned_data.get(field)
        try:
            if file:
                keys[field] = keep_upload(file.name, file.chunks())
        except Failure as failure:
            form.add_error(field, tell_failure(failure))
            for key in keys.values():
                drop_upload(key)
            return {}
    return keys


@transaction.atomic
def _enqueue(request: StaffRequest, round_: Round, wish: dict[str, Any], keys: dict[str, str]) -> None:
    upload = EarlierUpload.objects.create(
        round=round_,
        uploaded_by=request.user,
        uploaded_at=timezone.now(),
        kind=wish["kind"],
        file=clean_line(wish["file"].name)[:120],
        offered_file=clean_line(wish["offered"].name)[:120] if wish.get("offered") else "",
        period=wish["period"],
    )
    log(request.user, "round.earlier", organisation=round_.organisation, subject=round_.code, file=upload.file)
    take_earlier.enqueue(upload.pk, keys["file"], keys.get("offered", ""), replace=wish["replace"])
