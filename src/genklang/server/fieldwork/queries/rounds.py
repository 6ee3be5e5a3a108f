"""The rounds of an organisation, with how many were offered and have answered."""

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from genklang.server.fieldwork.models import Place, Round
from genklang.server.organisation.models import Organisation


def list_rounds(organisation: Organisation) -> QuerySet[Round]:
    """Return the organisation's rounds, the latest first, each with the sums `offered` and `answered`."""
    return (
        Round.objects.filter(organisation=organisation)
        .defer("instrument", "additions", "lessons")
        .annotate(offered=Sum("places__tallies__offered"), answered=Sum("places__tallies__answered"))
        .order_by("-opens", "-pk")
    )


def list_places(round_: Round, unit_ids: Iterable[int] | None = None) -> QuerySet[Place]:
    """Return a round's places with their units, by unit and target group; only those of some units if given."""
    places = round_.places.select_related("unit").order_by("unit__name", "target_group")
    return places if unit_ids is None else places.filter(unit_id__in=unit_ids)
