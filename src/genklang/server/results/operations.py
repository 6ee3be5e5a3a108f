"""What changes in the results zone."""

from django.db import transaction

from genklang.server.fieldwork.models import Round, State
from genklang.server.results.models import Publication


@transaction.atomic
def release(publication: Publication) -> None:
    """Let everybody who may see results see this publication; the round is published with it."""
    Publication.objects.filter(pk=publication.pk, is_complete=True).update(is_released=True)
    Round.objects.filter(pk=publication.round_id, state=State.DRAFT).update(state=State.PUBLISHED)
