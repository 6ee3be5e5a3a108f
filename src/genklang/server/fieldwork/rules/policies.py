"""Which limits for what is shown a round may have: of its country or its server, none weaker than promised."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Q

from genklang.disclosure.policy import DEFAULT, Policy, find_shipped_policy, load_policy, shipped_policies
from genklang.errors import Failure
from genklang.server.fieldwork.models import Round
from genklang.server.organisation.models import Organisation, Programme

STANDARD: Final = "standard"
COUNTRIES: Final[Mapping[str, tuple[str, ...]]] = {"SE": ("kolada",), "DK": ("lup",)}
"""The shipped policies of each country's national surveys."""


def list_country_policies(country: str, year: str) -> dict[str, Policy]:
    """Return by name the policies for a country in a year: the standard first, those of this server last.

    One that would show fewer answers than the promise says is none of them, nor one that cannot be read.
    """
    shipped = {name: find_shipped_policy(name, year) for name in COUNTRIES.get(country, ())}
    own: dict[str, Policy] = {}
    for path in sorted(_shelf().glob("*.toml")):
        if path.stem not in {STANDARD, *shipped_policies()}:
            with suppress(Failure):
                own[path.stem] = load_policy(path)
    found = {STANDARD: DEFAULT, **shipped, **own}
    return {name: policy for name, policy in found.items() if policy.minimum >= DEFAULT.minimum}


def list_policies(round_: Round) -> dict[str, Policy]:
    """Return by name the policies that a round may have: none weaker than that of a programme that it is part of."""
    found = list_country_policies(round_.organisation.country, str(round_.opens.year))
    floors = [found[name] for name in _list_programmes(round_.organisation, round_.instrument_id) if name in found]
    return {name: policy for name, policy in found.items() if all(policy.holds(floor) for floor in floors)}


def suggest_policy(organisation: Organisation, instrument_id: str) -> str:
    """Return the policy that a new round of a questionnaire begins with: that of its programme, or the standard."""
    return next(iter(_list_programmes(organisation, instrument_id)), STANDARD)


def find_source(round_: Round) -> Path | None:
    """Return where the policy of a round comes from, as a report's request has it: a file or `name/year`."""
    if round_.policy == STANDARD:
        return None
    own = _shelf() / f"{round_.policy}.toml"
    return Path(round_.policy) / str(round_.opens.year) if round_.policy in shipped_policies() else own


def _list_programmes(organisation: Organisation, instrument_id: str) -> list[str]:
    """Return the policies of the programmes that an organisation's rounds of a questionnaire are part of."""
    part = Programme.objects.filter(Q(participants=organisation) | Q(owner=organisation))
    part = part.filter(instrument__startswith=f"{instrument_id}/")
    return list(part.order_by("pk").values_list("policy", flat=True).distinct())


def _shelf() -> Path:
    return Path(settings.DATA) / "policies"
