"""The languages of a round, who has approved each, and what respondents are promised in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from genklang.instrument.item_type import text_items
from genklang.instrument.model import RIGHT_TO_LEFT, Instrument, Texts
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.questions import read_core, read_instrument
from genklang.server.fieldwork.operations.round_texts import approve_language, reset_privacy, write_privacy
from genklang.server.fieldwork.operations.rounds import set_languages
from genklang.server.fieldwork.privacy_texts import KINDS, YOUNG, ship_privacy
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.forms import ApproveForm, PrivacyForm, TickForm
from genklang.server.web.staff.rounds.pages import attempt, attempt_here, find_round, say, show


@staff_page(Action.RUN_ROUND)
def edit_languages(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Choose the languages, and see who has approved which."""
    found = find_round(organisation, code)
    complete = read_instrument(found).texts
    spoken = read_core(found).instrument.texts
    form = TickForm(
        request.POST or None,
        initial={"chosen": found.languages},
        label=say("rounds.fields.languages"),
        choices=[(language, say(f"languages.{language}")) for language in spoken],
        help_text=say("rounds.help.languages"),
    )
    if request.method == "POST" and form.is_valid():
        chosen = sorted(form.cleaned_data["chosen"], key=lambda x: (x not in found.languages, x))
        if attempt(form, lambda: set_languages(found, chosen)):
            log(request.user, "round.languages", organisation=organisation, subject=found.code, languages=chosen)
            messages.success(request, say("rounds.saved"))
            return redirect("round-languages", organisation.code, found.code)
    approved = {a.language: a for a in found.approvals.select_related("approved_by")}
    rows = [(x, say(f"languages.{x}"), approved.get(x), spoken[x].status, x in complete) for x in spoken]
    return show(request, "languages", found, form=form, rows=rows)


@staff_page(Action.RUN_ROUND)
def read_language_through(
    request: StaffRequest, organisation: Organisation, *, code: str, language: str
) -> HttpResponse:
    """Show everything that respondents read in a language, and let a named person approve it."""
    found = find_round(organisation, code)
    instrument = read_instrument(found)
    if language not in instrument.texts:
        raise Http404
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _approve(request, found, language, form.cleaned_data["reader"])
    words = instrument.texts[language]
    return show(
        request,
        "approve",
        found,
        form=form,
        language_read=language,
        language_name=say(f"languages.{language}"),
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        words=words,
        items=_list_items(instrument, words),
        promises=_list_promises(found, instrument, language),
        approval=found.approvals.filter(language=language).select_related("approved_by").first(),
    )


def _approve(request: StaffRequest, round_: Round, language: str, reader: str) -> HttpResponse:
    today = timezone.localdate()

    def change() -> None:
        approve_language(round_, language, by=request.user, today=today, reader=reader)

    if attempt_here(request, change, done=say("rounds.approval.done", language=say(f"languages.{language}"))):
        log(request.user, "round.approved", organisation=request.organisation, subject=round_.code, language=language)
    return redirect("round-languages", request.organisation.code, round_.code)


@staff_page(Action.RUN_ROUND)
def show_promises(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show which promises are the round's own and which are shipped."""
    found = find_round(organisation, code)
    own = set(found.texts.filter(kind__in=KINDS).values_list("kind", "channel", "language"))
    used = found.channels.values_list("channel", flat=True)
    rows = [
        (kind, channel, say(f"rounds.channels.{channel}"), [(x, (kind, channel, x) in own) for x in found.languages])
        for kind in _list_kinds(found)
        for channel in used
    ]
    return show(request, "promises", found, rows=rows)


@staff_page(Action.RUN_ROUND)
def edit_promise(
    request: StaffRequest, organisation: Organisation, *, code: str, kind: str, channel: str, language: str
) -> HttpResponse:
    """Change a promise, or take back to the shipped one."""
    found = find_round(organisation, code)
    if kind not in KINDS or language not in found.languages or not found.channels.filter(channel=channel).exists():
        raise Http404
    shipped = ship_privacy(kind, channel, language, has_comments=bool(text_items(read_instrument(found))))
    own = found.texts.filter(kind=kind, channel=channel, language=language).first()
    key = {"kind": kind, "channel": channel, "language": language}
    form = PrivacyForm(request.POST or None, initial={"text": own.text if own else shipped}, language=language)
    if "reset" in request.POST:
        if attempt_here(request, lambda: reset_privacy(found, **key), done=say("rounds.saved")):
            log(request.user, "round.promise", organisation=organisation, subject=found.code, **key)
        return redirect("round-promises", organisation.code, found.code)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: write_privacy(found, **key, text=text)):
            log(request.user, "round.promise", organisation=organisation, subject=found.code, **key)
            return redirect("round-promises", organisation.code, found.code)
    return show(
        request,
        "promise",
        found,
        form=form,
        is_own=own is not None,
        is_young=kind == YOUNG,
        channel_name=say(f"rounds.channels.{channel}"),
        language_name=say(f"languages.{language}"),
    )


def _list_kinds(round_: Round) -> tuple[str, ...]:
    return KINDS if round_.young_groups else KINDS[:1]


@dataclass(frozen=True, slots=True)
class PromiseText:
    """What respondents are promised in a language: the sentences of every way to answer, and those of each alone."""

    is_young: bool
    common: str
    own: tuple[tuple[str, str], ...]


def _list_promises(round_: Round, instrument: Instrument, language: str) -> list[PromiseText]:
    """Return the promises in a language so that whoever reads them meets each sentence once."""
    own = {(t.kind, t.channel): t.text for t in round_.texts.filter(kind__in=KINDS, language=language)}
    has_comments = bool(text_items(instrument))
    channels = list(round_.channels.values_list("channel", flat=True))
    return [
        _join_promises(
            kind,
            {
                say(f"rounds.channels.{channel}"): own.get((kind, channel))
                or ship_privacy(kind, channel, language, has_comments=has_comments)
                for channel in channels
            },
        )
        for kind in _list_kinds(round_)
    ]


def _join_promises(kind: str, promises: Mapping[str, str]) -> PromiseText:
    lines = {channel: text.splitlines() for channel, text in promises.items()}
    shared = set.intersection(*map(set, lines.values())) if lines else set()
    first = next(iter(lines.values()), [])
    own = ((channel, "\n".join(line for line in held if line not in shared)) for channel, held in lines.items())
    common = "\n".join(line for line in first if line in shared)
    return PromiseText(kind == YOUNG, common, tuple((channel, text) for channel, text in own if text))


def _list_items(instrument: Instrument, words: Texts) -> list[tuple[str, list[str]]]:
    """Return each question with its alternatives, those only where they are others than the question's before it."""
    scales = ["", *(item.scale for item in instrument.items)]
    return [
        (words.items[item.code].text, [words.scales[item.scale][c.name] for c in item.categories])
        if item.scale != before
        else (words.items[item.code].text, [])
        for item, before in zip(instrument.items, scales, strict=False)
    ]
