"""A kiosk without a network, killed again and again, whose replies get lost: all that is thanked arrives, exactly once.

The people at it are of two target groups in turn; each answer arrives at the place of its own.

The browser, its disk, the server and its processes are real. Six kills, or twenty with GENKLANG_TRUST_ROUNDS=200.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Error, sync_playwright
from real_server import find_port, serve

from genklang.server.fieldwork import sealing

CHROMIUM = Path("/usr/bin/chromium")
ANSWERS = 500
KILLS = 20 if int(os.environ.get("GENKLANG_TRUST_ROUNDS", "20")) >= 200 else 6
UNHEARD = 25
"""Answers that a killed tablet may have thanked for without being heard here: they are not given again."""
ITEMS = ("kontakt", "information", "forstaelse", "paverka", "helhetssyn")
"""Items with four categories; together they write the number of an answer in base four."""
GROUPS = ("ekonomiskt_bistand", "ungdomar")
"""Even numbers answer for the first, odd ones for the second."""
RUN = """async ([from, to]) => {
  const items = ["kontakt", "information", "forstaelse", "paverka", "helhetssyn"];
  const click = (selector) => document.querySelector(selector).click();
  const until = async (found) => { while (!found()) await new Promise((done) => setTimeout(done, 1)); };
  const here = "section:not([hidden])";
  for (let number = from; number < to; number++) {
    click("[data-speak=sv]");
    if (document.querySelector(":checked")) throw new Error("the last person's answers are seen");
    click(`${here} [data-visit=${["ekonomiskt_bistand", "ungdomar"][number % 2]}]`);
    click(`${here} [data-go=begin]`);
    for (let step; (step = document.querySelector(here).dataset.step) !== "send";) {
      const place = items.indexOf(step);
      if (place < 0) { click(`${here} [data-go=skip]`); continue; }
      const code = 1 + (Math.floor(number / 4 ** place) % 4);
      click(`${here} input[value="${code}"]`);
      click(`${here} [data-go=next]`);
    }
    click(`${here} [data-go=send]`);
    await until(() => document.querySelector(here).dataset.step === "thanks");
    console.log(`thanked ${number}`);
    click(`${here} [data-go=restart]`);
  }
}"""
NOTHING_WAITS = """async () => {
  const { store } = JSON.parse(document.getElementById("settings").textContent);
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const database = await done(indexedDB.open(store));
  const count = await done(database.transaction("answers").objectStore("answers").count());
  database.close();
  return count === 0;
}"""
"""Asks the disk, since the page's own line is hidden until it has looked there."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM: the kiosk's test is SKIPPED"),
]


class QuietServer(ThreadingHTTPServer):
    """A server that says nothing of connections which a killed browser has left."""

    daemon_threads = True

    def handle_error(self, *_):
        pass


class Network:
    """What lies between the kiosk and the server: gone, or there but losing a third of the replies."""

    def __init__(self, address: str):
        self.port, self.loses, self.lost, self._server = find_port(), False, 0, None
        self._address, self._random = address, random.Random(7)

    def up(self) -> None:
        network = self

        class Relay(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def relay(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kept = {k: v for k, v in self.headers.items() if k.lower() not in {"host", "connection"}}
                host = {"Host": f"localhost:{network.port}", "Accept-Encoding": "identity"}
                reply = httpx.request(
                    self.command, network._address + self.path, content=body, headers=kept | host, timeout=60
                )
                if network.loses and self.path.endswith("/take") and network._random.random() < 1 / 3:
                    network.lost += 1
                    self.close_connection = True
                    return
                self.send_response(reply.status_code)
                for name in ("Content-Type", "Content-Security-Policy", "Set-Cookie", "Location"):
                    if name in reply.headers:
                        self.send_header(name, reply.headers[name])
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(reply.content)

            do_GET = do_POST = relay  # noqa: N815 (the name that the library calls)

            def log_message(self, *_):
                pass

        self._server = QuietServer(("127.0.0.1", self.port), Relay)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Tablet:
    """A browser with a disk of its own that can be killed at any moment."""

    def __init__(self, playwright, folder: Path, url: str):
        self.folder, self.url, self.thanked = folder, url, set()
        self._playwright = playwright

    def __enter__(self):
        port = find_port()
        self.process = subprocess.Popen(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             f"--user-data-dir={self.folder}", f"--remote-debugging-port={port}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _ in range(600):
            try:
                self.browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except Error:
                time.sleep(0.1)
        self.page = self.browser.contexts[0].pages[0]
        self.page.on("console", self._hear)
        self.page.goto(self.url)
        self.page.wait_for_selector("[data-speak=sv]")
        return self

    def _hear(self, message):
        if message.text.startswith("thanked "):
            self.thanked.add(int(message.text.removeprefix("thanked ")))

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(Error):
            self.browser.close()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def answer(tablet: Tablet, first: int, last: int, seconds: float | None) -> None:
    """Answer from one number to another; after some seconds, if given, the tablet is killed in the midst of it."""
    killer = threading.Timer(seconds, lambda: os.killpg(tablet.process.pid, signal.SIGKILL)) if seconds else None
    if killer:
        killer.start()
    with contextlib.suppress(Error) if seconds else contextlib.nullcontext():
        tablet.page.evaluate(RUN, [first, last])
    if killer:
        killer.cancel()
        killer.join()


def wait_until(page, condition: str, seconds: float = 240) -> None:
    """Ask a page until a condition holds; the content policy forbids the browser driver's own way of asking."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        time.sleep(0.1)


def read_numbers(server) -> list[int]:
    """Return the number that each stored answer writes; it must lie at the place of its group."""
    keys = sealing.derive_keys(bytes.fromhex(server.seed))
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        rows = database.execute("SELECT place_id, ciphertext FROM fieldwork_sealedanswer").fetchall()
    said = [json.loads(sealing.open_sealed(keys, row, f"place {place}".encode()))["answers"] for place, row in rows]
    numbers = [sum((int(each[item]) - 1) * 4**power for power, item in enumerate(ITEMS)) for each in said]
    assert [place for place, _ in rows] == [server.kiosk_places[GROUPS[number % 2]] for number in numbers]
    return numbers


def test_five_hundred_answers_without_a_network_all_arrive_once(tmp_path):
    chance = random.Random(11)
    with serve(tmp_path) as server, sync_playwright() as playwright:
        network = Network(server.address)
        url = f"http://localhost:{network.port}/kiosk/{server.kiosk}/"
        tablet = Tablet(playwright, tmp_path / "tablet", url)
        network.up()
        with tablet:
            tablet.page.evaluate("navigator.serviceWorker.ready")
            tablet.page.reload()
            wait_until(tablet.page, "() => Boolean(navigator.serviceWorker.controller)")
            wait_until(tablet.page, "async () => (await caches.keys()).length > 0")
        network.down()
        number, unheard = 0, set()
        for life in range(KILLS // 2 + 1):
            with tablet:
                is_last = life == KILLS // 2
                left = ANSWERS - len(tablet.thanked)
                answer(tablet, number, number + left, None if is_last else chance.uniform(0.3, 2.5))
            heard = max(tablet.thanked, default=-1)
            number = heard + UNHEARD
            unheard.update(range(heard + 1, number))
        assert read_numbers(server) == []
        assert len(tablet.thanked) == ANSWERS
        network.loses = True
        network.up()
        for _ in range(KILLS - KILLS // 2):
            with tablet:
                time.sleep(chance.uniform(0.5, 3))
        with tablet:
            wait_until(tablet.page, NOTHING_WAITS)
            assert tablet.page.locator("#late").is_hidden()
        network.down()
        times = Counter(read_numbers(server))
        offered = count_offered(server)
    assert tablet.thanked - times.keys() == set(), "a thanked answer was lost"
    assert max(times.values()) == 1, "an answer came twice"
    assert times.keys() <= tablet.thanked | unheard, "an answer came that nobody gave"
    assert network.lost > ANSWERS / 10
    assert offered >= len(times)


def count_offered(server) -> int:
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        return database.execute("SELECT sum(offered) FROM fieldwork_tally WHERE channel = 'kiosk'").fetchone()[0]
