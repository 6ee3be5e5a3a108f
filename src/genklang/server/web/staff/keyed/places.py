"""Which places of a round the reader may answer for."""

from genklang.server.fieldwork.models import Place, Round
from genklang.server.organisation.rules import Action
from genklang.server.web.staff.access import StaffRequest


def list_places(request: StaffRequest, found: Round) -> list[Place]:
    """Return the places of the units for which the reader may key in."""
    units = request.access.unit_ids(Action.KEY_IN)
    return list(found.places.filter(unit__in=units).select_related("unit").order_by("unit__name", "target_group"))
