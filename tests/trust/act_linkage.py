"""People answer, the round closes, and each attack is tried on what lies there: by a sound design or a leaky one."""

import json
import logging
import os
import random
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from linkage import (
    Row,
    dump_sqlite,
    grep,
    link_by_candidates,
    link_by_order,
    link_by_transaction,
    most_by_chance,
    order_by_bytes,
)
from trust_world import NOW, Person, answer, invite, make_round, places_of

from genklang.server.fieldwork.models import Case, SealedAnswer
from genklang.server.fieldwork.sealing import open_sealed
from genklang.server.jobs.close_round import close_round, finish
from genklang.server.jobs.keys import read_key
from genklang.server.jobs.take_response import seal_context
from genklang.server.responses.models import Response

SIZES = [1, 1, 2, 3, 5, 8, 12, 20, 60]


def act(*, design: str) -> dict:
    log = Path(settings.DATA) / "server.log"
    logging.basicConfig(filename=log, level=logging.DEBUG, force=True)
    round_ = make_round(len(SIZES))
    people = invite(round_, SIZES)
    found = {"people": len(people), "most_by_chance": most_by_chance(people), "units": len(SIZES)}
    if design == "leaky":
        answer_leakily(people)
        return (
            found | attack(people, read_leaky(), "default", "leaky") | {"grep": grep(needles(people), list_files(log))}
        )
    places = {place.pk: place for place in places_of(round_)}
    before = snapshot(places)
    for person in people:
        answer(person, places)
    with_key = link_with_key(round_, people)
    assert snapshot(places) == before
    close_round(round_, now=NOW, grace=timedelta(0))
    in_queue = grep(needles(people), list_files(log, "responses"))
    assert finish(round_, now=NOW)
    chances = link_by_candidates(people, [row for _, row in read_mixed()])
    return (
        found
        | attack(people, read_mixed(), "responses", "responses_response")
        | {
            "with_key": with_key,
            "with_key_after": SealedAnswer.objects.count(),
            "in_queue": in_queue,
            "in_log": grep(secrets_of(people), [log]),
            "beyond_chance": [c for c in chances if c[0] > 1 / min(5, c[1]) + 1e-9],
            "joined": sum(c for c, _ in chances),
        }
    )


def snapshot(places) -> list[str]:
    """Return all that a dump of the answers says: it must not change while a round is open."""
    return sorted(str(row) for row in Response.objects.values_list())


def attack(people: list[Person], rows: list[tuple[int, Row]], database: str, table: str) -> dict:
    """Try every order that the rows have; return how many people each finds."""
    plain = [row for _, row in rows]
    files = list_files(None, database)
    orders = {
        "rows as they lie": plain,
        "number of the row": [row for _, row in sorted(rows, key=lambda pair: pair[0])],
        "key": sorted(plain, key=lambda row: row.key),
        "first place on disk": order_by_bytes(plain, files, last=False),
        "last place on disk": order_by_bytes(plain, files, last=True),
        "dump": order_by_dump(plain, database),
    }
    hits = {name: link_by_order(people, ordered) for name, ordered in orders.items()}
    assert all(len(ordered) == len(plain) for name, ordered in orders.items() if "disk" not in name)
    if connection.vendor == "postgresql":
        cases = read_case_transactions()
        hits["transaction"] = link_by_transaction(people, cases, read_transactions(database, table, rows))
        with connections[database].cursor() as cursor:
            cursor.execute(f"VACUUM FULL {table}")
        hits["transaction, packed"] = link_by_transaction(people, cases, read_transactions(database, table, rows))
    return {"hits": hits}


def order_by_dump(rows: list[Row], database: str) -> list[Row]:
    if connection.vendor == "sqlite":
        text = dump_sqlite(Path(settings.DATABASES[database]["NAME"]))
        return sorted(rows, key=lambda row: text.find(row.key.hex().upper()))
    with connections[database].cursor() as cursor, cursor.copy(f"COPY {table_of(database)} TO STDOUT") as copy:
        text = "".join(bytes(line).decode() for line in copy)
    places = {row.key: max(text.find(row.key.hex()), text.find(show_uuid(row.key))) for row in rows}
    assert min(places.values()) >= 0
    return sorted(rows, key=lambda row: places[row.key])


def show_uuid(key: bytes) -> str:
    return str(uuid.UUID(bytes=key))


def table_of(database: str) -> str:
    return "responses_response" if database == "responses" else "leaky"


def read_mixed() -> list[tuple[int, Row]]:
    pairs = []
    for number, one in enumerate(read_in_place("responses", "responses_response")):
        answers = one["answers"] if isinstance(one["answers"], dict) else json.loads(one["answers"])
        signature = tuple(answers[item] for item in sorted(answers) if answers[item] != -2)
        pairs.append(
            (one.get("place", number), Row(one["unit"], signature, one["language"], one["channel"], bytes(one["key"])))
        )
    return pairs


def read_leaky() -> list[tuple[int, Row]]:
    pairs = []
    for number, one in enumerate(read_in_place("default", "leaky")):
        signature = tuple(int(code) for code in one["answers"].split(","))
        key = one["key"] if isinstance(one["key"], bytes) else uuid.UUID(str(one["key"])).bytes
        pairs.append((one.get("place", number), Row(one["unit"], signature, key=bytes(key))))
    return pairs


def read_in_place(database: str, table: str) -> list[dict]:
    """Return a table's rows with the number of the place where they lie, as far as the database tells one."""
    number = "(ctid::text::point)[0] * 10000 + (ctid::text::point)[1]" if connection.vendor == "postgresql" else "rowid"
    with connections[database].cursor() as cursor:
        if connection.vendor == "sqlite" and database == "responses":
            cursor.execute(f"SELECT * FROM {table}")
        else:
            cursor.execute(f"SELECT {number} AS place, t.* FROM {table} t")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_case_transactions() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text::bigint FROM fieldwork_case")
        return dict(cursor.fetchall())


def read_transactions(database: str, table: str, rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    with connections[database].cursor() as cursor:
        cursor.execute(f"SELECT key, xmin::text::bigint FROM {table}")
        numbers = {k.bytes if isinstance(k, uuid.UUID) else bytes(k): n for k, n in cursor.fetchall()}
    return [(numbers[row.key], row) for _, row in rows]


def list_files(log: Path | None, database: str = "default") -> list[Path]:
    """Return every file that holds something of a database, its log of writes among them, and the server's log."""
    logs = [log] if log else []
    if connection.vendor == "sqlite":
        file = Path(settings.DATABASES[database]["NAME"])
        return [*logs, *file.parent.glob(f"{file.name}*")]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    data = Path(os.environ["TRUST_CLUSTER"]) / "data"
    return [*logs, *data.glob("pg_wal/0*"), *(p for p in data.glob("base/*/*") if p.is_file())]


def needles(people: list[Person]) -> list[bytes]:
    """Return what a person's answers would look like in the clear: as they are sealed, mixed or leaked."""
    return [json.dumps(p.answers, separators=(",", ":")).encode() for p in people] + [
        ",".join(map(str, p.signature)).encode() + b"\x00"[:0] for p in people if len(p.signature) > 6
    ]


def secrets_of(people: list[Person]) -> list[bytes]:
    return [f"token-{p.case}".encode() for p in people] + needles(people)


def link_with_key(round_, people: list[Person]) -> int:
    """Open the queue with the key and join it to the cases, as whoever holds both can."""
    keys = read_key(round_)
    cases = [person.case for person in people]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT id, xmin::text::bigint FROM fieldwork_case WHERE is_used")
            case_of = {transaction_: case for case, transaction_ in cursor.fetchall()}
            cursor.execute("SELECT id, xmin::text::bigint FROM fieldwork_sealedanswer")
            owners = {bytes(key): case_of[transaction_] for key, transaction_ in cursor.fetchall()}
        else:
            cursor.execute("SELECT id FROM fieldwork_sealedanswer ORDER BY rowid")
            owners = {bytes(key): case for (key,), case in zip(cursor.fetchall(), cases, strict=True)}
    said = {}
    for sealed in SealedAnswer.objects.select_related("place"):
        opened = json.loads(open_sealed(keys, bytes(sealed.ciphertext), seal_context(sealed.place)))
        said[owners[bytes(sealed.pk)]] = opened["answers"]
    return sum(said[person.case] == person.answers for person in people)


def answer_leakily(people: list[Person]) -> None:
    """The obvious design: a table of its own, UUID keys, the day alone, one transaction with the case."""
    with connection.cursor() as cursor:
        kind = "uuid" if connection.vendor == "postgresql" else "blob"
        cursor.execute(f"CREATE TABLE leaky (key {kind} PRIMARY KEY, unit text, day date, answers text)")
        for person in people:
            with transaction.atomic():
                Case.objects.filter(pk=person.case).update(is_used=True)
                key = uuid.UUID(bytes=random.randbytes(16), version=4)
                said = ",".join(map(str, person.signature))
                stored = key if connection.vendor == "postgresql" else key.bytes
                cursor.execute("INSERT INTO leaky VALUES (%s, %s, %s, %s)", [stored, person.unit, "2026-10-05", said])
