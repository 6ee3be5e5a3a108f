"""Writers, and on PostgreSQL the database itself, are killed under load, again and again."""

import os
import random
import time
from pathlib import Path

from django.db import connections
from postgres import Cluster
from trust_world import make_round, places_of
from trust_writers import Book, Writer, audit, fork_writer, make_cases

WRITERS = 2


def act(*, rounds: int, fault: str = "") -> dict:
    round_ = make_round(2)
    places = places_of(round_)
    book = Book(make_cases(places, rounds * 400))
    cluster = find_cluster()
    for number in range(rounds):
        writers = [fork_writer(book, 200, places, fault=fault) for _ in range(WRITERS)]
        time.sleep(random.uniform(0.05, 0.4))
        if cluster and number % 5 == 4:
            cluster.kill()
            end(writers, book)
            cluster.start()
        else:
            end(writers, book)
    last = fork_writer(book, 20, places, fault=fault)
    last.end(hard=False)
    last.listen()
    last.settle(book)
    return audit(round_, book) | {"unsure": len(book.unsure)}


def end(writers: list[Writer], book: Book) -> None:
    for writer in writers:
        writer.end()
    for writer in writers:
        writer.listen()
        writer.settle(book)


def find_cluster() -> Cluster | None:
    connections.close_all()
    folder = os.environ["TRUST_CLUSTER"]
    return Cluster(Path(folder), int(os.environ["TRUST_PORT"])).meet() if folder else None
