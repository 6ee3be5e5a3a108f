"""The demonstration: written by its command, with every link in place and every assumption named."""

import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from subprocess import PIPE

import pytest
from journey import FORMATS, run_genklang

from genklang.analysis.stories import list_stories, read_story
from genklang.cli.serve import HEADERS, open_server
from genklang.errors import Failure

pytestmark = pytest.mark.xdist_group("demo")


@dataclass(frozen=True)
class Shown:
    """A demonstration that was written, shown on this machine and ended by Ctrl-C."""

    folder: Path
    page: str
    exit_code: int
    said: str


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Shown:
    """Write a demonstration where Kolada's values are not at hand, look at its first page, and end it."""
    place = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "genklang", "stories", "--out", "out", "--port", "0"]
    with subprocess.Popen(command, cwd=place, stdout=PIPE, stderr=PIPE, text=True) as running:
        line = running.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        page = urllib.request.urlopen(address[0]).read().decode() if address else ""
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=20)
    return Shown(place / "out", page, running.returncode, said)


@pytest.fixture(scope="module")
def demo(shown) -> Path:
    return shown.folder


def test_it_is_shown_until_ctrl_c(shown):
    assert "genklang: fem undersökningar" in shown.page, shown.said
    assert shown.exit_code == 0
    assert "Ended." in shown.said
    assert "SIMULATED" in shown.said
    assert "Traceback" not in shown.said


@pytest.mark.parametrize("page", ["index.html", "index.en.html"])
def test_every_link_leads_somewhere(demo, page):
    site = demo / "site"
    text = (site / page).read_text(encoding="utf-8")
    links = {unescape(link) for link in re.findall(r'href="([^"#:]+)"', text)}
    missing = [link for link in links if not (site / link).is_file()]
    assert not missing
    reports = {link.rsplit(".", 1)[1] for link in links if "/" in link}
    assert reports == set(FORMATS) - {"csv", "json"}


@pytest.mark.parametrize(("page", "language"), [("index.html", "sv"), ("index.en.html", "en")])
def test_pages_name_claims_reasons_and_assumptions(demo, page, language):
    text = unescape((demo / "site" / page).read_text(encoding="utf-8"))
    for story in map(read_story, list_stories()):
        for claim in story.claims:
            assert claim.page in text
            assert claim.why[language] in text
        for texts in story.assumptions.values():
            assert texts[language] in text


def test_simulated_values_are_labelled_so(demo):
    assert "SIMULERADE VÄRDEN" in (demo / "site" / "index.html").read_text(encoding="utf-8")
    assert "SIMULATED VALUES" in (demo / "site" / "index.en.html").read_text(encoding="utf-8")


def test_pages_ask_nothing_of_the_network(demo):
    for page in (demo / "site").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|href)="?https?:', text)
        assert "<script" not in text


def test_answers_and_stores_lie_outside_the_site(demo):
    assert {p.name for p in demo.iterdir()} == {"answers", "stores", "site", "genklang-demo.txt"}


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    done = run_genklang("stories", "--out", tmp_path, "--no-serve")
    assert done.returncode == 1
    assert "S106" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


@pytest.fixture
def served(tmp_path):
    """Give the address of a served folder with one page and one folder."""
    (tmp_path / "index.html").write_text("<p>hej", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with open_server(tmp_path, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_served_with_safe_headers(served):
    with urllib.request.urlopen(f"{served}/") as answer:
        assert answer.read() == b"<p>hej"
        assert HEADERS.items() <= dict(answer.headers).items()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/folder/", "127.0.0.1", 404), ("/../../etc/passwd", "127.0.0.1", 404), ("/", "evil.example", 421)],
)
def test_what_is_not_served(served, path, host, status):
    request = urllib.request.Request(served + path, headers={"Host": host})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == status
    refused.value.close()


def test_a_taken_port_leads_to_the_next(tmp_path):
    with open_server(tmp_path, 0) as first:
        taken = first.server_address[1]
        with open_server(tmp_path, taken) as second:
            assert second.server_address[0] == "127.0.0.1"
            assert taken < second.server_address[1] <= taken + 20


def test_no_free_port_is_a_named_problem(tmp_path, monkeypatch):
    monkeypatch.setattr("genklang.cli.serve.TRIES", 0)
    with open_server(tmp_path, 0) as first:
        taken = first.server_address[1]
        with pytest.raises(Failure) as failed, open_server(tmp_path, taken):
            pass
    assert [p.code for p in failed.value.problems] == ["S105"]
