"""The power of the disk that holds the databases is cut under load, again and again.

A reply that is heard after the cut does not count: the machine that sent it was dead.
"""

import os
import random
import time
from pathlib import Path

from act_kill import find_cluster
from django.db import connection
from power import Disk
from trust_world import make_round, places_of
from trust_writers import Book, audit, fork_writer, make_cases

WRITERS = 2


def act(*, rounds: int, image: str, place: str, careless: bool = False) -> dict:
    disk = Disk(Path(image), Path(place))
    if careless and connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    round_ = make_round(2)
    places = places_of(round_)
    book = Book(make_cases(places, rounds * 400))
    cluster = find_cluster()
    os.sync()
    for _ in range(rounds):
        writers = [fork_writer(book, 200, places) for _ in range(WRITERS)]
        time.sleep(random.uniform(0.05, 0.4))
        for writer in writers:
            writer.listen()
        disk.cut()
        for writer in writers:
            writer.end()
            writer.settle(book)
        if cluster:
            cluster.kill()
        disk.unmount()
        disk.mount()
        if cluster:
            cluster.start()
    last = fork_writer(book, 20, places)
    last.end(hard=False)
    last.listen()
    last.settle(book)
    return audit(round_, book) | {"unsure": len(book.unsure)}
