"""Founds the country: organisations with their units, programmes, and people with their roles."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from genklang.server.organisation.codes import make_code
from genklang.server.organisation.models import Kind, Membership, Organisation, Programme, Unit, User
from genklang.server.organisation.operations.audit import log


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in to the demonstration."""

    email: str
    name: str
    roles: tuple[str, ...]


def read_country() -> dict[str, Any]:
    """Return the country as it is written."""
    source = files("genklang").joinpath("content", "demo", "country.toml")
    return tomllib.loads(source.read_text("utf-8"))


def found_country(country: dict[str, Any]) -> list[Organisation]:
    """Make organisations with their units, and the programmes that they take part in."""
    made = [_found(one, country["surveys"]) for one in country["organisations"]]
    by_code = {organisation.code: organisation for organisation in made}
    for one in country["programmes"]:
        programme = Programme.objects.create(
            owner=by_code[one["owner"]], code=one["code"], name=one["name"], instrument=one["instrument"]
        )
        programme.participants.set([by_code[code] for code in one["participants"]])
    return made


def add_people(country: dict[str, Any]) -> list[SignIn]:
    """Make the people with their roles; all have the country's password."""
    return [_add_person(one, country["password"]) for one in country["people"]]


def _found(one: dict[str, Any], surveys: dict[str, Any]) -> Organisation:
    name, phone, email = one.get("support", ("", "", ""))
    made = Organisation.objects.create(
        code=one["code"],
        name=one["name"],
        kind=one.get("kind", Kind.MUNICIPALITY),
        country=one.get("country", "SE"),
        support_name=name,
        support_phone=phone,
        support_email=email,
    )
    units = surveys[one["survey"]]["units"] if "survey" in one else {}
    taken: set[str] = set()
    for unit in units:
        code = make_code(unit, taken, otherwise="unit")
        taken.add(code)
        Unit.objects.create(organisation=made, code=code, name=unit)
    log(None, "organisation.founded", organisation=made, subject=made.name)
    return made


def _add_person(one: dict[str, Any], password: str) -> SignIn:
    user = User.objects.create_user(one["email"], one["name"], password, language=one.get("language", "sv"))
    told = []
    for code, role, *unit in one["roles"]:
        organisation = Organisation.objects.get(code=code)
        place = organisation.units.get(code=unit[0]) if unit else None
        Membership.objects.create(user=user, organisation=organisation, unit=place, role=role)
        told.append(f"{role.replace('_', ' ')}, {place.name if place else organisation.name}")
    return SignIn(one["email"], one["name"], tuple(told))
