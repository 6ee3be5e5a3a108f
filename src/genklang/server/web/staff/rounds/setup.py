"""Setting up a round: the list, a new one, its own page with what is missing, and the pages of each decision."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from genklang.instrument.shelf import shipped
from genklang.server.fieldwork.channel import channels
from genklang.server.fieldwork.models import Round
from genklang.server.fieldwork.operations.questions import read_instrument
from genklang.server.fieldwork.operations.rounds import (
    change_basics,
    change_conduct,
    copy_round,
    create_round,
    delete_round,
    set_channels,
    set_places,
    set_test,
    set_young_groups,
    write_lessons,
)
from genklang.server.fieldwork.queries.rounds import list_rounds
from genklang.server.fieldwork.rules.policies import list_policies
from genklang.server.fieldwork.rules.rounds import Refusal, is_planned
from genklang.server.organisation.models import Organisation, Unit
from genklang.server.organisation.operations import log
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.rounds.forms import (
    COPY,
    BasicsForm,
    ConductForm,
    LessonsForm,
    NewRoundForm,
    TickForm,
)
from genklang.server.web.staff.rounds.pages import (
    attempt,
    attempt_here,
    find_round,
    name_groups,
    read_language,
    say,
    show,
    tell,
)

CHANNEL_ORDER = ("link", "code", "letter", "email", "sms", "kiosk", "paper", "keyed", "assisted", "professional")


@staff_page(Action.VIEW_ORGANISATION)
def show_rounds(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """List the organisation's rounds, with counts for those who follow all of it."""
    sees_counts = request.access.may_everywhere(Action.VIEW_FIELDWORK)
    return render(request, "staff/rounds/list.html", {"rounds": list_rounds(organisation), "sees_counts": sees_counts})


@staff_page(Action.RUN_ROUND)
def new_round(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Set up a round: last year's once more, or a questionnaire."""
    held = sorted(list_rounds(organisation), key=is_planned)
    earlier = {f"{COPY}{r.code}": r for r in held}
    initial = {"start": f"{COPY}{request.GET['copy']}"} if "copy" in request.GET else {}
    form = NewRoundForm(
        request.POST or None,
        earlier=earlier.values(),
        questionnaires=[(f"{i}/{v}", say(f"rounds.questionnaires.{i}") + f" ({v})") for i, v in shipped()],
        today=timezone.localdate(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _start(organisation, form, earlier)
        except Refusal as refusal:
            form.add_error(None, tell(refusal))
        else:
            log(request.user, "round.created", organisation=organisation, subject=made.code)
            return redirect("round", organisation.code, made.code)
    return render(request, "staff/rounds/new.html", {"form": form}, status=400 if form.errors else 200)


def _start(organisation: Organisation, form: NewRoundForm, earlier: dict[str, Round]) -> Round:
    start = form.cleaned_data["start"]
    if start in earlier:
        return copy_round(Round.objects.get(pk=earlier[start].pk), form.basics())
    return create_round(organisation, form.basics(), questionnaire=start, language=read_language())


@staff_page(Action.RUN_ROUND)
def edit_basics(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Change title, period and days."""
    found = find_round(organisation, code)
    initial = {name: getattr(found, name) for name in ("title", "period", "opens", "closes")}
    form = BasicsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: change_basics(found, form.basics())):
        return _done(request, found, "round.changed")
    return show(request, "basics", found, form=form)


@staff_page(Action.RUN_ROUND)
def edit_conduct(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Change how the round is shown, mixed and protected."""
    found = find_round(organisation, code)
    initial = {
        "one_per_page": str(int(found.one_per_page)),
        "mix_size": str(found.mix_size or 0),
        "policy": found.policy,
        "target_rate": found.target_rate,
    }
    form = ConductForm(request.POST or None, initial=initial, policies=list_policies(found))
    before = found.policy
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if attempt(form, lambda: change_conduct(found, **wish)):
            if wish["policy"] != before:
                log(request.user, "round.policy", organisation=organisation, subject=found.code, to=wish["policy"])
            return _done(request, found, "round.changed")
    return show(request, "conduct", found, form=form)


@staff_page(Action.RUN_ROUND)
def edit_places(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Choose which units ask which target groups."""
    found = find_round(organisation, code)
    units = list(Unit.objects.filter(organisation=organisation, is_active=True).order_by("name"))
    groups = name_groups(read_instrument(found))
    if request.method == "POST":
        wanted = _read_places(request, units, list(groups))
        young = [g for g in request.POST.getlist("young") if g in groups]

        def change() -> None:
            set_places(found, wanted)
            if is_planned(found):
                set_young_groups(found, young)

        if attempt_here(request, change):
            return _done(request, found, "round.places")
    held = set(found.places.values_list("unit__code", "target_group"))
    rows = [(unit, [(group, (unit.code, group) in held) for group in groups]) for unit in units]
    return show(request, "places", found, rows=rows, groups=groups, form=None)


def _read_places(request: StaffRequest, units: Sequence[Unit], groups: list[str]) -> list[tuple[Unit, str]]:
    everywhere = set(request.POST.getlist("everywhere"))
    ticked = set(request.POST.getlist("place"))
    return [(u, g) for u in units for g in groups if g in everywhere or f"{u.code}/{g}" in ticked]


@staff_page(Action.RUN_ROUND)
def edit_channels(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Choose how people can answer."""
    found = find_round(organisation, code)
    used = list(found.channels.values_list("channel", flat=True))
    names = sorted(channels(), key=lambda name: (name not in CHANNEL_ORDER, CHANNEL_ORDER.index(name)))
    form = TickForm(
        request.POST or None,
        initial={"chosen": used},
        label=say("rounds.fields.channels"),
        choices=[(name, say(f"rounds.channels.{name}")) for name in names],
        help_text=say("rounds.help.channels") if is_planned(found) else say("rounds.help.channels_open"),
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["chosen"]
        if attempt(form, lambda: set_channels(found, chosen)):
            return _done(request, found, "round.channels", channels=sorted(chosen))
    return show(request, "channels", found, form=form)


@staff_page(Action.RUN_ROUND)
def edit_lessons(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Write down what was learned."""
    found = find_round(organisation, code)
    form = LessonsForm(request.POST or None, initial={"lessons": found.lessons})
    if request.method == "POST" and form.is_valid():
        write_lessons(found, form.cleaned_data["lessons"])
        return _done(request, found, "round.lessons")
    return show(request, "lessons", found, form=form)


@staff_page(Action.RUN_ROUND)
def switch_test(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Begin or end trying a planned round."""
    found = find_round(organisation, code)
    if request.method == "POST":
        is_test = not found.is_test
        done = say("rounds.test.begun") if is_test else say("rounds.test.ended")
        if attempt_here(request, lambda: set_test(found, is_test=is_test), done=done):
            log(request.user, "round.test", organisation=organisation, subject=found.code, on=is_test)
    return redirect("round-preview", organisation.code, found.code)


@staff_page(Action.RUN_ROUND)
def drop_round(request: StaffRequest, organisation: Organisation, *, code: str) -> HttpResponse:
    """Delete a round that was never opened."""
    found = find_round(organisation, code)
    if request.method == "POST" and attempt_here(request, lambda: delete_round(found)):
        log(request.user, "round.deleted", organisation=organisation, subject=code)
        messages.success(request, say("rounds.delete.done", title=found.title))
        return redirect("rounds", organisation.code)
    page = {
        "question": say("rounds.delete.question", title=found.title),
        "consequence": say("rounds.delete.consequence"),
        "button": say("rounds.delete.button"),
        "back": reverse("round", args=[organisation.code, found.code]),
    }
    return render(request, "staff/confirm.html", page)


def _done(request: StaffRequest, round_: Round, action: str, **details: list[str]) -> HttpResponse:
    log(request.user, action, organisation=request.organisation, subject=round_.code, **details)
    messages.success(request, say("rounds.saved"))
    return redirect("round", request.organisation.code, round_.code)
