"""What the pages of rounds share: their words, finding a round, and telling why something is not possible."""

from collections.abc import Callable, Iterable
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import lazy
from django.utils.translation import get_language

from genklang.disclosure.policy import Policy
from genklang.errors import Failure, Problem
from genklang.instrument.model import Instrument
from genklang.server import texts
from genklang.server.fieldwork.models import Place, Round
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.queries.rounds import list_places
from genklang.server.fieldwork.rules.policies import list_country_policies
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest


def tell_limits(round_: Round) -> str:
    """Return in plain words which limits for what is shown a round has."""
    found = list_country_policies(round_.organisation.country, str(round_.opens.year)).get(round_.policy)
    return tell_policy(round_.policy, found) if found else round_.policy


def tell_policy(name: str, policy: Policy) -> str:
    """Return in plain words what the limits of a policy come to; one of the server's own goes by its name."""
    shipped = texts.say(read_language(), f"staff/rounds.policies.{name}") if name in SHIPPED else name
    limits = {key: getattr(policy, key) for key in ("minimum", "full", "offered")}
    parts = ["some", *(["whole"] if policy.full > policy.minimum else []), *(["asked"] if policy.offered > 1 else [])]
    return " ".join([f"{shipped}:", *(say(f"rounds.limits.{part}", **limits) for part in parts)])


SHIPPED: Final = frozenset({"standard", "kolada", "lup"})
MOST_TOLD: Final = 20


def read_language() -> str:
    """Return the language of the page."""
    return get_language() or "en"


def say(key: str, /, **values: object) -> str:
    """Return staff words in the language of the page: `rounds.new`, `rounds_print.posters` …"""
    return texts.say(read_language(), f"staff/{key}", **values)


say_later = lazy(say, str)


def tell(refusal: Refusal) -> str:
    """Return why something is not possible, and what to do."""
    reason = {"reason": " ".join(map(tell_problem, refusal.problems))} if refusal.problems else {}
    return say(f"rounds_refused.{refusal.key}", **refusal.values, **reason)


def tell_problem(found: Problem) -> str:
    """Return what is wrong, and what to do, in the reader's language."""
    return texts.tell(read_language(), found)


def tell_failure(failure: Failure) -> list[str]:
    """Return what is wrong with a file, as sentences in the reader's language."""
    told = [tell_problem(found) for found in failure.problems[:MOST_TOLD]]
    left = len(failure.problems) - MOST_TOLD
    return [*told, say("rounds_earlier.more", count=left)] if left > 0 else told


def find_round(organisation: Organisation, code: str) -> Round:
    """Return the organisation's round of this code; 404 where there is none."""
    return get_object_or_404(Round.objects.select_related("organisation"), organisation=organisation, code=code)


def attempt(form: forms.Form, change: Callable[[], object]) -> bool:
    """Make a change that a valid form asks for; where it is refused, say so on the form and return False."""
    try:
        change()
    except Refusal as refusal:
        form.add_error(None, tell(refusal))
        return False
    return True


def attempt_here(request: StaffRequest, change: Callable[[], object], *, done: str = "") -> bool:
    """Make a change that a button asks for; say `done`, or why it is refused, on the next page."""
    try:
        change()
    except Refusal as refusal:
        messages.error(request, tell(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def show(request: StaffRequest, page: str, round_: Round, **values: object) -> HttpResponse:
    """Return a page of a round; status 400 where its form has faults."""
    form = values.get("form")
    has_faults = isinstance(form, forms.Form) and bool(form.errors)
    context = {"round": round_, "heading": say(f"rounds.headings.{page}", title=round_.title), **values}
    return render(request, f"staff/rounds/{page}.html", context, status=400 if has_faults else 200)


def followed_units(request: StaffRequest) -> frozenset[int] | None:
    """Return the ids of the units whose field work the reader may follow; None: all."""
    if request.access.may_everywhere(Action.VIEW_FIELDWORK):
        return None
    return request.access.unit_ids(Action.VIEW_FIELDWORK)


def name_groups(instrument: Instrument) -> dict[str, str]:
    """Return the names of the target groups by code, in the page's language or in whichever there is."""
    words = instrument.texts_in(read_language())
    return {g.code: words.target_groups.get(g.code, g.code) for g in instrument.target_groups}


def own_places(request: StaffRequest, round_: Round) -> list[Place]:
    """Return the places of a round at which the user hands out."""
    return list(list_places(round_, request.access.unit_ids(Action.HAND_OUT)))


def name_places(round_: Round, places: Iterable[Place]) -> list[tuple[str, str]]:
    """Return places as choices of a form, by unit and target group."""
    names = name_groups(read_instrument(round_))
    return [(str(p.pk), f"{p.unit.name} · {names.get(p.target_group, p.target_group)}") for p in places]
