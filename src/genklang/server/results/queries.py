"""What is read from the results zone: the publication that counts, and its files."""

from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from genklang.server.fieldwork.models import Round
from genklang.server.results.models import Publication, ReportFile


def latest(round_: Round) -> Publication | None:
    """Return the newest complete publication of a round; the one that is being made where there is none yet."""
    publications = Publication.objects.filter(round=round_)
    return publications.filter(is_complete=True).first() or publications.first()


def list_files(publication: Publication, unit_ids: Collection[int] | None = None) -> QuerySet[ReportFile]:
    """Return the files of a publication, the whole's first, then by unit; only of some units if given.

    The whole's report holds every unit's figures, as they are published: who sees a unit's report sees it too.
    """
    files = publication.files.select_related("unit").order_by(
        "language", F("unit__name").asc(nulls_first=True), "format"
    )
    if unit_ids is None:
        return files
    return files.filter(Q(unit__isnull=True) | Q(unit_id__in=unit_ids)) if unit_ids else files.none()


def find_file(
    publication: Publication, key: int, formats: Collection[str], unit_ids: Collection[int] | None
) -> ReportFile | None:
    """Return a file of a publication if it is of one of these formats and among those that may be seen."""
    if not publication.is_complete:
        return None
    return list_files(publication, unit_ids).filter(pk=key, format__in=formats).first()
