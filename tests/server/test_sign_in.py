"""Signing in: who gets in, who is kept out, what it tells, and when sessions end."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from people import PASSWORD, add_member, sign_in

from genklang.server.jobs.mail_staff import mail_password_reset
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import Role, User
from genklang.server.organisation.operations.members import remove_role

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
HERE = "/account/sign-in/"


@pytest.fixture
def anna(municipality) -> User:
    return add_member(municipality, Role.COORDINATOR, email="anna@soderlunda.example")


def give_password(client, email, password=PASSWORD, address="10.0.0.1", **more):
    return client.post(HERE, {"login": email, "password": password, **more}, REMOTE_ADDR=address)


def is_signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def code_now(user: User) -> str:
    secret = get_adapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', b"", page)


def test_an_address_is_one_whatever_its_capitals(anna, client):
    assert give_password(client, " Anna@Soderlunda.EXAMPLE").status_code == 302
    assert is_signed_in(client)


def test_nobody_signs_up(client):
    for path in ("/account/signup/", "/account/sign-up/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def test_a_wrong_password_and_an_unknown_address_look_the_same(anna, client):
    known = give_password(client, anna.email, "fel")
    unknown = give_password(client, "nobody@soderlunda.example", "fel")
    assert known.status_code == unknown.status_code == 200
    assert without_token(known.content) == without_token(unknown.content)


@pytest.mark.parametrize("email", ["anna@soderlunda.example", "nobody@soderlunda.example"])
def test_after_five_failures_the_door_is_shut_for_account_and_address(anna, client, email):
    answers = [give_password(client, email, "fel").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert give_password(client, anna.email).status_code == (429 if email == anna.email else 302)


def test_the_page_of_a_shut_door_tells_nothing(anna, client):
    pages = []
    for email in (anna.email, "nobody@soderlunda.example"):
        pages += [give_password(client, email, "fel") for _ in range(6)][-1:]
    assert without_token(pages[0].content) == without_token(pages[1].content)
    assert "Vänta en kvart".encode() in pages[0].content


def test_a_shut_door_is_shut_for_that_address_alone(anna, client):
    for _ in range(6):
        give_password(client, anna.email, "fel", address="10.0.0.1")
    assert give_password(client, anna.email, address="10.0.0.2").status_code == 302


def test_a_told_address_is_believed_from_our_own_proxies_alone(anna, client, settings):
    for i in range(6):
        client.post(HERE, {"login": anna.email, "password": "fel"}, headers={"X-Forwarded-For": f"1.1.1.{i}"})
    assert give_password(client, anna.email, address="127.0.0.1").status_code == 429
    settings.TRUSTED_PROXIES = 1
    behind = {"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}
    assert client.post(HERE, {"login": anna.email, "password": PASSWORD}, headers=behind).status_code == 302


def test_no_table_holds_an_address_of_the_network(anna, client):
    for _ in range(6):
        give_password(client, anna.email, "fel", address="10.11.12.13")
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "10.11.12.13" not in repr(cursor.fetchall()), table


def test_the_session_is_another_after_sign_in(anna, client):
    """Attack 37: the thief has planted a session of theirs that is there."""
    planted = SessionStore()
    planted["kept"] = "by the thief"
    planted.create()
    client.cookies["sessionid"] = fixed = planted.session_key
    give_password(client, anna.email)
    assert is_signed_in(client)
    assert client.cookies["sessionid"].value != fixed
    assert not Session.objects.filter(session_key=fixed).exists()
    thief = Client()
    thief.cookies["sessionid"] = fixed
    assert not is_signed_in(thief)


def test_an_unknown_address_costs_as_much_work_as_a_known_one(anna, client, monkeypatch):
    """Attack 35: hashing is what takes time, so it is what is counted."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    counts = []
    for email in (anna.email, "nobody@soderlunda.example"):
        hashed.clear()
        give_password(client, email, "fel")
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/o/"]
)
def test_one_stays_on_the_site(anna, client, target):
    response = client.post(f"{HERE}?next={target}", {"login": anna.email, "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert urlsplit(response.headers["Location"]).netloc == ""
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_choosing_a_language_stays_on_the_site(client, target):
    response = client.post("/language/", {"language": "da", "next": target})
    assert response.headers["Location"] == "/"
    assert client.cookies["django_language"].value == "da"


def test_signing_out_ends_the_session_for_a_copy_of_its_cookie_too(anna):
    client, thief = sign_in(anna), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    client.post("/account/sign-out/")
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_a_new_password_ends_every_other_session(anna):
    client, thief = sign_in(anna), sign_in(anna)
    client.post("/account/confirm/", {"password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert client.post("/account/password/", new).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(thief)


@pytest.mark.parametrize("how", ["changed", "reset"])
def test_a_stolen_cookie_is_worth_nothing_after_a_new_password(anna, how):
    """Attack 39: a copy of the very cookie, in another browser."""
    client = sign_in(anna)
    thief = Client(headers={"User-Agent": "another browser"})
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    new = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    if how == "changed":
        client.post("/account/confirm/", {"password": PASSWORD})
        thief.cookies["sessionid"] = client.cookies["sessionid"].value
        assert is_signed_in(thief)
        client.post("/account/password/", {"oldpassword": PASSWORD, **new})
        assert is_signed_in(client)
    else:
        mail_password_reset.call(anna.email)
        form = Client()
        page = form.get(re.search(r"http://localhost:8000(/\S+)", mail.outbox[-1].body)[1], follow=True)
        form.post(page.request["PATH_INFO"], new)
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD + "!")
    assert not is_signed_in(thief)


def test_leaving_elsewhere_ends_every_other_session(anna):
    client, other = sign_in(anna), sign_in(anna)
    client.post("/account/leave/")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_losing_a_role_ends_the_sessions_at_once(municipality, anna):
    owner = add_member(municipality, Role.SYSTEM_OWNER)
    client = sign_in(anna)
    assert client.get(f"/o/{municipality.code}/").status_code == 200
    remove_role(anna.memberships.get(), actor=owner)
    assert client.get(f"/o/{municipality.code}/").status_code == 302
    assert sign_in(anna).get(f"/o/{municipality.code}/").status_code == 404


def test_whoever_is_made_inactive_is_out(anna):
    client = sign_in(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_asking_for_a_new_password_says_the_same_of_every_address(anna, client):
    known = client.post("/account/password/forgotten/", {"email": anna.email}, follow=True)
    unknown = client.post("/account/password/forgotten/", {"email": "nobody@soderlunda.example"}, follow=True)
    assert known.status_code == 200
    assert without_token(known.content) == without_token(unknown.content)
    assert mail.outbox == []


def test_the_mailed_link_is_of_the_configured_host_and_works_once(anna, client, settings):
    settings.BASE_URL = "https://fragor.example"
    thief = sign_in(anna)
    mail_password_reset.call("Anna@Soderlunda.example")
    mail_password_reset.call("nobody@soderlunda.example")
    (sent,) = mail.outbox
    assert sent.to == [anna.email]
    link = re.search(r"https://fragor\.example(/\S+)", sent.body)[1]
    form = client.get(link, follow=True)
    assert form.status_code == 200
    new = {"password1": "ett helt nytt lösenord", "password2": "ett helt nytt lösenord"}
    assert client.post(form.request["PATH_INFO"], new).status_code == 302
    assert not is_signed_in(thief)
    assert give_password(client, anna.email, "ett helt nytt lösenord").status_code == 302
    assert "gäller inte längre" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("email", ["\u212aim@example.org", "kim@ex\u0430mple.org", "KIM@EXAMPLE.ORG"])
def test_a_look_alike_address_gets_nobody_s_mail(municipality, email):
    """Attack 42: whatever is typed, the mail goes to the address of the account and to no other."""
    add_member(municipality, Role.READER, email="kim@example.org")
    mail_password_reset.call(email)
    assert {address for sent in mail.outbox for address in sent.to} <= {"kim@example.org"}
    assert len(mail.outbox) == (email != "kim@ex\u0430mple.org")


def test_a_foreign_host_is_refused(anna, client):
    told = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example"}
    asked = client.post("/account/password/forgotten/", {"email": anna.email}, headers=told)
    assert "evil" not in asked.headers["Location"]
    work(timezone.now, once=True)
    assert "evil" not in mail.outbox[0].body
    assert "http://localhost:8000/" in mail.outbox[0].body
    response = client.post("/account/password/forgotten/", {"email": anna.email}, headers={"Host": "evil.example"})
    assert response.status_code == 400


def test_short_and_common_passwords_are_refused_in_the_reader_s_language(anna):
    client = sign_in(anna)
    client.post("/account/confirm/", {"password": PASSWORD})
    for password in ("kort", "password1234"):
        new = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert client.post("/account/password/", new).status_code == 200
    assert is_signed_in(sign_in(User.objects.get(pk=anna.pk)))
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_the_second_factor_is_asked_for_and_its_code_works_once(anna):
    TOTP.activate(anna, generate_totp_secret())
    first, second = Client(), Client()
    assert give_password(first, anna.email).headers["Location"] == "/account/codes/sign-in/"
    assert not is_signed_in(first)
    code = code_now(anna)
    assert first.post("/account/codes/sign-in/", {"code": code}).status_code == 302
    assert is_signed_in(first)
    give_password(second, anna.email)
    replayed = second.post("/account/codes/sign-in/", {"code": code})
    assert replayed.status_code == 200
    assert "har redan använts" in replayed.content.decode()
    assert not is_signed_in(second)


def test_a_code_that_was_used_to_sign_in_confirms_nothing(anna):
    """Attack 40, at the other door that asks for a code."""
    TOTP.activate(anna, generate_totp_secret())
    client = Client()
    give_password(client, anna.email)
    code = code_now(anna)
    client.post("/account/codes/sign-in/", {"code": code})
    replayed = client.post("/account/codes/confirm/", {"code": code})
    assert replayed.status_code == 200
    assert "har redan använts" in replayed.content.decode()
    cache.clear()
    assert client.post("/account/codes/confirm/", {"code": code_now(anna)}).status_code == 302


def test_the_secret_lies_encrypted(anna):
    secret = generate_totp_secret()
    TOTP.activate(anna, secret)
    stored = Authenticator.objects.get(user=anna).data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_a_telephone_is_set_up_and_a_recovery_code_works_once(anna):
    client = sign_in(anna)
    assert client.get("/account/codes/start/").status_code == 302
    client.post("/account/confirm/?next=/account/codes/start/", {"password": PASSWORD})
    form = client.get("/account/codes/start/")
    secret = form.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/account/codes/start/", {"code": code}, follow=True)
    assert done.status_code == 200
    recovery = re.search(r"<pre>(\S+)", done.content.decode())[1]
    other = Client()
    give_password(other, anna.email)
    assert other.post("/account/codes/sign-in/", {"code": recovery}).status_code == 302
    assert is_signed_in(other)
    third = Client()
    give_password(third, anna.email)
    assert third.post("/account/codes/sign-in/", {"code": recovery}).status_code == 200
    assert not is_signed_in(third)


def test_guessing_codes_is_stopped(anna):
    TOTP.activate(anna, generate_totp_secret())
    client = Client()
    give_password(client, anna.email)
    pages = [client.post("/account/codes/sign-in/", {"code": "000000"}).content.decode() for _ in range(22)]
    assert "För många försök" in pages[-1]


def test_staff_pages_speak_the_chosen_language(anna, client):
    assert '<html lang="da">' in client.get(HERE, headers={"Accept-Language": "da,en;q=0.5"}).content.decode()
    assert '<html lang="sv">' in client.get(HERE, headers={"Accept-Language": "fr"}).content.decode()
    mine = sign_in(anna)
    mine.post("/language/", {"language": "en", "next": "/account/"})
    assert '<html lang="en">' in mine.get("/account/", headers={"Accept-Language": "da"}).content.decode()
