"""Writes opened answers to the responses database: one transaction, random keys, no order, nothing that makes rare."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connections, models, transaction

from genklang.server.databases import RESPONSES
from genklang.server.fieldwork.models import Round
from genklang.server.jobs.fingerprints import Opened, blank_rare, count_sides, place_comments
from genklang.server.responses.models import Comment, MixedBatch, Response, SideCount

KEY_BYTES: Final = 16
KINDS: Final = (Response, SideCount, Comment)
COPIED: Final = ("unit", "target_group", "gender", "language", "channel", "form_version")

Owner = dict[str, str]
"""Round and organisation by their codes: what every row says of where it belongs."""


def own_rows(round: Round) -> Owner:  # noqa: A002 (the field's word)
    """Return by what the rows of a round are found."""
    return {"round": round.code, "organisation": round.organisation.code}


def is_written(marker: UUID) -> bool:
    """Return whether the answers of a batch are in the responses database."""
    return MixedBatch.objects.filter(marker=marker).exists()


def write_mixed(opened: Sequence[Opened], *, marker: UUID, owner: Owner, items: Collection[str]) -> None:
    """Write a batch with its marker, all or nothing; nothing where another mixer has written it already.

    `items`: those whose answers are counted by the traits that the rows may not keep.
    """
    rows = list(_make_rows(opened, owner, items))
    try:
        with transaction.atomic(using=RESPONSES):
            MixedBatch.objects.create(marker=marker)
            for kind in KINDS:
                some: list[Any] = [row for row in rows if isinstance(row, kind)]
                # A random key is a place in a random order.
                kind._default_manager.bulk_create(sorted(some, key=lambda row: bytes(row.key)), batch_size=500)
            _rewrite(owner)
    except IntegrityError:
        if not is_written(marker):
            raise


def _make_rows(opened: Sequence[Opened], owner: Owner, items: Collection[str]) -> Iterator[models.Model]:
    blanked = blank_rare(opened)
    for one in blanked:
        copied = {name: getattr(one, name) for name in COPIED}
        yield Response(key=_draw_key(), **owner, **copied, answers=dict(one.answers))
    for cell in count_sides(opened, blanked, items=items):
        yield SideCount(
            key=_draw_key(),
            **owner,
            target_group=cell.target_group,
            item=cell.item,
            category=cell.category,
            dimension=cell.trait,
            value=cell.value,
            count=cell.count,
        )
    for (unit, group), item, text in place_comments(opened):
        yield Comment(key=_draw_key(), **owner, unit=unit, target_group=group, item=item, text=text)


def _draw_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _rewrite(owner: Owner) -> None:
    """Write all rows of the round anew, so that where they lie and which transaction wrote them says nothing.

    SQLite keeps these tables in the order of their keys and knows no transaction of a row.
    """
    connection = connections[RESPONSES]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for kind in KINDS:
            name = kind._meta.db_table
            where = f"FROM {name} WHERE round = %(round)s AND organisation = %(organisation)s"
            cursor.execute(f"CREATE TEMPORARY TABLE anew AS SELECT * {where}", owner)
            cursor.execute(f"DELETE {where}", owner)
            cursor.execute(f"INSERT INTO {name} SELECT * FROM anew ORDER BY key")  # noqa: S608 (our own table's name)
            cursor.execute("DROP TABLE anew")
