"""Sets up a round, changes it while it is planned, extends it, and copies last year's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from genklang.instrument.model import Instrument
from genklang.instrument.publish import from_json, to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.channel import channels
from genklang.server.fieldwork.models import Case, Place, Round, RoundChannel, RoundText, State
from genklang.server.fieldwork.rules.policies import list_policies, suggest_policy
from genklang.server.fieldwork.rules.rounds import Refusal, require_planned, require_running
from genklang.server.fieldwork.tokens import set_hashes
from genklang.server.organisation.models import Organisation, Unit

YOUNG_GROUPS = frozenset({"ungdomar", "ensamkommande", "placerade_13plus"})
"""Target groups of the shipped questionnaires that are children and youths from thirteen years."""

COPIED = (
    *("instrument_id", "instrument", "additions", "languages", "young_groups"),
    *("one_per_page", "policy", "mix_size", "target_rate"),
)
"""What next year's round takes over as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What a round is called and when it runs."""

    title: str
    period: str
    opens: date
    closes: date


@transaction.atomic
def create_round(organisation: Organisation, basics: Basics, *, questionnaire: str, language: str) -> Round:
    """Make a planned round of a questionnaire on the shelf (`<id>/<version>`): link and paper, in one language."""
    _require_order(basics)
    published = find_instrument(questionnaire)
    spoken = [language] if language in published.instrument.texts else list(published.instrument.texts)[:1]
    made = Round.objects.create(
        organisation=organisation,
        code=_free_code(organisation, basics.period),
        instrument_id=published.instrument.id,
        instrument=to_json(published),
        policy=suggest_policy(organisation, published.instrument.id),
        languages=spoken,
        young_groups=[g.code for g in published.instrument.target_groups if g.code in YOUNG_GROUPS],
        **_columns(basics),
    )
    RoundChannel.objects.create(round=made, channel="link")
    return made


@transaction.atomic
def copy_round(source: Round, basics: Basics) -> Round:
    """Make a planned round that asks the same of the same places, in the same ways; nothing of its answers follows."""
    _require_order(basics)
    made = Round.objects.create(
        organisation=source.organisation,
        code=_free_code(source.organisation, basics.period),
        copied_from=source,
        **_columns(basics),
        **{name: getattr(source, name) for name in COPIED},
    )
    RoundChannel.objects.bulk_create(
        RoundChannel(round=made, channel=c.channel, settings=c.settings) for c in source.channels.all()
    )
    RoundText.objects.bulk_create(
        RoundText(round=made, kind=t.kind, channel=t.channel, language=t.language, subject=t.subject, text=t.text)
        for t in source.texts.all()
    )
    places = source.places.filter(unit__is_active=True).select_related("unit")
    _add_places(made, [(place.unit, place.target_group) for place in places])
    return made


def change_basics(round_: Round, basics: Basics) -> None:
    """Change what a planned round is called and when it runs."""
    require_planned(round_)
    _require_order(basics)
    for name, value in _columns(basics).items():
        setattr(round_, name, value)
    round_.save(update_fields=list(_columns(basics)))


def change_conduct(round_: Round, *, one_per_page: bool, mix_size: int | None, policy: str, target_rate: int) -> None:
    """Change how a planned round is shown, mixed, protected, and what response rate is aimed at."""
    require_planned(round_)
    if policy not in list_policies(round_):
        raise Refusal("policy_too_weak")
    round_.one_per_page, round_.mix_size, round_.policy = one_per_page, mix_size, policy
    round_.target_rate = target_rate
    round_.save(update_fields=["one_per_page", "mix_size", "policy", "target_rate"])


def extend_round(round_: Round, closes: date) -> None:
    """Let a round run longer."""
    require_running(round_)
    if closes <= round_.closes:
        raise Refusal("not_later")
    round_.closes = closes
    round_.save(update_fields=["closes"])


def write_lessons(round_: Round, lessons: str) -> None:
    """Keep what was learned, for whoever copies the round next year."""
    round_.lessons = lessons
    round_.save(update_fields=["lessons"])


def set_test(round_: Round, *, is_test: bool) -> None:
    """Let the links of a planned round work for trying, or stop that; nothing that is answered is kept."""
    require_planned(round_)
    round_.is_test = is_test
    round_.save(update_fields=["is_test"])


@transaction.atomic
def delete_round(round_: Round) -> None:
    """Delete a round that was never opened."""
    require_planned(round_)
    round_.delete()


@transaction.atomic
def set_places(round_: Round, wanted: Iterable[tuple[Unit, str]]) -> None:
    """Make the wanted units × target groups the round's places; an open round only gets more of them."""
    require_running(round_)
    held = {(place.unit_id, place.target_group): place for place in round_.places.all()}
    pairs = {(unit.pk, group): (unit, group) for unit, group in wanted}
    known = {group.code for group in _instrument(round_).target_groups}
    if any(group not in known for _, group in pairs):
        raise Refusal("no_such_group")
    gone = [place.pk for key, place in held.items() if key not in pairs]
    if gone and round_.state != State.PLANNED:
        raise Refusal("places_stay")
    if Case.objects.filter(place__in=gone).exists():
        raise Refusal("place_in_use")
    round_.places.filter(pk__in=gone).delete()
    _add_places(round_, [pair for key, pair in pairs.items() if key not in held])


def set_young_groups(round_: Round, groups: Sequence[str]) -> None:
    """Say which target groups are told in words for thirteen-year-olds."""
    require_planned(round_)
    round_.young_groups = sorted(groups)
    round_.save(update_fields=["young_groups"])


@transaction.atomic
def set_channels(round_: Round, wanted: Sequence[str]) -> None:
    """Make the wanted ways of answering the round's; an open round only gets more of them."""
    require_running(round_)
    if unknown := set(wanted) - channels().keys():
        raise Refusal("no_such_channel", channel=min(unknown))
    held = set(round_.channels.values_list("channel", flat=True))
    if held - set(wanted) and round_.state != State.PLANNED:
        raise Refusal("channels_stay")
    round_.channels.exclude(channel__in=wanted).delete()
    RoundChannel.objects.bulk_create(RoundChannel(round=round_, channel=c) for c in wanted if c not in held)


@transaction.atomic
def set_languages(round_: Round, wanted: Sequence[str]) -> None:
    """Make the wanted languages the round's, in the questionnaire's order; an open round only gets more of them."""
    require_running(round_)
    if not wanted:
        raise Refusal("no_language")
    if round_.state != State.PLANNED and set(round_.languages) - set(wanted):
        raise Refusal("languages_stay")
    approved = set(round_.approvals.values_list("language", flat=True))
    if round_.state != State.PLANNED and (raw := set(wanted) - set(round_.languages) - approved):
        raise Refusal("not_approved", language=min(raw))
    round_.languages = list(wanted)
    round_.save(update_fields=["languages"])


def _add_places(round_: Round, pairs: Iterable[tuple[Unit, str]]) -> None:
    places = [Place(round=round_, unit=unit, target_group=group) for unit, group in pairs]
    for place in places:
        set_hashes(place)
    Place.objects.bulk_create(places)


def _instrument(round_: Round) -> Instrument:
    return from_json(round_.instrument, where=round_.code).instrument


def _columns(basics: Basics) -> dict[str, object]:
    return {name: getattr(basics, name) for name in ("title", "period", "opens", "closes")}


def _require_order(basics: Basics) -> None:
    if basics.closes <= basics.opens:
        raise Refusal("closes_first")


def _free_code(organisation: Organisation, period: str) -> str:
    wished = slugify(period)[:50] or "round"
    taken = {"new", *organisation.rounds.values_list("code", flat=True)}
    numbered = (f"{wished}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (wished, *numbered) if code not in taken)
