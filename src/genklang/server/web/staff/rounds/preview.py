"""The pages that respondents will see, walked through by staff in every language and channel; nothing is stored."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from genklang.server.fieldwork.models import Case, RoundChannel
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.queries.rounds import list_places
from genklang.server.jobs.print_posters import place_address
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.respondent.answering import answer_visit
from genklang.server.web.respondent.pages import respondent_page
from genklang.server.web.respondent.passes import Pass
from genklang.server.web.respondent.visit import make_visit
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, name_groups, say, show


@staff_page(Action.RUN_ROUND)
def show_preview(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """List what can be walked through: a place of each target group, each channel, each language."""
    found = find_round(organisation, code)
    names = name_groups(read_instrument(found))
    first_of_group = {place.target_group: place for place in reversed(list_places(found))}
    used = found.channels.values_list("channel", flat=True)
    groups = [(names.get(g, g), place, place_address(place)) for g, place in sorted(first_of_group.items())]
    ways = [(channel, say(f"rounds.channels.{channel}")) for channel in used]
    languages = [(language, say(f"languages.{language}")) for language in found.languages]
    return show(request, "preview", found, groups=groups, ways=ways, languages=languages)


@staff_page(Action.RUN_ROUND)
def walk_preview(
    request: StaffRequest, organisation: Organisation, *, code: str, place: int, channel: str
) -> HttpResponseBase:
    """Answer as a respondent would; the round counts as being tried, so that nothing is stored."""
    found = find_round(organisation, code)
    here = get_object_or_404(list_places(found), pk=place)
    get_object_or_404(RoundChannel, round=found, channel=channel)
    found.is_test = True
    here.round = found
    visit = make_visit(Pass("preview", here, Case(place=here, channel=channel)))
    return respondent_page(answer_visit)(request, visit=visit)
