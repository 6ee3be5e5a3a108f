"""What a page of the form is shown for: a place or a case, with what pages need of its round and organisation.

Every page asks for it. Django writes the SQL of a query anew each time, which takes ten times as long as the database
does; here it is written once in a process.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from genklang.server.fieldwork.models import Case, Place, Round
from genklang.server.organisation.models import Organisation

Parts = tuple[tuple[Any, str, frozenset[str] | None], ...]
"""Models, each with the path to it and the fields that pages need (None: all); others are read when asked for."""
ROUND: Final = frozenset(
    {
        "id",
        "organisation_id",
        "instrument",
        "opens",
        "closes",
        "state",
        "is_test",
        "one_per_page",
        "languages",
        "young_groups",
    }
)
ORGANISATION: Final = frozenset(
    {"id", "code", "name", "kind", "country", "support_name", "support_phone", "support_email"}
)
PLACE: Final[Parts] = (
    (Place, "", None),
    (Round, "round__", ROUND),
    (Organisation, "round__organisation__", ORGANISATION),
)
CASE: Final[Parts] = ((Case, "", None),)


class _Part(NamedTuple):
    model: type[Model]
    fields: tuple[str, ...]


class _Prepared(NamedTuple):
    sql: str
    parts: tuple[_Part, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]


def find_visited_place(key: int) -> Place | None:
    """Return a place with its round and organisation; None where there is none."""
    place: Place
    for place, round_, organisation in _find(PLACE, key):
        round_.organisation = organisation
        place.round = round_
        return place
    return None


def find_visited_case(key: int) -> Case | None:
    """Return a case; None where there is none."""
    return next((case for (case,) in _find(CASE, key)), None)


def _find(parts: Parts, key: int) -> list[list[Any]]:
    """Return the row of a key, one object a part; an empty list where there is none."""
    connection = connections[DEFAULT_DB_ALIAS]
    prepared = _prepare(parts, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(prepared.sql, [key])
        row = cursor.fetchone()
    if row is None:
        return []
    values = list(row)
    for place, converters, column in prepared.converters:
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    left = iter(values)
    return [[p.model.from_db(DEFAULT_DB_ALIAS, p.fields, [next(left) for _ in p.fields]) for p in prepared.parts]]


@cache
def _prepare(parts: Parts, vendor: str) -> _Prepared:  # noqa: ARG001
    """Write the SQL of a look-up by key, with what makes Python's values of a database's (`vendor`) columns."""
    chosen = [_Part(model, _list_fields(model, wanted)) for model, _, wanted in parts]
    columns = [path + name for (_, path, _), part in zip(parts, chosen, strict=True) for name in part.fields]
    root = parts[0][0]
    compiler = root.objects.filter(pk=0).values_list(*columns).query.get_compiler(DEFAULT_DB_ALIAS)
    sql, _ = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _Prepared(sql, tuple(chosen), tuple((n, *found) for n, found in converters.items()))


def _list_fields(model: type[Model], wanted: frozenset[str] | None) -> tuple[str, ...]:
    names = (field.attname for field in model._meta.concrete_fields)
    return tuple(name for name in names if wanted is None or name in wanted)
