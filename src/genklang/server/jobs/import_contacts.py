"""The use case: a list of people into a round, seen first, then taken in whole or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from genklang.errors import Failure, problem
from genklang.exchange import ROW, Table
from genklang.exchange.apart import copy_apart, read_copy
from genklang.instrument.labels import fold_label
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.channel import channels
from genklang.server.fieldwork.contact_rows import Person, Reader, RowFault, guess_columns
from genklang.server.fieldwork.models import ContactImport, Round
from genklang.server.fieldwork.operations.contacts import add_contacts, find_new
from genklang.server.jobs.uploads import COPY, drop_upload, find_upload, keep_upload, name_files

MAX_ROWS: Final = 200_000
SHOWN: Final = 5
SHOWN_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of a list is which field (`columns`), and what holds for every row (`fixed`)."""

    columns: dict[str, str]
    fixed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking in a list would come to: the new people, how many are known already or protected, the faults."""

    columns: tuple[str, ...]
    sample: tuple[dict[str, str], ...]
    people: tuple[Person, ...]
    known: int
    excluded: int
    faults: tuple[RowFault, ...]
    fault_count: int

    @property
    def is_ready(self) -> bool:
        """Whether the list can be taken in as it is."""
        return bool(self.people) and not self.fault_count


def keep_list(name: str, chunks: Iterable[bytes]) -> str:
    """Read an uploaded list, in a process of its own, and keep a copy of its rows alone; return the copy's key.

    Failure for a file that cannot be read, with every row that is at fault; nothing is kept then.
    """
    upload = keep_upload(name, chunks)
    key = f"{upload.partition('.')[0]}{COPY}"
    place = find_upload(upload)
    try:
        copy_apart(place, find_upload(key), most_rows=MAX_ROWS)
    except Failure as failure:
        raise Failure(*name_files(failure.problems, {str(place): "the file"})) from failure
    finally:
        drop_upload(upload)
    find_upload(key).chmod(0o600)
    return key


def look_at(key: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the columns of a list that is kept and which field each seems to be. Failure (F001) for no such list."""
    if not find_upload(key).is_file():
        raise Failure(problem("F001", "file"))
    columns = read_copy(find_upload(key)).columns
    return columns, guess_columns(columns)


def preview_contacts(round: Round, channel: str, key: str, mapping: Mapping) -> Preview:  # noqa: A002
    """Read a list without taking it in."""
    table = read_copy(find_upload(key))
    reader = _make_reader(round, channel, mapping)
    sample: list[dict[str, str]] = []
    found: list[Person | RowFault | None] = []
    for number, row in _rows(table):
        if len(sample) < SHOWN:
            sample.append({column: row.get(column) or "" for column in table.columns})
        found.append(reader.read(number, row))
    people = [person for person in found if isinstance(person, Person)]
    faults = [fault for fault in found if isinstance(fault, RowFault)]
    new = find_new(round, people)
    return Preview(
        columns=table.columns,
        sample=tuple(sample),
        people=tuple(new),
        known=len(people) - len(new),
        excluded=found.count(None),
        faults=tuple(faults[:SHOWN_FAULTS]),
        fault_count=len(faults),
    )


def import_contacts(
    round: Round,  # noqa: A002
    channel: str,
    key: str,
    mapping: Mapping,
    *,
    name: str,
    today: date,
) -> ContactImport | Preview:
    """Take a list in and delete it; the preview comes back where rows stand in the way."""
    preview = preview_contacts(round, channel, key, mapping)
    if not preview.is_ready:
        return preview
    source = add_contacts(
        round,
        preview.people,
        channel=channel,
        reaches=channels()[channel].reaches,
        name=name,
        excluded=preview.excluded,
        today=today,
    )
    drop_upload(key)
    return source


def _rows(table: Table) -> Iterator[tuple[int, dict[str, str | None]]]:
    for batch in table.batches:
        for row in batch.iter_rows(named=True):
            yield row.pop(ROW), row


def _make_reader(round: Round, channel: str, mapping: Mapping) -> Reader:  # noqa: A002
    places = list(round.places.select_related("unit"))
    instrument = from_json(round.instrument).instrument
    groups = {
        fold_label(word): group.code
        for group in instrument.target_groups
        for word in (group.code, *(texts.target_groups.get(group.code, "") for texts in instrument.texts.values()))
    }
    return Reader(
        reaches=channels()[channel].reaches,
        columns=mapping.columns,
        fixed=mapping.fixed,
        units={fold_label(word): p.unit.code for p in places for word in (p.unit.code, p.unit.name)},
        groups=groups,
        places={(p.unit.code, p.target_group): p.pk for p in places},
        languages=tuple(round.languages),
        country=round.organisation.country,
    )
