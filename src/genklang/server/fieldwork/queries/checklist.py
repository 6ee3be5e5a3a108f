"""What is still missing before a round can open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from genklang.server.fieldwork.channel import channels
from genklang.server.fieldwork.models import Contact, MixKey, Round
from genklang.server.fieldwork.operations.questions import GROUPS, ITEMS, read_instrument
from genklang.server.fieldwork.rules.policies import list_policies


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `page` is where, `fault` the key of what is missing ("": done), `about` the codes it concerns.

    `blocks`: the round cannot open without it.
    """

    page: str
    fault: str = ""
    about: tuple[str, ...] = ()
    blocks: bool = True

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.fault


def list_steps(round_: Round, *, today: date) -> list[Step]:
    """Return the steps of setting up a round in the order they are taken, with what each still lacks."""
    used = list(round_.channels.values_list("channel", flat=True))
    return [
        Step("basics", "dates_past" if round_.closes < today else ""),
        Step("conduct", "" if round_.policy in list_policies(round_) else "policy_too_weak"),
        _check_places(round_),
        Step("channels", "" if used else "no_channel"),
        *_check_channels(round_, used),
        _check_languages(round_),
        _check_approvals(round_),
        _check_support(round_),
        _check_key(round_),
    ]


def list_missing(round_: Round, *, today: date) -> list[Step]:
    """Return the steps without which the round cannot open."""
    return [step for step in list_steps(round_, today=today) if step.fault and step.blocks]


def _check_places(round_: Round) -> Step:
    asked = set(round_.places.values_list("target_group", flat=True))
    if not asked:
        return Step("places", "no_place")
    instrument = read_instrument(round_)
    silent = [group for group in asked if not instrument.items_for(group)]
    return Step("questions", "group_without_questions", tuple(sorted(silent))) if silent else Step("places")


def _check_channels(round_: Round, used: list[str]) -> Iterator[Step]:
    listed = {name for name in used if channels()[name].reaches}
    if listed:
        reached = set(Contact.objects.filter(case__place__round=round_).values_list("case__channel", flat=True))
        yield from (Step("contacts", "no_contacts", (name,), blocks=False) for name in sorted(listed - reached))
    if "sms" in used and not settings.SMS_GATEWAY:
        yield Step("channels", "no_gateway")
    if "letter" in used and not round_.organisation.return_address.strip():
        yield Step("organisation", "no_return_address")


def _check_languages(round_: Round) -> Step:
    written = read_instrument(round_).texts
    absent = [language for language in round_.languages if language not in written]
    local = [a for part in (ITEMS, GROUPS) for a in round_.additions.get(part, ())]
    absent += [x for x in round_.languages if x in written and any(x not in a["texts"] for a in local)]
    if not round_.languages:
        return Step("languages", "no_language")
    return Step("questions", "untranslated", tuple(absent)) if absent else Step("questions")


def _check_approvals(round_: Round) -> Step:
    approved = set(round_.approvals.values_list("language", flat=True))
    raw = [language for language in round_.languages if language not in approved]
    return Step("languages", "not_approved" if raw else "", tuple(raw))


def _check_support(round_: Round) -> Step:
    organisation = round_.organisation
    has_support = organisation.support_phone or organisation.support_email
    return Step("organisation", "" if has_support else "no_support")


def _check_key(round_: Round) -> Step:
    key = MixKey.objects.filter(round=round_).first()
    if key is None:
        return Step("keys", "no_key")
    return Step("keys", "" if key.recovery_tried_on else "key_not_tried")
