"""The real server process: pages, files under hashed names, and nothing that is not meant to be seen."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ADDRESS = "10.66.77.88"
SECRET = "what-only-this-server-knows-and-no-list-of-processes-tells"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A running `genklang serve` with databases of its own: its address and the file of what it prints."""
    folder = tmp_path_factory.mktemp("served")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("GENKLANG", "DJANGO"))}
    environment = {
        **bare,
        "GENKLANG_MODE": "demo",
        "GENKLANG_DATA": str(folder / "data"),
        "GENKLANG_KEYS": str(folder / "keys"),
        "GENKLANG_TRUSTED_PROXIES": "1",
        "GENKLANG_SECRET_KEY": SECRET,
    }
    genklang = [sys.executable, "-m", "genklang"]
    subprocess.run([*genklang, "migrate"], env=environment, check=True, capture_output=True, timeout=120)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [*genklang, "serve", "--port", str(port)], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process, said)
            yield f"http://127.0.0.1:{port}", said, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen, said: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, said.read_text()
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(said.read_text())


def test_it_is_well_and_says_no_more(server):
    answer = httpx.get(f"{server[0]}/health")
    assert answer.text == "ok\n"
    assert answer.headers["cache-control"] == "no-store"


def test_every_page_has_the_headers_that_keep_it_safe(server):
    headers = httpx.get(f"{server[0]}/").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_files_have_hashed_names_that_may_be_kept(server):
    address = server[0]
    style = re.search(r'href="(/static/staff\.[0-9a-f]{12}\.css)"', httpx.get(address).text)[1]
    answer = httpx.get(f"{address}{style}")
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["cache-control"]
    font = re.search(r'url\("(fonts/[\w.-]+\.woff2)"\)', answer.text)[1]
    assert httpx.get(f"{address}/static/{font}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/fonts/",
        "/static/../genklang.sqlite3",
        "/static/%2e%2e/genklang.sqlite3",
        "/static/..%2fgenklang.sqlite3",
        "/static//etc/passwd",
        "/static/staff.css~",
        "/.git/config",
        "/.env",
        "/genklang.sqlite3",
        "/media/",
        "/admin/",
        "/settings.py",
        "/server-status",
    ],
)
def test_what_is_not_meant_to_be_seen_is_not_there(server, path):
    address = server[0]
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), timeout=10) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = raw.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 404"), answer[:200]
    assert b"SQLite" not in answer


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"])
def test_other_methods_are_refused(server, method):
    assert httpx.request(method, f"{server[0]}/").status_code == 405


def test_a_foreign_host_is_refused(server):
    assert httpx.get(server[0], headers={"Host": "evil.example"}).status_code == 400


def test_a_form_from_elsewhere_is_refused_with_words(server):
    answer = httpx.post(f"{server[0]}/account/sign-in/", data={"login": "a@b.example"})
    assert answer.status_code == 403
    assert "Nothing was changed" in httpx.post(f"{server[0]}/language/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("language", "direction", "words"), [("ar", "rtl", "الصفحة غير موجودة"), ("sv", "ltr", "Sidan finns inte")]
)
def test_respondents_read_what_is_wrong_in_their_language(server, language, direction, words):
    answer = httpx.get(f"{server[0]}/answer/nowhere/at/all", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert f'dir="{direction}"' in answer.text
    assert words in answer.text


def test_nothing_it_prints_or_is_called_names_anybody(server):
    address, said, pid = server
    for path in ("/s/abcdefghijklmnopqrstuv", "/k/ABCDEFGHJKLMN", "/nowhere", "/o/x/", "/invitation/secrettoken/"):
        httpx.get(f"{address}{path}", headers={"X-Forwarded-For": ADDRESS})
    httpx.get(address, headers={"Host": "evil.example", "X-Forwarded-For": ADDRESS})
    printed = said.read_text()
    for word in (ADDRESS, SECRET, "127.0.0.1 ", "abcdefgh", "ABCDEFGH", "secrettoken", "nowhere", "evil.example"):
        assert word not in printed, printed
    commands = [Path(f"/proc/{found}/cmdline") for found in (pid, *children_of(pid))]
    assert len(commands) > 2
    assert not [path for path in commands if SECRET.encode() in path.read_bytes()]


def children_of(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
