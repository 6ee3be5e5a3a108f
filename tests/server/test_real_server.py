"""Attacks that only processes, threads and sockets show: races, floods, slow connections, and what logs are left."""

import contextlib
import itertools
import random
import re
import socket
import sqlite3
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from real_server import RealServer, serve
from respondents import Page

from genklang.server.fieldwork.tokens import ALPHABET
from genklang.server.web.respondent.limits import BUDGET

THANKS = "Tack! Dina svar är skickade"
SPEAKS = {"Accept-Language": "sv"}
HERE = "127.0.0.9"
"""The address that visitors come from."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("real"), cases=60) as made:
        yield made


ANSWERS = {f"a.{item}": "1" for item in ("kontakt", "information", "forstaelse", "inflytande", "gender")}


class Visitor:
    """A browser at the real server, on a new connection each time."""

    def __init__(self, server: RealServer, path: str):
        self.jar = httpx.Cookies()
        self.url = f"{server.address}{path}"
        reply = self.ask("GET")
        assert reply.status_code == 200, reply.status_code
        self.url, self.page = str(reply.url), Page(reply.text)

    def ask(self, method, **how):
        here = httpx.HTTPTransport(local_address=HERE)
        with httpx.Client(
            headers=SPEAKS, cookies=self.jar, follow_redirects=True, timeout=60, transport=here
        ) as client:
            reply = client.request(method, self.url, **how)
            self.jar = client.cookies
            return reply

    def post(self, button, **answers):
        return self.ask("POST", data={**dict(self.page.hidden), **answers, "go": button})

    def go_to_check(self):
        self.page = Page(self.post("stay", step="check", **ANSWERS).text)
        assert "send" in self.page.buttons
        return self


def count(server, table) -> int:
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_fifty_posts_at_once_in_two_tabs_are_one_answer(server):
    """Attack 5."""
    before = count(server, "fieldwork_sealedanswer")
    tabs = [Visitor(server, f"/k/{server.codes[0]}").go_to_check() for _ in range(2)]
    with ThreadPoolExecutor(50) as crowd:
        replies = list(crowd.map(lambda number: tabs[number % 2].post("send"), range(50)))
    assert {reply.status_code for reply in replies} == {200}
    said = Counter(THANKS in reply.text for reply in replies)
    assert said[True] >= 1
    assert all(THANKS in r.text or "Det finns redan ett svar" in r.text for r in replies)
    assert count(server, "fieldwork_sealedanswer") == before + 1


def test_after_a_hundred_answers_no_log_or_table_leads_to_anybody(server):
    """Attack 7."""
    begun = time.time()
    with ThreadPoolExecutor(8) as crowd:
        people = [f"/k/{code}" for code in server.codes[1:51]] + [f"/s/{server.places[0]}"] * 50
        visitors = list(crowd.map(lambda path: Visitor(server, path).go_to_check(), people))
        replies = list(crowd.map(lambda visitor: visitor.post("send"), visitors))
    assert all(THANKS in reply.text for reply in replies)
    for path in ("/s/nothing-", "/nowhere/"):
        httpx.get(f"{server.address}{path}{server.codes[2]}")
    secrets = {
        *server.codes,
        *server.places,
        HERE,
        *(visitor.url.rstrip("/").rsplit("/", 1)[1] for visitor in visitors),
        *(visitor.page.carried("submission") for visitor in visitors),
    }
    assert find_in(server.folder, secrets) == []
    assert count(server, "django_session") == 0
    assert find_times(server, since=begun) == []


def find_in(folder: Path, words: set[str]) -> list[tuple[str, str]]:
    """Return every file of the installation, databases and their logs included, that holds one of the words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    return [(str(path), word) for path in files for word in words if word.encode() in path.read_bytes()]


def find_times(server: RealServer, *, since: float) -> list[str]:
    """Return every column with a time of day near the answers; the audit log is about staff, not respondents."""
    found = []
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
            stamp = re.compile(time.strftime("%Y-%m-%d", time.gmtime(since)) + r"[ T]\d\d:\d\d")
            if table.startswith("fieldwork_") and any(stamp.search(str(row)) for row in rows):
                found.append(table)
    return found


def test_the_same_search_finds_what_is_there(server):
    assert find_in(server.folder, {"kontakt"})
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        database.execute("CREATE TABLE fieldwork_leak (at text)")
        database.execute("INSERT INTO fieldwork_leak VALUES (?)", (now,))
        database.commit()
        assert find_times(server, since=time.time()) == ["fieldwork_leak"]
        database.execute("DROP TABLE fieldwork_leak")
        database.commit()


def test_an_error_of_ours_while_somebody_answers_leaves_nothing_of_it_in_the_log(server):
    """Attack 10, in the running server: the questionnaire is broken under somebody's hands."""
    visitor = Visitor(server, f"/k/{server.codes[-1]}").go_to_check()
    told = len(server.log)
    with contextlib.closing(sqlite3.connect(server.database, timeout=20)) as database:
        (whole,) = database.execute("SELECT instrument FROM fieldwork_round").fetchone()
        database.execute("UPDATE fieldwork_round SET instrument = ?", (whole[: len(whole) // 2],))
        database.commit()
        reply = visitor.post("send", **{"a.kontakt": "4", "a.comment": "jag heter Anna"})
        database.execute("UPDATE fieldwork_round SET instrument = ?", (whole,))
        database.commit()
    assert reply.status_code == 500
    log = server.log[told:]
    assert "500 POST answer/<str:ref>/" in log
    assert "Error" in log
    secrets = ("Anna", "kontakt", HERE, server.codes[-1], visitor.url.rstrip("/").rsplit("/", 1)[1])
    assert [word for word in (*secrets, visitor.page.carried("submission")) if word in log] == []


def test_a_flood_of_guesses_is_stopped_and_those_who_have_a_link_are_let_in(server):
    """Attack 1, through processes: each of the two workers has a budget of its own."""
    guesses = ["".join(random.Random(number).choices(ALPHABET, k=13)) for number in range(600)]
    with ThreadPoolExecutor(8) as crowd:
        statuses = Counter(crowd.map(lambda code: httpx.get(f"{server.address}/k/{code}").status_code, guesses))
    assert set(statuses) == {404, 429}
    assert statuses[404] <= 2 * BUDGET
    Visitor(server, f"/s/{server.places[1]}")


def test_slow_and_broken_connections_leave_the_others_alone(server):
    """Attack 25: two hundred that send a byte now and then, of the head or of the body; a huge head; two lengths."""
    host, port = "localhost", int(server.address.rsplit(":", 1)[1])
    slow = [socket.create_connection((host, port), timeout=10) for _ in range(200)]
    cookie = httpx.get(f"{server.address}/k/").headers["Set-Cookie"].split(";")[0]
    head = f"POST /k/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: 10000\r\n".encode()
    form = b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncode="
    try:
        for number, each in enumerate(slow):
            each.sendall(head + (form if number % 2 else b"X-Slow: "))
        times = []
        for number in range(40):
            with contextlib.suppress(OSError):
                slow[number].sendall(b"a")
            start = time.perf_counter()
            assert httpx.get(f"{server.address}/s/{server.places[0]}", timeout=10).status_code == 302
            times.append(time.perf_counter() - start)
        assert statistics.quantiles(times, n=20)[-1] < 2
    finally:
        for each in slow:
            each.close()
    assert ask(host, port, b"GET /k/ HTTP/1.1\r\nHost: localhost\r\nX-Big: " + b"a" * 2_000_000 + b"\r\n\r\n") != 200
    smuggled = (
        b"POST /k/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /leave/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    assert ask(host, port, smuggled) != 200
    assert httpx.get(f"{server.address}/health").status_code == 200


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=B", "application/x-www-form-urlencoded", "text/plain"])
def test_two_hundred_megabytes_take_no_memory(server, kind):
    """Attack 49, of anybody and before any page is asked: what is too large never lies in memory."""
    head = b'--B\r\nContent-Disposition: form-data; name="code"; filename="a.csv"\r\n\r\n' if "B" in kind else b"code="
    visitor = Visitor(server, "/k/")
    before = measure_memory(server)
    blocks = itertools.chain([head], itertools.repeat(b"x" * (1 << 20), 200))
    reply = visitor.ask("POST", content=blocks, headers={"Content-Type": kind})
    assert reply.status_code in {400, 403, 413}
    assert measure_memory(server) - before < 60


def measure_memory(server) -> int:
    """Return the most megabytes that the server's processes have held at once so far."""
    workers = [int(p) for p in Path(f"/proc/{server.process}/task/{server.process}/children").read_text().split()]
    told = "".join(Path(f"/proc/{process}/status").read_text() for process in (server.process, *workers))
    return sum(int(size) for size in re.findall(r"VmHWM:\s+(\d+) kB", told)) >> 10


def ask(host: str, port: int, request: bytes) -> int:
    """Return the status of the first reply, 0 where the connection is closed instead."""
    with socket.create_connection((host, port), timeout=10) as raw, contextlib.suppress(OSError):
        raw.sendall(request)
        reply = raw.recv(200)
        return int(reply.split(b" ")[1]) if reply.startswith(b"HTTP/") else 0
    return 0
