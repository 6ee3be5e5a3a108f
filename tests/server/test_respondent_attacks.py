"""What hostile, hasty and unlucky people send: each of the attack list's cases that one process can show.

The numbers are those of the attack list.
"""

import logging
import re
import secrets
import statistics
import time
from base64 import b64encode
from datetime import timedelta
from itertools import product
from urllib.parse import urlencode

import pytest
from answering import places_of
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from people import add_member, sign_in
from respondents import Page, Respondent, stored, visit
from test_answering import make_case

from genklang.server.fieldwork.models import Contact, Round, SealedAnswer, State
from genklang.server.fieldwork.sealing import BROWSER, SIZES
from genklang.server.fieldwork.tokens import kiosk_token, new_code, place_token
from genklang.server.jobs import take_response
from genklang.server.organisation.models import Role
from genklang.server.web.quiet_log import QuietFormatter
from genklang.server.web.respondent import entry
from genklang.server.web.respondent.limits import BUDGET, FailureLimit

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
HERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch):
    monkeypatch.setattr(entry, "entry_limit", FailureLimit())


# 1


def test_guessing_ends_in_429_and_only_failures_count(place, client):
    _, code = make_case(place)
    for _ in range(BUDGET * 2):
        assert client.get(f"/k/{code}", **HERE).status_code == 302
    replies = [client.get(f"/k/{new_code()}", **HERE).status_code for _ in range(BUDGET + 20)]
    assert replies == [404] * (BUDGET - 1) + [429] * 21
    assert client.get(f"/k/{code}", **HERE).status_code == 429, "over the budget a right guess looks like a wrong one"
    assert client.get(f"/k/{code}", REMOTE_ADDR="192.0.2.8").status_code == 302
    assert client.get(f"/s/{place_token(place)}", **HERE).status_code == 302, "a shared link cannot be guessed"


def test_ten_thousand_guesses_find_nothing_and_ask_the_database_nothing_after_the_budget(
    place, client, django_assert_num_queries
):
    for _ in range(BUDGET):
        client.get("/k/AAAA", **HERE)
    with django_assert_num_queries(0):
        assert {client.get(f"/k/{number:013d}", **HERE).status_code for number in range(10_000 - BUDGET)} == {429}


def test_unknown_and_malformed_codes_look_the_same_and_take_as_long(place, client, monkeypatch):
    monkeypatch.setattr(entry, "entry_limit", FailureLimit(budget=10_000))
    kinds = {"unknown": new_code, "malformed": lambda: "no code at all", "short": lambda: "A"}
    bodies, times = {}, {kind: [] for kind in kinds}
    for _ in range(60):
        for kind, make in kinds.items():
            code, start = make(), time.thread_time()
            reply = client.get(f"/k/{code}", **HERE)
            times[kind].append(time.thread_time() - start)
            bodies.setdefault(kind, reply.content.replace(csrf_of(reply), b""))
    assert len(set(bodies.values())) == 1
    middle = [statistics.median(seen) for seen in times.values()]
    assert max(middle) - min(middle) < 0.25 * min(middle)


def csrf_of(reply):
    return dict(Page(reply.content.decode()).hidden)["csrfmiddlewaretoken"].encode()


def test_the_count_is_kept_for_an_hour_under_a_salt_that_goes_with_it():
    now = [3600.0 * 10]
    limit = FailureLimit(budget=2, clock=lambda: now[0])
    limit.count("192.0.2.7")
    limit.count("192.0.2.7")
    kept, salt = set(limit._failures), limit._salt
    assert limit.is_over("192.0.2.7")
    assert not any(b"192.0.2.7" in each for each in kept)
    now[0] += 3600
    assert not limit.is_over("192.0.2.7")
    assert limit._salt != salt
    assert not kept & set(limit._failures)


def test_outside_the_demonstration_the_cookie_is_bound_to_this_host(place, settings):
    settings.DEMO = False
    person = Respondent(f"/s/{place_token(place)}", secure=True)
    (name,) = [name for name in person.client.cookies if "g-" in name]
    kept = person.client.cookies[name]
    assert name.startswith("__Host-g-")
    assert (kept["secure"], kept["httponly"], kept["samesite"], kept["path"]) == (True, True, "Lax", "/")
    assert (kept["domain"], kept["max-age"], kept["expires"]) == ("", "", "")
    assert place_token(place) not in kept.value


# 2, 3, 4


def test_a_used_code_shows_no_answers(place):
    _, code = make_case(place)
    Respondent(f"/k/{code}").answer_all(1).press("send")
    again = Respondent(f"/k/{code}")
    assert again.reply.status_code == 200
    assert "Det finns redan ett svar" in again.page.words
    assert not {"Ganska lätt", "Man", "Kvinna"} & set(again.page.words)


def test_a_double_click_is_one_answer_and_both_are_thanked(place):
    person = visit(place).answer_all()
    fields = {**dict(person.page.hidden), "go": "send"}
    replies = [person.client.post(person.url, fields) for _ in range(2)]
    assert ["Tack! Dina svar är skickade" in reply.content.decode() for reply in replies] == [True, True]
    assert stored() == 1


def test_back_and_again_after_sending_is_thanked_and_changes_nothing(place):
    person = visit(place).answer_all(0)
    check = dict(person.page.hidden)
    person.press("send")
    before = SealedAnswer.objects.get().ciphertext
    reply = person.client.post(person.url, {**check, "a.kontakt": "4", "go": "send"})
    assert "Tack! Dina svar är skickade" in reply.content.decode()
    assert bytes(SealedAnswer.objects.get().ciphertext) == bytes(before)


# 6


def test_the_group_and_the_unit_come_from_the_link(place, open_round):
    other = places_of(open_round)[1]
    person = visit(place).answer_all()
    person.press("send", target_group="ungdomar", unit=other.unit.code, place=other.pk, channel="kiosk", case="1")
    assert list(SealedAnswer.objects.values_list("place_id", flat=True)) == [place.pk]


# 10


def test_an_error_in_the_submit_view_reports_nothing_of_the_post(place, monkeypatch, caplog):
    def fail(*_, **__):
        raise ValueError("could not read mycket_svart")

    person = visit(place).answer_all()
    monkeypatch.setattr("genklang.server.web.respondent.answering.take", fail)
    person.client.raise_request_exception = False
    person.press("send")
    assert person.reply.status_code == 500
    (record,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    text = QuietFormatter().format(record)
    assert "ValueError" in text
    for secret in ("kontakt", "mycket_svart", person.url, dict(person.page.hidden).get("submission", "never")):
        assert secret not in text
    assert stored() == 0


# 11, 12, 20, 24


def test_no_page_is_kept_framed_or_named_to_other_sites(place):
    person = visit(place)
    replies = [person.reply, person.press("next").reply, person.answer_all().reply, person.press("send").reply]
    replies += [person.client.get(path) for path in ("/k/", "/k/nothing", "/leave/", "/answer/none/")]
    for reply in replies:
        assert reply["Cache-Control"] == "no-store"
        assert reply["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in reply["Content-Security-Policy"]
        assert reply["X-Frame-Options"] == "DENY"
        assert "'unsafe-inline'" not in reply["Content-Security-Policy"]


def test_a_fresh_look_at_the_address_shows_none_of_the_answers(place):
    person = visit(place).press("next").choose(2)
    fresh = Respondent(person.url, client=person.client)
    assert fresh.page.carried("step") == "start"
    assert fresh.page.carried("a.kontakt") is None
    assert fresh.page.carried("submission") != person.page.carried("submission")


@pytest.mark.parametrize("method", ["head", "options", "trace", "put", "delete", "patch"])
def test_other_methods_are_refused(place, method):
    person = visit(place)
    for path in (person.url, "/k/", f"/s/{place_token(place)}"):
        assert getattr(person.client, method)(path).status_code == 405
    assert person.client.post(person.url, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


# 14, 15


@pytest.mark.parametrize("bad", ["7", "-3", "-2", "1e309", "NaN", "1; drop table", "٧", "1;2", "mycket_latt2", "²"])
def test_what_no_choice_says_is_refused_and_nothing_stored(place, bad):
    person = visit(place).press("next")
    person.press("next", ("a.kontakt", bad))
    assert person.reply.status_code == 400
    assert "Välj ett av svaren på sidan." in person.page.words
    person.press("send", ("a.kontakt", bad), ("a.gender", "1"))
    assert person.reply.status_code == 400
    assert stored() == 0


def test_missing_repeated_and_foreign_fields_do_no_harm(place):
    person = visit(place)
    for fields in ({}, {"go": "send"}, {"step": "../../etc", "go": "to:nothing"}, {"a.kontakt": ["1", "2"]}):
        assert person.client.post(person.url, fields).status_code == 200
    assert stored() == 0


def test_ten_thousand_fields_are_refused(place):
    person = visit(place).answer_all()
    many = {f"a.{number}": "1" for number in range(10_000)}
    assert person.client.post(person.url, {**dict(person.page.hidden), **many, "go": "send"}).status_code == 400
    assert stored() == 0


def test_a_comment_of_ten_megabytes_is_cut_and_the_other_answers_are_kept(place):
    person = visit(place).answer_all(1)
    fields = [*person.page.hidden, ("a.comment", "å" * 5_000_000), ("go", "send")]
    reply = person.client.post(person.url, urlencode(fields), content_type="application/x-www-form-urlencoded")
    assert reply.status_code == 413
    page = Page(reply.content.decode())
    assert "Texten är för lång" in page.words
    assert page.carried("a.kontakt") == "2"
    assert len(page.carried("a.comment")) <= 2000
    assert len(reply.content) < 20_000
    assert stored() == 0


@pytest.mark.parametrize("place_of_comment", [0, 3, 9])
def test_answers_are_kept_whether_they_stand_before_the_long_comment_or_after_it(place, place_of_comment):
    person = visit(place).answer_all(1)
    fields = list(person.page.hidden)
    fields.insert(place_of_comment, ("a.comment", "å" * 5_000_000))
    reply = person.client.post(
        person.url, urlencode([*fields, ("go", "send")]), content_type="application/x-www-form-urlencoded"
    )
    person.reply = reply
    kept = {name: value for name, value in person.page.hidden if name.startswith("a.") and name != "a.comment"}
    assert kept == {name: value for name, value in fields if name.startswith("a.") and name != "a.comment"}
    assert len(kept) > 5
    person.press("stay").press("send")
    assert "Tack! Dina svar är skickade" in person.page.words
    assert stored() == 1


def test_a_flood_of_fields_that_is_too_large_is_given_back_in_part_alone(place):
    person = visit(place).answer_all(1)
    flood = urlencode(list(person.page.hidden)) + "&x=1" * 2_000_000
    reply = person.client.post(person.url, flood, content_type="application/x-www-form-urlencoded")
    assert reply.status_code == 413
    assert len(Page(reply.content.decode()).hidden) <= 401


# 19


def test_a_post_from_elsewhere_is_refused_and_the_answers_are_kept(place):
    person = visit(place, enforce_csrf_checks=True).answer_all(1)
    fields = {**dict(person.page.hidden), "go": "send"}
    missing = person.client.post(person.url, {k: v for k, v in fields.items() if k != "csrfmiddlewaretoken"})
    foreign = person.client.post(person.url, fields | {"csrfmiddlewaretoken": "x" * 64})
    for reply in (missing, foreign):
        assert reply.status_code == 403
        assert Page(reply.content.decode()).carried("a.kontakt") == "2"
    assert stored() == 0
    person.reply = foreign
    person.press(person.page.buttons[-1])
    assert "Tack! Dina svar är skickade" in person.page.words
    assert stored() == 1


# 21, 22, 23, 30


@pytest.mark.parametrize("elsewhere", ["//evil.example", "/\\evil.example", "https:evil.example"])
def test_nobody_is_sent_to_another_site(place, elsewhere):
    client = Client()
    for path in (f"/s/{place_token(place)}", "/k/", "/leave/"):
        reply = client.get(path, {"next": elsewhere})
        assert "evil" not in reply.get("Location", "") + reply.content.decode()


def test_another_host_name_is_refused(place):
    assert Client().get(f"/s/{place_token(place)}", HTTP_HOST="evil.example").status_code == 400


def test_an_address_that_the_client_made_up_is_not_counted_by(place, client, settings):
    for number in range(BUDGET):
        client.get("/k/none", **HERE, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert client.get("/k/none", **HERE, HTTP_X_FORWARDED_FOR="203.0.113.250").status_code == 429
    settings.TRUSTED_PROXIES = 1
    through = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.9"}
    assert client.get("/k/none", **through).status_code == 404, "behind our proxy, what the proxy saw counts"


@pytest.mark.parametrize("language", ["../../etc", "xx", "sv\x00", "AR" * 500])
def test_a_language_that_is_none_becomes_the_first(place, language):
    reply = Client().get("/k/", {"language": language})
    assert (reply.status_code, Page(reply.content.decode()).attributes["lang"]) == (200, "sv")
    person = visit(place).press(f"in:{language}", language=language)
    assert person.page.attributes["lang"] == "sv"


# 26, 29


def set_dates(round_, *, state=State.OPEN, opens=0, closes=0, grace=None):
    today, now = timezone.localdate(), timezone.now()
    round_.state, round_.opens, round_.closes = state, today + timedelta(opens), today + timedelta(closes)
    round_.grace_ends = None if grace is None else now + timedelta(hours=grace)
    round_.save(update_fields=["state", "opens", "closes", "grace_ends"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opens": 3, "closes": 9}, "Frågorna har inte öppnat än"),
        ({"opens": -9, "closes": -3}, "Frågorna har stängt"),
        ({"state": State.CLOSED, "opens": -9, "grace": 40}, "Frågorna har stängt"),
    ],
)
def test_a_round_that_is_not_open_says_so_politely(place, open_round, values, words):
    person = visit(place).answer_all()
    fields = {**dict(person.page.hidden), "go": "send", "begun": "invented"}
    set_dates(open_round, **values)
    assert words in visit(place).page.words
    assert words in Page(person.client.post(person.url, fields).content.decode()).words
    assert stored() == 0


def test_what_was_begun_in_time_is_taken_while_the_grace_lasts(place, open_round):
    one, two = visit(place).press("next"), visit(place).answer_all()
    set_dates(open_round, state=State.CLOSED, opens=-9, closes=-1, grace=40)
    while "skip" in one.page.buttons:
        one.choose(0)
    assert "Tack! Dina svar är skickade" in one.press("send").page.words
    set_dates(open_round, state=State.CLOSED, opens=-9, closes=-5, grace=-1)
    assert "Ditt svar kom efter" in " ".join(two.press("send").page.words)
    open_round.refresh_from_db()
    assert (stored(), open_round.came_late, open_round.too_late) == (1, 1, 1)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_off_loses_nothing_that_was_begun(place, open_round, monkeypatch, days):
    """On the round's only day the server's clock jumps a day; a kiosk's own clock is asked nowhere."""
    set_dates(open_round)
    one, begun = visit(place).answer_all(), Client().get(f"/kiosk/{kiosk_token(place)}/").content.decode()
    wrong = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    assert "Tack! Dina svar är skickade" in one.press("send").page.words
    sealed = b64encode(bytes([BROWSER]) + secrets.token_bytes(SIZES[BROWSER] - 1)).decode()
    said = {
        "id": "A" * 22,
        "group": place.target_group,
        "sealed": sealed,
        "begun": re.search(r'"begun": "([^"]+)"', begun)[1],
    }
    path = f"/kiosk/{kiosk_token(place)}/take"
    late = [Client().post(path, said, content_type="application/json").json()["outcome"] for _ in range(2)]
    invented = Client().post(path, said | {"id": "B" * 22, "begun": "1:x"}, content_type="application/json")
    assert [*late, invented.json()["outcome"]] == ["stored", "repeated", "not_open"]
    open_round.refresh_from_db()
    assert (stored(), open_round.came_late, open_round.too_late) == (2, 2, 1)


def test_staff_see_how_many_came_late_and_too_late(open_round):
    Round.objects.update(came_late=3, too_late=7)
    browser = sign_in(add_member(open_round.organisation, Role.COORDINATOR))
    page = browser.get(f"/o/{open_round.organisation.code}/rounds/{open_round.code}/progress/").content.decode()
    assert "3 svar kom in efter stängningen" in page
    assert "7 svar kom för sent" in page


def test_a_test_round_is_tried_and_nothing_is_kept(planned_round):
    planned_round.is_test = True
    planned_round.save()
    person = visit(places_of(planned_round)[0]).answer_all()
    assert "Detta är ett prov. Svaren sparas inte." in person.page.words
    assert "Tack! Dina svar är skickade" in person.press("send").page.words
    assert stored() == 0


# 27, 28


def test_looking_writes_nothing_however_often(place):
    _, code = make_case(place)
    before = dump()
    for _ in range(3):
        Respondent(f"/k/{code}", HTTP_USER_AGENT="link preview")
        visit(place)
        Client().get("/leave/")
    assert dump() == before
    assert "Tack! Dina svar är skickade" in Respondent(f"/k/{code}").answer_all().press("send").page.words


def test_no_address_that_a_mail_or_a_poster_holds_is_written_by_looking(place):
    """Attack 27: a scanner follows every link of a mail; so do the previews of whatever a poster's code opens."""
    case, code = make_case(place)
    Contact.objects.create(case=case, person_hash="1" * 64, email="a@example.org")
    token = place_token(place)
    paths = [f"/stop/{code}", f"/p/{code}", f"/k/{code}", f"/s/{token}", f"/kiosk/{kiosk_token(place)}/", "/k/"]
    before = dump()
    for path, agent in product(paths * 3, ("mail scanner", "link preview")):
        scanner = Client(headers={"User-Agent": agent, "Purpose": "prefetch"})
        assert scanner.get(path, follow=True).status_code == 200
    assert dump() == before
    Client().post(f"/stop/{code}")
    assert dump() != before


def dump():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in cursor.fetchall()]
        return {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


# what the server cannot store


def test_answers_stay_on_the_page_when_nothing_can_be_stored(place, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("database or disk is full")

    person = visit(place).answer_all(1)
    with monkeypatch.context() as full:
        full.setattr(take_response, "_write", fail)
        person.press("send")
    assert person.reply.status_code == 503
    assert person.reply["Retry-After"]
    assert "Svaren kunde inte sparas just nu" in person.page.words
    assert person.page.carried("a.kontakt") == "2"
    person.press("send")
    assert "Tack! Dina svar är skickade" in person.page.words
    assert stored() == 1


def test_answers_stay_on_the_page_when_the_database_is_away(place, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("server closed the connection")

    person = visit(place).answer_all(1)
    with monkeypatch.context() as away:
        away.setattr("genklang.server.web.respondent.answering.find_pass", fail)
        person.press("send")
    assert person.reply.status_code == 503
    person.press(person.page.buttons[-1])
    assert stored() == 1
