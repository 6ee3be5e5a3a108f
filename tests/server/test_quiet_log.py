"""What stands in the log of the process: kinds of pages and errors, never what somebody wrote or where they were."""

import logging

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, path

from genklang.server.web.public.errors import show_error
from genklang.server.web.quiet_log import QuietFormatter


def record_of(error: Exception, request) -> logging.LogRecord:
    try:
        raise error
    except type(error) as caught:
        info = (type(caught), caught, caught.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Error: %s", (request.path,), info)
    record.request, record.status_code = request, 500
    return record


def test_a_line_about_a_request_names_the_page_and_the_error_alone():
    request = RequestFactory().post("/s/secrettoken", {"comment": "jag heter Anna"}, REMOTE_ADDR="10.1.2.3")
    line = QuietFormatter().format(record_of(ValueError("jag heter Anna"), request))
    assert "ValueError" in line
    assert __file__ in line
    for secret in ("secrettoken", "Anna", "10.1.2.3"):
        assert secret not in line


def test_other_lines_stay_one_line():
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "a\nERROR forged: b", (), None)
    assert QuietFormatter().format(record) == "WARNING x: a ERROR forged: b"


def fail(request, token):
    raise RuntimeError(f"what somebody wrote: {token}")


urlpatterns = [path("s/<str:token>", fail)]
handler500 = "genklang.server.web.public.errors.failed"


def test_an_error_of_ours_is_told_to_the_reader_and_nothing_of_it_is_written(settings, caplog):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/s/secrettoken", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    lines = "\n".join(QuietFormatter().format(record) for record in caplog.records)
    assert "500 GET s/<str:token>" in lines
    assert "RuntimeError" in lines
    assert "secrettoken" not in lines + answer.content.decode()


def fill_disk(*_):
    raise OperationalError("database or disk is full")


@pytest.mark.parametrize("where", ["page", "session"])
def test_when_nothing_can_be_stored_that_is_said(settings, monkeypatch, where):
    settings.ROOT_URLCONF = __name__
    if where == "page":
        monkeypatch.setattr(f"{__name__}.urlpatterns", [path("o/x/", fill_disk)])
        clear_url_caches()
    else:
        monkeypatch.setattr(SessionMiddleware, "process_response", fill_disk)
    answer = Client(raise_request_exception=False).get("/o/x/", headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "We cannot save just now" in answer.content.decode()


@pytest.mark.parametrize("language", ["sv", "da", "en", "ar", "so", "prs", "ckb", "ti", "uk"])
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_every_error_has_words_for_respondents_in_every_language(language, status):
    page = show_error(RequestFactory().get("/s/x", headers={"accept-language": language}), status)
    assert f'lang="{language}"' in page.content.decode()
    assert 'href="/"' not in page.content.decode()
