"""A round's own page: its state, what is missing, what comes next, and the way to all its other pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from genklang.errors import Problem, read_problems
from genklang.server.fieldwork.channel import channels
from genklang.server.fieldwork.models import MixKey, Round, State
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.queries.checklist import Step, list_steps
from genklang.server.fieldwork.queries.progress import Progress, read_progress
from genklang.server.fieldwork.rules.rounds import is_planned
from genklang.server.jobs.compute import MIXED
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.rules import Action
from genklang.server.results.queries import latest
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.pages import find_round, followed_units, name_groups, say, show, tell_limits

SETTING_UP: Final = ("basics", "conduct", "questions", "places", "channels", "languages", "promises")
LINKS: Final[Sequence[tuple[str, str, Action]]] = (
    *((f"round-{page}", f"rounds.headings.{page}", Action.RUN_ROUND) for page in SETTING_UP),
    ("round-audio", "audio.title", Action.RUN_ROUND),
    *((f"round-{page}", f"rounds.headings.{page}", Action.RUN_ROUND) for page in ("preview", "keys", "earlier")),
    ("contacts", "contacts.title", Action.RUN_ROUND),
    ("round-handouts", "rounds.headings.handouts", Action.HAND_OUT),
    ("round-desks", "desks.title", Action.HAND_OUT),
    ("key-in-pile", "keyed.title", Action.KEY_IN),
    ("assist", "keyed.assist.title", Action.KEY_IN),
    ("paper", "scans.print.title", Action.HAND_OUT),
    ("scans", "scans.title", Action.KEY_IN),
    ("round-progress", "rounds.headings.following", Action.VIEW_FIELDWORK),
    ("round-plan", "rounds.headings.plan", Action.VIEW_FIELDWORK),
    ("round-results", "rounds.headings.results", Action.SEE_RESULTS),
    ("round-comments", "rounds.headings.comments", Action.SEE_COMMENTS),
    *((f"round-{p}", f"rounds.headings.{p}", Action.RUN_ROUND) for p in ("lessons", "extend", "close", "delete")),
)
"""The pages of a round: address, the key of the heading, and what it takes to open them."""
ONLY_PLANNED: Final = frozenset({"round-basics", "round-conduct", "round-promises", "round-keys", "round-delete"})
"""Pages that change what an opened round has settled."""
TRY_AGAIN: Final[Mapping[str, str]] = {State.CLOSED: "round-again", State.MIXED: "round-compute"}
"""Where the work that something stopped is begun again, by the state of the round."""
ANSWERED_FOR: Final = {"key-in-pile": "keyed", "assist": "assisted", "paper": "paper", "scans": "paper"}
"""Pages on which staff bring in the answers, with the channel that they are of."""


@staff_page(Action.VIEW_ORGANISATION)
def show_round(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show a round: its state, what is missing, what comes next; figures only of the units that the reader follows."""
    found = find_round(organisation, code)
    today = timezone.localdate()
    steps = [_tell_step(found, step) for step in list_steps(found, today=today)] if is_planned(found) else []
    missing = [step for step in steps if step.blocks and not step.is_done]
    progress = _find_progress(request, found)
    key = MixKey.objects.filter(round=found).first()
    return show(
        request,
        "round",
        found,
        steps=steps,
        next_step=missing[0] if missing else None,
        whole=progress.whole if progress else None,
        behind=len(progress.behind) if progress else 0,
        questionnaire=read_instrument(found),
        copied_from=found.copied_from,
        grace_day=date_format(timezone.localtime(found.grace_ends), "j F H:i") if found.grace_ends else "",
        custodian=key.second_custodian if key else "",
        needs_erasing=bool(key and key.destroyed_on and not key.recovery_erased_on),
        problems=_find_problems(found),
        limits=tell_limits(found),
        try_again=TRY_AGAIN.get(found.state, ""),
        links=_list_links(request, found),
    )


def _find_problems(round_: Round) -> tuple[Problem, ...]:
    """Return what has stopped the round's finishing, or the computing of its results."""
    publication = latest(round_) if round_.state == State.MIXED else None
    return read_problems(publication.problems if publication else round_.problems)


def _find_progress(request: StaffRequest, round_: Round) -> Progress | None:
    if is_planned(round_) or not request.access.may(Action.VIEW_FIELDWORK):
        return None
    return read_progress(round_, today=timezone.localdate(), unit_ids=followed_units(request))


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the checklist: where it leads, what it is, and what it lacks."""

    url: str
    name: str
    lacks: str
    blocks: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def _tell_step(round_: Round, step: Step) -> StepLine:
    organisation = round_.organisation.code
    addresses = {"organisation": ("settings", [organisation]), "contacts": ("contacts", [organisation, round_.code])}
    name, parts = addresses.get(step.page, (f"round-{step.page}", [organisation, round_.code]))
    lacks = say(f"rounds.missing.{step.fault}", about=_name_about(round_, step)) if step.fault else ""
    return StepLine(reverse(name, args=parts), say(f"rounds.steps.{step.page}"), lacks, step.blocks)


def _name_about(round_: Round, step: Step) -> str:
    """Return whom a missing step concerns, by the names that people know: languages, groups or channels."""
    if step.fault == "group_without_questions":
        names = name_groups(read_instrument(round_))
        return ", ".join(names.get(code, code) for code in step.about)
    area = "rounds.channels" if step.fault == "no_contacts" else "languages"
    return ", ".join(say(f"{area}.{code}") for code in step.about)


def _list_links(request: StaffRequest, round_: Round) -> list[tuple[str, str]]:
    """Return the pages of a round that the reader may open, with their names."""
    named = [(name, key) for name, key, action in LINKS if request.access.may(action)]
    skipped = set() if round_.state == State.OPEN else {"round-extend", "round-close"}
    if not is_planned(round_):
        skipped |= ONLY_PLANNED
    if round_.state not in MIXED:
        skipped.add("round-comments")
    used = set(round_.channels.values_list("channel", flat=True))
    skipped |= {address for address, channel in ANSWERED_FOR.items() if channel not in used}
    if not any(channels()[name].reaches for name in used):
        skipped.add("contacts")
    return [(name, say(key)) for name, key in named if name not in skipped]
