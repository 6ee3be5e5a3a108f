"""The pages of the organisation's settings and of its log."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from genklang.errors import Failure
from genklang.exchange.picture import MAX_BYTES, redraw_picture
from genklang.server.organisation.models import AuditEntry, Organisation
from genklang.server.organisation.operations.organisations import change_organisation, set_logo
from genklang.server.organisation.queries import log_of, read_logo
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.organisation.forms import LogoForm, SettingsForm, say
from genklang.server.web.staff.rounds.pages import tell_failure

PER_PAGE = 100


@staff_page(Action.MANAGE_SETTINGS)
def settings(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Change what the organisation is called, whom respondents may ask, where letters come back to, its colour."""
    form = SettingsForm(request.POST or None, instance=Organisation.objects.get(pk=organisation.pk))
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            change_organisation(organisation, changes, actor=request.user)
        messages.success(request, say("settings.done"))
        return redirect("settings", organisation.code)
    return render(request, "staff/organisation/settings.html", {"form": form}, status=400 if form.errors else 200)


@staff_page(Action.VIEW_ORGANISATION)
def colour(request: StaffRequest, organisation: Organisation) -> HttpResponse:  # noqa: ARG001 (as every page)
    """Return the organisation's colour as a style sheet: pages may hold no style of their own."""
    accent = organisation.accent or "inherit"
    return HttpResponse(f":root {{ --accent: {accent}; }}\n", content_type="text/css")


@staff_page(Action.MANAGE_SETTINGS)
def edit_logo(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Take a picture as the organisation's logo, show it as it will be, and remove it."""
    if "remove" in request.POST:
        set_logo(organisation, b"", actor=request.user)
        messages.success(request, say("settings.logo.removed"))
        return redirect("edit_logo", organisation.code)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            picture = redraw_picture(form.cleaned_data["file"].read(MAX_BYTES + 1), where="the picture")
        except Failure as failure:
            form.add_error("file", tell_failure(failure))
        else:
            set_logo(organisation, picture, actor=request.user)
            messages.success(request, say("settings.logo.done"))
            return redirect("edit_logo", organisation.code)
    return render(request, "staff/organisation/logo.html", {"form": form}, status=400 if form.errors else 200)


@staff_page(Action.VIEW_ORGANISATION)
def logo(request: StaffRequest, organisation: Organisation, digest: str) -> HttpResponse:  # noqa: ARG001 (as every page)
    """Return the organisation's logo; a new one has a new address, so browsers may keep it."""
    if not organisation.logo or digest != organisation.logo:
        raise Http404
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return HttpResponse(read_logo(organisation), content_type="image/png", headers=kept)


@staff_page(Action.SEE_LOG)
def log_page(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Show who did what, the newest first."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    entries = log_of(organisation, before=before, most=PER_PAGE + 1)
    page = {
        "entries": [(entry, _tell(entry)) for entry in entries[:PER_PAGE]],
        "older": entries[PER_PAGE - 1].number if len(entries) > PER_PAGE else None,
    }
    return render(request, "staff/organisation/log.html", page)


def _tell(entry: AuditEntry) -> str:
    """Return what was done as words; an action that has none (of a later version, say) stands as it is."""
    details = dict(entry.details)
    try:
        if "role" in details:
            details["role"] = say(f"members.roles.{details['role']}")
        return say(f"log.{entry.action}", **details)
    except KeyError:
        return entry.action
