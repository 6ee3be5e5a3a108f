"""Pages for those who were written to: declining further messages, and a professional's list of cases."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from genklang.server.fieldwork.models import Case
from genklang.server.fieldwork.operations.contacts import decline
from genklang.server.fieldwork.queries.contacts import list_siblings
from genklang.server.fieldwork.tokens import find_case
from genklang.server.web.address import read_address
from genklang.server.web.respondent.languages import LANGUAGES, choose_language
from genklang.server.web.respondent.limits import entry_limit
from genklang.server.web.respondent.pages import respondent_page, show_notice, show_page
from genklang.server.web.respondent.passes import choose_ref, give_pass


@csrf_exempt  # a mail program's one-click unsubscription (RFC 8058) has no page of ours to come from
@respondent_page
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more messages; a GET, as from a mail scanner, changes nothing."""
    case = _find_invited(request, token)
    if isinstance(case, HttpResponse):
        return case
    if request.method == "POST":
        decline(case)
        return show_notice(request, "invited.stopped", language=_language(request, case))
    page = {"token": token, "organisation": case.place.round.organisation}
    return show_page(request, "stop", page, language=_language(request, case))


@respondent_page
def list_cases(request: HttpRequest, token: str) -> HttpResponse:
    """Show a professional the cases to answer for, and open the one that is chosen."""
    case = _find_invited(request, token)
    if isinstance(case, HttpResponse):
        return case
    cases = list_siblings(case)
    chosen = next((one for one in cases if str(one.pk) == request.POST.get("case")), None)
    if chosen is None:
        page = {"cases": cases, "organisation": case.place.round.organisation}
        return show_page(request, "cases", page, language=_language(request, case))
    ref = choose_ref(request, chosen)
    response = HttpResponseRedirect(reverse("answer", args=[ref]))
    give_pass(request, response, ref, chosen)
    return response


def _find_invited(request: HttpRequest, token: str) -> Case | HttpResponse:
    """Return the case of a message's link, or the page that says that there is none any more."""
    language = choose_language(request, LANGUAGES)
    if entry_limit.is_over(read_address(request)):
        return show_notice(request, "entry.limit", language=language, status=429)
    case = find_case(token)
    if case is not None and hasattr(case, "contact"):
        return case
    entry_limit.count(read_address(request))
    return show_notice(request, "invited.gone", language=language, status=404)


def _language(request: HttpRequest, case: Case) -> str:
    return choose_language(request, LANGUAGES, request.GET.get("language", ""), case.language)
