"""Lists of people, taken in after a look at them; messages planned, read beforehand, and sent again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from genklang.errors import Failure
from genklang.server.fieldwork.channel import Channel, Refused, channels, sending_channels
from genklang.server.fieldwork.message_texts import find_text
from genklang.server.fieldwork.models import Case, ContactImport, Disposition, Round, RoundText, Wave
from genklang.server.fieldwork.operations.contacts import decline, undo_import
from genklang.server.fieldwork.operations.waves import drop_wave, plan_wave, send_again
from genklang.server.fieldwork.queries.contacts import find_people, list_imports, list_sendings
from genklang.server.jobs.import_contacts import Preview, import_contacts, keep_list, look_at, preview_contacts
from genklang.server.jobs.send_messages import compose
from genklang.server.jobs.uploads import drop_upload
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.form import read_published
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.contacts.forms import FindForm, MappingForm, TextForm, UploadForm, WaveForm, words
from genklang.server.web.staff.rounds.pages import find_round, name_groups, tell_failure

KINDS = ("invitation", "reminder")


@staff_page(Action.RUN_ROUND)
def show_contacts(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show lists, counts and sendings; find one person."""
    found = find_round(organisation, code)
    search = FindForm(request.GET if "reach" in request.GET else None)
    people = find_people(found, search.cleaned_data["reach"]) if search.is_bound and search.is_valid() else None
    page = {
        "round": found,
        "sendings": list_sendings(found),
        "imports": list_imports(found),
        "wave_form": WaveForm(round=found, today=timezone.localdate()),
        "upload_form": UploadForm(),
        "search": search,
        "people": people,
    }
    return render(request, "staff/contacts/contacts.html", page)


@staff_page(Action.RUN_ROUND)
def upload_list(request: StaffRequest, organisation: Organisation, *, code: str, channel: str) -> HttpResponse:
    """Take the file, and go on to what its columns are."""
    found, way = find_round(organisation, code), _find_listed(channel)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            key = keep_list(file.name, file.chunks())
        except Failure as failure:
            form.add_error("file", tell_failure(failure))
        else:
            request.session["upload"] = [found.pk, key, file.name]
            return redirect("contact-list", organisation.code, found.code, way.name, key)
    return render(request, "staff/contacts/upload.html", {"round": found, "form": form, "channel": way.name})


@staff_page(Action.RUN_ROUND)
def map_list(request: StaffRequest, organisation: Organisation, *, code: str, channel: str, key: str) -> HttpResponse:
    """Show what taking the list in would come to, and take it in when asked to."""
    found, way = find_round(organisation, code), _find_listed(channel)
    if request.session.get("upload", [])[:2] != [found.pk, key]:
        # A list of people is for whoever has uploaded it, and for the round it was uploaded for.
        raise Http404
    try:
        columns, guess = look_at(key)
    except Failure as failure:
        raise Http404 from failure
    if "drop" in request.POST:
        drop_upload(key)
        return redirect("contacts", organisation.code, found.code)
    form = MappingForm(request.POST or None, columns=columns, guess=guess, channel=way, fixed=_list_fixed(found))
    outcome = _act_on_list(request, found, way, key, form) if form.is_valid() else None
    if isinstance(outcome, ContactImport):
        log(request.user, "import_contacts", organisation=organisation, subject=found.code, channel=way.name)
        messages.success(request, words("mapping.done", people=outcome.cases.count()))
        return redirect("contacts", organisation.code, found.code)
    page = {"round": found, "form": form, "channel": way.name, "preview": outcome, "columns": columns}
    return render(request, "staff/contacts/list.html", page)


@staff_page(Action.RUN_ROUND)
def undo_list(request: StaffRequest, organisation: Organisation, *, code: str, pk: int) -> HttpResponse:
    """Take a list out again."""
    found = find_round(organisation, code)
    source = get_object_or_404(ContactImport, round=found, pk=pk)
    if request.method == "POST":
        removed = undo_import(source)
        log(request.user, "undo_import", organisation=organisation, subject=found.code, people=removed)
        messages.success(request, words("undo.done", people=removed))
        return redirect("contacts", organisation.code, found.code)
    return _confirm(request, found, "undo", name=source.name)


@staff_page(Action.RUN_ROUND)
def plan_sending(request: StaffRequest, organisation: Organisation, *, code: str, channel: str) -> HttpResponse:
    """Plan the next sending of a channel."""
    found, way = find_round(organisation, code), _find_channel(channel)
    form = WaveForm(request.POST or None, round=found, today=timezone.localdate())
    if form.is_valid():
        wave = plan_wave(found, way.name, form.cleaned_data["send_on"])
        log(
            request.user,
            "plan_sending",
            organisation=organisation,
            subject=found.code,
            channel=way.name,
            wave=wave.number,
        )
        messages.success(request, words("wave.planned"))
        return redirect("contacts", organisation.code, found.code)
    return render(request, "staff/contacts/wave.html", {"round": found, "form": form, "channel": way.name})


@staff_page(Action.RUN_ROUND)
def drop_sending(request: StaffRequest, organisation: Organisation, *, code: str, pk: int) -> HttpResponse:
    """Take a planned sending back."""
    found = find_round(organisation, code)
    wave = get_object_or_404(Wave, round=found, pk=pk)
    if request.method == "POST":
        said = "wave.dropped" if drop_wave(wave) else "wave.left"
        messages.success(request, words(said))
        return redirect("contacts", organisation.code, found.code)
    return _confirm(request, found, "drop")


@staff_page(Action.RUN_ROUND)
def edit_text(
    request: StaffRequest, organisation: Organisation, *, code: str, channel: str, kind: str, language: str
) -> HttpResponse:
    """Change the words of a message, see it as it will arrive, and send it to oneself."""
    found, way = find_round(organisation, code), _find_channel(channel)
    if kind not in KINDS or language not in found.languages:
        raise Http404
    shown = find_text(found, kind, way.name, language)
    form = TextForm(request.POST or None, shown=shown, channel=way, language=language)
    if form.is_valid():
        shown = form.read_text()
        if "test" in request.POST:
            _send_to_self(request, found, way, form, language)
        else:
            RoundText.objects.update_or_create(
                round=found,
                kind=kind,
                channel=way.name,
                language=language,
                defaults={"subject": shown.subject, "text": shown.text},
            )
            messages.success(request, words("text.saved"))
            return redirect(request.path)
    page = {
        "round": found,
        "form": form,
        "channel": way.name,
        "kind": kind,
        "spoken": language,
        "sample": compose(shown, round=found, to="", language=language, link="https://…/k/…", stop="https://…/stop/…"),
    }
    return render(request, "staff/contacts/text.html", page)


@staff_page(Action.RUN_ROUND)
def act_on_person(request: StaffRequest, organisation: Organisation, *, code: str, pk: int) -> HttpResponse:
    """Send one person's message again, note that they decline, or that they should not have been asked."""
    found = find_round(organisation, code)
    case = get_object_or_404(Case.objects.select_related("contact"), place__round=found, pk=pk)
    if request.method != "POST":
        raise Http404
    act = request.POST.get("act", "")
    wave = Wave.objects.filter(round=found, channel=case.channel, messages__isnull=False).order_by("-number").first()
    if act == "again" and wave:
        send_again(case, wave)
    elif act == "decline":
        decline(case)
    elif act == "not_eligible":
        Case.objects.filter(pk=case.pk, is_used=False).update(disposition=Disposition.NOT_ELIGIBLE)
    else:
        messages.error(request, words("find.nothing_sent"))
        return redirect("contacts", organisation.code, found.code)
    messages.success(request, words(f"find.did_{act}"))
    return redirect("contacts", organisation.code, found.code)


def _find_channel(name: str) -> Channel:
    try:
        return sending_channels()[name]
    except KeyError as error:
        raise Http404 from error


def _find_listed(name: str) -> Channel:
    """Return a channel that takes a list of people, such as letters, which are printed and not sent from here."""
    found = channels().get(name)
    if found is None or not found.reaches:
        raise Http404
    return found


def _list_fixed(round: Round) -> dict[str, dict[str, str]]:  # noqa: A002 (the field's word)
    places = list(round.places.select_related("unit"))
    names = name_groups(read_published(round.instrument).instrument)
    return {
        "unit": {place.unit.code: place.unit.name for place in places},
        "target_group": {p.target_group: names.get(p.target_group, p.target_group) for p in places},
    }


def _act_on_list(
    request: HttpRequest,
    round: Round,  # noqa: A002
    channel: Channel,
    key: str,
    form: MappingForm,
) -> Preview | ContactImport:
    if "take" not in request.POST:
        return preview_contacts(round, channel.name, key, form.read_mapping())
    name = request.session["upload"][2]
    return import_contacts(round, channel.name, key, form.read_mapping(), name=name, today=timezone.localdate())


def _send_to_self(request: StaffRequest, round: Round, channel: Channel, form: TextForm, language: str) -> None:  # noqa: A002
    link = f"{request.scheme}://…/k/…"
    if channel.reaches != "email" or channel.send is None:
        messages.error(request, words("text.only_mail"))
        return
    try:
        channel.send(
            compose(form.read_text(), round=round, to=request.user.email, language=language, link=link, stop=link)
        )
    except Refused as refused:
        messages.error(request, words("text.not_sent", reason=refused))
    else:
        messages.success(request, words("text.sent", email=request.user.email))


def _confirm(request: StaffRequest, round: Round, act: str, **values: object) -> HttpResponse:  # noqa: A002
    page = {
        "question": words(f"{act}.question", **values),
        "consequence": words(f"{act}.consequence"),
        "button": words(f"{act}.button"),
        "back": f"/o/{round.organisation.code}/rounds/{round.code}/contacts/",
    }
    return render(request, "staff/confirm.html", page)
