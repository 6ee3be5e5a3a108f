"""Adds, renames, moves and retires units."""

from collections.abc import Iterable

from django.db import transaction

from genklang.server.organisation.codes import make_code
from genklang.server.organisation.models import Organisation, Unit, User
from genklang.server.organisation.operations.audit import log
from genklang.server.organisation.queries import lines_of_units
from genklang.server.organisation.unit_rows import UnitRow


@transaction.atomic
def add_unit(organisation: Organisation, name: str, parent: Unit | None, *, actor: User | None) -> Unit:
    """Add a unit below `parent`, or at the top; its code is made from its name."""
    taken = set(organisation.units.values_list("code", flat=True))
    code = make_code(name, taken, otherwise="unit")
    unit = Unit.objects.create(organisation=organisation, parent=parent, code=code, name=name)
    log(actor, "unit.added", organisation=organisation, subject=name)
    return unit


@transaction.atomic
def add_units(organisation: Organisation, rows: Iterable[UnitRow], *, actor: User) -> int:
    """Add the units of a list, in its order; return how many."""
    units = {unit.code: unit for unit in organisation.units.all()}
    added = 0
    for row in rows:
        above = units[row.above] if row.above else None
        units[row.code] = Unit.objects.create(organisation=organisation, parent=above, code=row.code, name=row.name)
        added += 1
    log(actor, "units.imported", organisation=organisation, count=added)
    return added


@transaction.atomic
def change_unit(unit: Unit, *, name: str, parent: Unit | None, actor: User) -> None:
    """Rename a unit and put it below `parent`, which is neither the unit itself nor below it."""
    if parent is not None and unit.pk in lines_of_units(unit.organisation)[parent.pk]:
        raise ValueError("a unit cannot stand below itself")
    if name != unit.name:
        log(actor, "unit.renamed", organisation=unit.organisation, subject=unit.name, to=name)
    if parent != unit.parent:
        log(actor, "unit.moved", organisation=unit.organisation, subject=name, to=parent.name if parent else "")
    unit.name, unit.parent = name, parent
    unit.save(update_fields=["name", "parent"])


@transaction.atomic
def set_unit_active(unit: Unit, *, is_active: bool, actor: User) -> None:
    """Retire a unit with all below it, so that no new round asks there; or take it into use again, alone."""
    below = [pk for pk, line in lines_of_units(unit.organisation).items() if unit.pk in line]
    chosen = [unit.pk] if is_active else below
    unit.organisation.units.filter(pk__in=chosen).update(is_active=is_active)
    unit.is_active = is_active
    log(actor, "unit.reopened" if is_active else "unit.retired", organisation=unit.organisation, subject=unit.name)
