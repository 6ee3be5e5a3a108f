"""What staff pages read of organisations, units, members and the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from genklang.server.organisation.models import AuditEntry, Logo, Membership, Organisation, Role, Unit, User


@dataclass(frozen=True, slots=True)
class UnitInTree:
    """A unit with its depth below the top (0) and how many stand right below it."""

    unit: Unit
    depth: int
    children: int


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations in which the user has a role, by name."""
    return Organisation.objects.filter(memberships__user=user).distinct().order_by("name")


def read_logo(organisation: Organisation) -> bytes:
    """Return the organisation's logo (PNG); empty where it has none."""
    found = Logo.objects.filter(organisation=organisation).first() if organisation.logo else None
    return bytes(found.picture) if found else b""


def tree_of_units(organisation: Organisation) -> list[UnitInTree]:
    """Return all units of the organisation in the order of the tree, each level by name. One query."""
    below: dict[int | None, list[Unit]] = {}
    for unit in organisation.units.order_by("name", "pk"):
        below.setdefault(unit.parent_id, []).append(unit)
    return list(_walk(None, 0, below))


def _walk(above: int | None, depth: int, below: dict[int | None, list[Unit]]) -> Iterator[UnitInTree]:
    for unit in below.get(above, []):
        yield UnitInTree(unit, depth, len(below.get(unit.pk, [])))
        yield from _walk(unit.pk, depth + 1, below)


def lines_of_units(organisation: Organisation) -> dict[int, list[int]]:
    """Return each unit's id with the ids of the line from it up to the top. One query."""
    parents = dict(organisation.units.values_list("pk", "parent_id"))
    lines: dict[int, list[int]] = {}
    for unit, parent in parents.items():
        line, above = [unit], parent
        while above is not None:
            line.append(above)
            above = parents[above]
        lines[unit] = line
    return lines


def members_of(organisation: Organisation) -> list[tuple[User, list[Membership]]]:
    """Return the members by name, each with the roles held. One query."""
    memberships = organisation.memberships.select_related("user", "unit").order_by("user__name", "user__pk", "pk")
    found: dict[User, list[Membership]] = {}
    for membership in memberships:
        found.setdefault(membership.user, []).append(membership)
    return list(found.items())


def is_last_owner(membership: Membership) -> bool:
    """Return whether without this role nobody would own the organisation's system."""
    owners = membership.organisation.memberships.filter(role=Role.SYSTEM_OWNER)
    return membership.role == Role.SYSTEM_OWNER and not owners.exclude(pk=membership.pk).exists()


def log_of(organisation: Organisation, *, before: int | None = None, most: int = 100) -> list[AuditEntry]:
    """Return the newest entries of the organisation's log, or those older than number `before`."""
    entries = AuditEntry.objects.filter(organisation=organisation.code).order_by("-number")
    return list((entries.filter(number__lt=before) if before is not None else entries)[:most])
