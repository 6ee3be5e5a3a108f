"""Who may do what: what each role comes to in an organisation, for all of it or for one unit and those below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.contrib.auth.models import AnonymousUser

from genklang.server.organisation.models import Kind, Membership, Organisation, Role, Unit, User


class Action(StrEnum):
    """What a page or a job asks leave for."""

    VIEW_ORGANISATION = "view_organisation"
    VIEW_FIELDWORK = "view_fieldwork"
    RUN_ROUND = "run_round"
    HAND_OUT = "hand_out"
    KEY_IN = "key_in"
    SEE_RESULTS = "see_results"
    SEE_COMMENTS = "see_comments"
    EXPORT = "export"
    MANAGE_UNITS = "manage_units"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_SETTINGS = "manage_settings"
    RUN_PROGRAMME = "run_programme"
    SEE_LOG = "see_log"


READING: Final = frozenset(
    {Action.VIEW_ORGANISATION, Action.VIEW_FIELDWORK, Action.SEE_RESULTS, Action.SEE_COMMENTS, Action.SEE_LOG}
)
"""Actions that change nothing."""

SECOND_FACTOR: Final = frozenset({Action.SEE_COMMENTS, Action.EXPORT})
"""Actions that need a sign-in with two factors."""

_ADMINISTRATION: Final = {Action.MANAGE_UNITS, Action.MANAGE_MEMBERS, Action.MANAGE_SETTINGS, Action.SEE_LOG}
_RESULTS: Final = {Action.VIEW_FIELDWORK, Action.SEE_RESULTS}

RIGHTS: Final[Mapping[str, frozenset[Action]]] = {
    Role.SYSTEM_OWNER: frozenset({*_ADMINISTRATION, Action.VIEW_FIELDWORK}),
    Role.PROGRAMME_OWNER: frozenset({*_RESULTS, Action.RUN_PROGRAMME, Action.EXPORT}),
    Role.COORDINATOR: frozenset(Action) - {Action.RUN_PROGRAMME},
    Role.UNIT_MANAGER: frozenset({*_RESULTS, Action.HAND_OUT, Action.SEE_COMMENTS}),
    Role.HELPER: frozenset({Action.HAND_OUT, Action.KEY_IN}),
    Role.ANALYST: frozenset({*_RESULTS, Action.SEE_COMMENTS, Action.EXPORT}),
    Role.READER: frozenset(_RESULTS),
}
"""What each role may, beside looking at the organisation, which every member may."""

GRANTED_BY_SYSTEM_OWNERS: Final = frozenset({Role.SYSTEM_OWNER, Role.PROGRAMME_OWNER})
"""Roles that a coordinator cannot give."""

BOUND_TO_UNITS: Final = frozenset({Role.UNIT_MANAGER, Role.HELPER, Role.READER})
"""Roles that may be held for one unit and those below it."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may in one organisation, read once."""

    memberships: tuple[Membership, ...]
    parents: Mapping[int, int | None]
    """The organisation's tree: each unit's id with that of the unit above it."""

    def may(self, action: Action, unit: Unit | None = None) -> bool:
        """Return whether the user may do this: for `unit`, or without one, anywhere in the organisation."""
        held = self._granting(action)
        return bool(held) if unit is None else unit.pk in self._covered(held)

    def may_everywhere(self, action: Action) -> bool:
        """Return whether the user may do this in the whole organisation."""
        return any(membership.unit_id is None for membership in self._granting(action))

    def unit_ids(self, action: Action) -> frozenset[int]:
        """Return the ids of the units for which the user may do this."""
        return self._covered(self._granting(action))

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the user holds somewhere in the organisation."""
        return frozenset(membership.role for membership in self.memberships)

    def _granting(self, action: Action) -> list[Membership]:
        return [m for m in self.memberships if action in RIGHTS[m.role] or action is Action.VIEW_ORGANISATION]

    def _covered(self, held: Iterable[Membership]) -> frozenset[int]:
        tops = {membership.unit_id for membership in held}
        if None in tops:
            return frozenset(self.parents)
        return frozenset(unit for unit in self.parents if tops & set(self._line(unit)))

    def _line(self, unit: int) -> list[int]:
        line, above = [unit], self.parents[unit]
        while above is not None:
            line.append(above)
            above = self.parents[above]
        return line


def roles_to_give(access: Access, organisation: Organisation) -> list[Role]:
    """Return the roles that a member may give to others; a municipality runs no programme for others."""
    if not access.may_everywhere(Action.MANAGE_MEMBERS):
        return []
    given = [role for role in Role if Role.SYSTEM_OWNER in access.roles or role not in GRANTED_BY_SYSTEM_OWNERS]
    return [role for role in given if role != Role.PROGRAMME_OWNER or organisation.kind != Kind.MUNICIPALITY]


def read_access(user: User | AnonymousUser, organisation: Organisation) -> Access:
    """Return what the user may in the organisation; nothing for somebody who is not signed in or no longer active."""
    if not isinstance(user, User) or not user.is_active:
        return Access((), {})
    memberships = tuple(Membership.objects.filter(user=user, organisation=organisation).order_by("pk"))
    parents = dict(Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id")) if memberships else {}
    return Access(memberships, parents)


def may(user: User | AnonymousUser, action: Action, organisation: Organisation, unit: Unit | None = None) -> bool:
    """Return whether the user may do this in the organisation, for `unit` or anywhere in it."""
    return read_access(user, organisation).may(action, unit)
