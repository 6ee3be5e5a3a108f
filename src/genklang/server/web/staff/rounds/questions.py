"""What a round asks: the locked core, and local questions and target groups after it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from genklang.instrument.extend import core_scales
from genklang.instrument.model import Instrument
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.questions import (
    GROUPS,
    ITEMS,
    add_question,
    add_target_group,
    read_core,
    read_instrument,
    remove_addition,
    translate_addition,
)
from genklang.server.organisation.models import Organisation
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.forms import GroupForm, QuestionForm, WordsForm
from genklang.server.web.staff.rounds.pages import (
    attempt,
    attempt_here,
    find_round,
    name_groups,
    read_language,
    say,
    show,
)


@staff_page(Action.RUN_ROUND)
def show_questions(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Show the core, and the local parts with the languages that they still lack."""
    found = find_round(organisation, code)
    core = read_core(found).instrument
    words = core.texts_in(read_language())
    local = [
        (part, a, _find_lacking(found, a["texts"])) for part in (ITEMS, GROUPS) for a in found.additions.get(part, ())
    ]
    return show(
        request,
        "questions",
        found,
        core=[(item, words.items[item.code].text) for item in core.items],
        title=words.title,
        local=[
            (part == ITEMS, a, _pick(a["texts"]), [say(f"languages.{x}") for x in lacking])
            for part, a, lacking in local
        ],
    )


@staff_page(Action.RUN_ROUND)
def new_question(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Add a local question."""
    found = find_round(organisation, code)
    instrument = read_instrument(found)
    form = QuestionForm(
        request.POST or None,
        languages=_list_languages(found),
        scales=_list_scales(instrument),
        groups=name_groups(instrument),
    )

    def add() -> None:
        cleaned = form.cleaned_data
        add_question(found, scale=cleaned["scale"], groups=cleaned["groups"], words=form.words())

    return _take(request, found, form, add, "round.question_added", title=say("rounds.questions.new"))


@staff_page(Action.RUN_ROUND)
def new_group(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Add a local target group."""
    found = find_round(organisation, code)
    form = GroupForm(request.POST or None, languages=_list_languages(found))

    def add() -> None:
        add_target_group(found, asks_core=form.cleaned_data["asks_core"], words=form.words())

    return _take(request, found, form, add, "round.group_added", title=say("rounds.questions.new_group"))


@staff_page(Action.RUN_ROUND)
def translate(request: StaffRequest, organisation: Organisation, *, code: str, addition: str) -> HttpResponse:
    """Write the words of a local question or target group in more languages."""
    found = find_round(organisation, code)
    held = _find_addition(found, addition)
    initial = {f"words_{language}": text for language, text in held["texts"].items()}
    form = WordsForm(request.POST or None, initial=initial, languages=_list_languages(found))

    def change() -> None:
        translate_addition(found, addition, {**held["texts"], **form.words()})

    return _take(request, found, form, change, "round.question_translated", title=_pick(held["texts"]))


@staff_page(Action.RUN_ROUND)
def remove(request: StaffRequest, organisation: Organisation, *, code: str, addition: str) -> HttpResponse:
    """Take a local question or target group away."""
    found = find_round(organisation, code)
    _find_addition(found, addition)
    if request.method == "POST" and attempt_here(
        request, lambda: remove_addition(found, addition), done=say("rounds.saved")
    ):
        log(request.user, "round.question_removed", organisation=organisation, subject=found.code)
    return redirect("round-questions", organisation.code, found.code)


def _find_addition(round_: Round, code: str) -> dict[str, Any]:
    for part in (ITEMS, GROUPS):
        for held in round_.additions.get(part, ()):
            if held["code"] == code:
                return dict(held)
    raise Http404


def _take(
    request: StaffRequest, round_: Round, form: WordsForm, change: Callable[[], None], action: str, *, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, change):
        log(request.user, action, organisation=request.organisation, subject=round_.code)
        return redirect("round-questions", request.organisation.code, round_.code)
    return show(request, "words", round_, form=form, title=title)


def _list_languages(round_: Round) -> dict[str, str]:
    """Return the round's languages with their names: those that local words must be written in."""
    return {language: say(f"languages.{language}") for language in round_.languages}


def _list_scales(instrument: Instrument) -> list[tuple[str, str]]:
    """Return the scales of the questionnaire, each named by its alternatives."""
    words = instrument.texts_in(read_language())
    named = [
        (name, " / ".join(words.scales[name][category.name] for category in categories if not category.is_no_opinion))
        for name, categories in core_scales(instrument).items()
        if any(category.positive for category in categories)
    ]
    return [(name, alternatives) for name, alternatives in named if alternatives]


def _find_lacking(round_: Round, words: dict[str, str]) -> list[str]:
    return [language for language in round_.languages if language not in words]


def _pick(words: dict[str, str]) -> str:
    return words.get(read_language()) or next(iter(words.values()), "")
