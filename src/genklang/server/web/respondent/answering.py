"""The form itself. Nothing is stored until it is sent: every page carries what was answered before it."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from genklang.server.fieldwork.tokens import prove_begun
from genklang.server.jobs.take_response import Outcome, is_open, take
from genklang.server.web.respondent.draw import draw_start, draw_turn
from genklang.server.web.respondent.form import Form, drop_unasked
from genklang.server.web.respondent.help_lines import list_help
from genklang.server.web.respondent.languages import LANGUAGES, choose_language
from genklang.server.web.respondent.pages import respondent_page, show_notice, show_page
from genklang.server.web.respondent.passes import find_pass
from genklang.server.web.respondent.posted import Posted, new_submission, read_fields, read_posted
from genklang.server.web.respondent.replay import replay
from genklang.server.web.respondent.steps import START, Turn, turn
from genklang.server.web.respondent.visit import Visit, make_visit, refuse_visit

SPEAK: Final = "in:"
"""What the button that changes the language begins with."""
NOTICES: Final = {
    Outcome.ALREADY_ANSWERED: "end.already",
    Outcome.NOT_OPEN: "end.too_late",
}


@respondent_page
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the first page (GET), or where the pressed button leads (POST)."""
    opened = find_pass(request, ref)
    if opened is None:
        return show_notice(request, "entry.restart", language=choose_language(request, LANGUAGES), status=404)
    return answer_visit(request, make_visit(opened))


def answer_visit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answer one request of a visit: the first page, or where the pressed button leads. Staff's preview comes here."""
    return _go_on(request, visit) if request.method == "POST" else _begin(request, visit)


def _begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    now, case = timezone.now(), visit.opened.case
    language = choose_language(request, visit.languages, request.GET.get("language", ""), case.language if case else "")
    if case and case.is_used:
        return _tell(request, visit, "end.already", language)
    if refusal := refuse_visit(request, visit, language=language, now=now):
        return refusal
    posted = Posted(START, "", language, is_easy=False, is_change=False, submission=new_submission())
    return _show(request, visit, visit.make_form(language, is_easy=False), posted, Turn(START, {}), now=now)


def _go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    now, posted = timezone.now(), read_posted(request.POST)
    wish = posted.button.removeprefix(SPEAK) if posted.button.startswith(SPEAK) else posted.language
    language = choose_language(request, visit.languages, wish, posted.language)
    if refusal := refuse_visit(request, visit, language=language, now=now, begun=request.POST.get("begun", "")):
        return refusal
    is_easy = posted.button == "easy" or (posted.is_easy and posted.button != "plain")
    form = visit.make_form(language, is_easy=is_easy)
    shown = turn(
        form,
        read_fields(form, request.POST),
        step=posted.step,
        button=posted.button,
        one_per_page=visit.opened.round.one_per_page,
        is_change=posted.is_change,
    )
    if shown.is_sent:
        return _send(request, visit, form, posted, shown, now=now)
    return _show(request, visit, form, posted, shown, now=now)


def _send(
    request: HttpRequest, visit: Visit, form: Form, posted: Posted, shown: Turn, *, now: datetime
) -> HttpResponse:
    """Hand the answers over to be sealed, and say what became of them."""
    outcome = take(
        visit.opened.place,
        drop_unasked(form, shown.answers),
        submission=posted.submission,
        channel=visit.opened.channel,
        language=form.language,
        form_version=form.version,
        case=visit.opened.case,
        begun=request.POST.get("begun", ""),
        now=now,
    )
    if outcome in {Outcome.STORED, Outcome.REPEATED}:
        return _thank(request, visit, form)
    if outcome in NOTICES:
        return _tell(request, visit, NOTICES[outcome], form.language)
    if outcome == Outcome.TOO_LONG:
        return replay(request, "too_long", button="stay", status=413)
    return replay(request, "kept", button="send", status=503)


def _show(
    request: HttpRequest, visit: Visit, form: Form, posted: Posted, shown: Turn, *, now: datetime
) -> HttpResponse:
    round_ = visit.opened.round
    begun = prove_begun(round_) if round_.is_test or is_open(round_, now) else request.POST.get("begun", "")
    values = {
        **(draw_start(visit, form) if shown.step == START else draw_turn(form, shown)),
        "form": form,
        "step": shown.step,
        "submission": posted.submission,
        "begun": begun,
        "is_change": shown.is_change,
        "is_test": round_.is_test,
    }
    is_wrong = any(fault != "blank" for fault in shown.faults.values())
    return show_page(
        request,
        str(values["page"]),
        values,
        language=form.language,
        languages=visit.languages,
        organisation=round_.organisation,
        status=400 if is_wrong else 200,
    )


def _thank(request: HttpRequest, visit: Visit, form: Form) -> HttpResponse:
    organisation = visit.opened.round.organisation
    values = {"thanks": form.texts.thanks, "help_lines": list_help(organisation.country)}
    return show_page(
        request, "thanks", values, language=form.language, languages=(form.language,), organisation=organisation
    )


def _tell(request: HttpRequest, visit: Visit, words: str, language: str) -> HttpResponse:
    organisation = visit.opened.round.organisation
    return show_notice(request, words, language=language, languages=visit.languages, organisation=organisation)
