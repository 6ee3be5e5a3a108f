"""The server's door: a request that stops coming is given up, too large a one refused, names are what they are."""

import asyncio
import io
from types import SimpleNamespace

import pytest

from genklang.server import wsgi


class Request:
    """A request's body, part by part, with a pause before each."""

    def __init__(self, parts, pause=0.0):
        self.parts, self.pause = parts, pause

    async def __aiter__(self):
        for part in self.parts:
            await asyncio.sleep(self.pause)
            yield part


def read(request, path="/k/"):
    body = io.BytesIO()
    return asyncio.run(wsgi.read_body(request, body, most=wsgi.find_limit(path))), body.getvalue()


def test_a_request_comes_in_whole():
    assert read(Request([b"code=", b"A"])) == (0, b"code=A")


def test_a_request_that_stops_coming_is_given_up_and_a_slow_one_is_not(monkeypatch):
    monkeypatch.setattr(wsgi, "PATIENCE", 0.2)
    assert read(Request([b"a"] * 4, pause=0.1)) == (0, b"aaaa")
    assert read(Request([b"a"] * 4, pause=5))[0] == 408


def test_a_request_larger_than_anything_that_is_taken_is_refused(monkeypatch):
    monkeypatch.setattr(wsgi, "LARGEST_FORM", 10)
    assert read(Request([b"a" * 10]))[0] == 0
    assert read(Request([b"a" * 10, b"a", b"never read"])) == (413, b"a" * 11)
    assert read(Request([b"a" * 11]), "/o/soderlunda/units/import/")[0] == 0


def environ_of(*fields, **more):
    scope = {
        "method": "GET",
        "path": "/k/å",
        "query_string": "x=%C3%A5",
        "client": "[::1]:50000",
        "server": "127.0.0.1:8000",
        "http_version": "1.1",
        "scheme": "http",
        "authority": None,
    }
    headers = SimpleNamespace(items=lambda: fields)
    return wsgi.make_environ(SimpleNamespace(**(scope | more), headers=headers), io.BytesIO(b""))


def test_a_header_with_an_underscore_does_not_pass_for_another():
    """Attack 23: a proxy that strikes X-Forwarded-For lets X_Forwarded_For through."""
    assert "HTTP_X_FORWARDED_FOR" not in environ_of(("x_forwarded_for", "203.0.113.1"))
    assert environ_of(("x-forwarded-for", "203.0.113.1"))["HTTP_X_FORWARDED_FOR"] == "203.0.113.1"


def test_the_environment_is_what_was_asked():
    made = environ_of(("cookie", "a=1"), ("cookie", "b=2"), ("content-type", "text/plain"))
    assert made["PATH_INFO"].encode("latin-1").decode() == "/k/å"
    assert (made["REMOTE_ADDR"], made["SERVER_PORT"], made["HTTP_COOKIE"]) == ("::1", "8000", "a=1;b=2")
    assert made["CONTENT_TYPE"] == "text/plain"
    assert environ_of(authority="fragor.example")["HTTP_HOST"] == "fragor.example"


@pytest.mark.parametrize("name", ["GENKLANG_SECRET_KEY", "PATH"])
def test_nothing_of_the_process_s_own_environment_is_in_it(monkeypatch, name):
    monkeypatch.setenv(name, "a secret")
    assert name not in environ_of()
