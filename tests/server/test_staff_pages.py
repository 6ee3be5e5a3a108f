"""Lists cost the same whatever they hold; words exist in every language; the first page asks the week's question."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from people import add_member, sign_in
from staff_routes import make_lively_tenant

from genklang.errors import Failure
from genklang.server import texts
from genklang.server.commands.create_organisation_ import command as create_organisation
from genklang.server.commands.invite_owner_ import command as invite_owner
from genklang.server.commands.reset_second_factor_ import command as reset_second_factor
from genklang.server.organisation.models import Invitation, Kind, Organisation, Programme, Role, Unit
from genklang.server.organisation.operations import log

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
SERVER = Path(texts.__file__).parent
STAFF_TEMPLATES = [
    path
    for folder in ("account", "mfa", "public", "staff")
    for path in sorted((SERVER / "web/templates" / folder).rglob("*.html"))
]


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(connections["default"]) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def add_one_more_of_everything(organisation: Organisation, number: int) -> None:
    """Add a row to every list of an organisation's own pages."""
    other = Organisation.objects.create(code=f"x{number}", name=f"Organisation {number}", kind=Kind.REGION)
    Unit.objects.create(organisation=organisation, code=f"u{number}", name=f"Enhet {number}")
    member = add_member(organisation, Role.READER, email=f"m{number}@example.org")
    Invitation.objects.create(
        organisation=organisation,
        email=f"i{number}@example.org",
        name="I",
        role=Role.READER,
        unit=organisation.units.first(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    for owner in (organisation, other):
        Programme.objects.create(owner=owner, code=f"p{owner.code}{number}", name="P", instrument="skr-ifo/2016")
    other.programmes.get().participants.add(organisation)
    second = Programme.objects.create(owner=other, code=f"q{number}", name="Q", instrument="skr-ifo/2016")
    second.invited.add(organisation)
    organisation.programmes.order_by("pk").first().participants.add(other)
    log(member, "unit.added", organisation=organisation, subject="x")
    first = organisation.rounds.order_by("pk").first()
    if first is not None:
        first.pk, first.code = None, f"r{number}"
        first.save(force_insert=True)


LISTS = ("", "units/", "members/", "programmes/", "log/")


def test_lists_cost_the_same_at_one_row_and_at_three(planned_round):
    organisation = planned_round.organisation
    Organisation.objects.filter(pk=organisation.pk).update(kind=Kind.NATIONAL)
    client = sign_in(add_member(organisation, *Role))
    add_one_more_of_everything(organisation, 1)
    pages = [f"/o/{organisation.code}/{path}" for path in LISTS]
    pages.append(f"/o/{organisation.code}/programmes/{organisation.programmes.get().code}/run/")
    at_one = {page: count_queries(client, page) for page in pages}
    for number in (2, 3):
        add_one_more_of_everything(organisation, number)
    assert {page: count_queries(client, page) for page in pages} == at_one
    assert max(at_one.values()) <= 14, at_one


def test_one_s_organisations_cost_the_same(municipality):
    user = add_member(municipality, Role.READER)
    for number in range(2, 5):
        other = Organisation.objects.create(code=f"o{number}", name=f"O {number}")
        other.memberships.create(user=user, role=Role.READER)
        if number == 2:
            at_two = count_queries(sign_in(user), "/")
    assert count_queries(sign_in(user), "/") == at_two


def test_the_first_page_asks_who_is_behind():
    organisation, owner = make_lively_tenant()
    page = sign_in(owner).get(f"/o/{organisation.code}/").content.decode()
    assert re.search(r"<h1>\d av \d enheter halkar efter</h1>", page)
    assert "Har inte börjat lämna ut" in page
    assert "30 % har svarat, målet är 60 %" in page


def test_a_unit_s_manager_sees_the_own_unit_alone():
    organisation, _ = make_lively_tenant()
    children = organisation.units.get(name="Barn och unga")
    manager = add_member(organisation, Role.UNIT_MANAGER, email="m@example.org", unit=children)
    page = sign_in(manager).get(f"/o/{organisation.code}/").content.decode()
    assert "1 av 1 enheter" in page
    assert "Missbruk" not in page


def test_a_new_organisation_is_told_how_to_begin():
    made = Organisation.objects.create(code="new", name="Ny")
    page = sign_in(add_member(made, Role.COORDINATOR)).get("/o/new/").content.decode()
    assert "Lägg in enheterna" in page
    assert "Logg" in page


def test_the_owner_of_an_empty_server_comes_in_by_the_printed_link(transactional_db, client):
    options = ["--owner-name", "Anna", "--owner-email", "anna@soderlunda.example"]
    said = CliRunner().invoke(create_organisation, ["Söderlunda kommun", *options], catch_exceptions=False).output
    link = re.search(r"http://localhost:8000(/\S+)", said)[1]
    secret = "en lång mening om ingenting"
    assert (
        client.post(link, {"name": "Anna", "language": "sv", "password1": secret, "password2": secret}).status_code
        == 302
    )
    client.post("/account/sign-in/", {"login": "anna@soderlunda.example", "password": secret})
    assert client.get("/", follow=True).request["PATH_INFO"] == "/o/soderlunda-kommun/"
    with pytest.raises(Failure, match="H130"):
        CliRunner().invoke(create_organisation, ["Söderlunda kommun", *options], catch_exceptions=False)
    with pytest.raises(Failure, match="H131"):
        CliRunner().invoke(
            create_organisation, ["X", "--owner-name", "A", "--owner-email", "a"], catch_exceptions=False
        )


def test_whoever_runs_the_machine_helps_in_two_emergencies(municipality):
    owner = add_member(municipality, Role.SYSTEM_OWNER)
    client = sign_in(owner, second_factor=True)
    said = CliRunner().invoke(reset_second_factor, [owner.email.upper()], catch_exceptions=False).output
    assert "password alone" in said
    assert client.get("/account/").status_code == 302
    assert not Authenticator.objects.filter(user=owner).exists()
    named = ["--name", "Bo", "--email", "bo@soderlunda.example"]
    said = CliRunner().invoke(invite_owner, ["soderlunda", *named], catch_exceptions=False).output
    assert "/invitation/" in said
    assert municipality.invitations.get().role == Role.SYSTEM_OWNER
    for command, arguments, code in (
        (reset_second_factor, ["nobody@example.org"], "H132"),
        (invite_owner, ["nowhere", *named], "H133"),
        (invite_owner, ["soderlunda", "--name", "B", "--email", "b"], "H131"),
    ):
        with pytest.raises(Failure, match=code):
            CliRunner().invoke(command, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    ("colour", "status"), [("#0b5563", 302), ("#ffff00", 400), ("red", 400), ("#0b5563}x{", 400), ("", 302)]
)
def test_only_a_dark_colour_is_taken_and_shown(municipality, colour, status):
    client = sign_in(add_member(municipality, Role.COORDINATOR))
    answer = client.post("/o/soderlunda/settings/", {"name": municipality.name, "accent": colour})
    assert answer.status_code == status
    assert ("colour.css" in client.get("/o/soderlunda/").content.decode()) == (colour == "#0b5563")
    sheet = client.get("/o/soderlunda/colour.css").content.decode()
    assert sheet.count("{") == 1


def test_the_log_turns_its_pages(municipality):
    owner = add_member(municipality, Role.SYSTEM_OWNER)
    for i in range(105):
        log(owner, "unit.added", organisation=municipality, subject=f"Enhet {i}")
    client = sign_in(owner)
    first = client.get("/o/soderlunda/log/").content.decode()
    older = re.search(r'href="(\?before=\d+)"', first)[1]
    assert "Enhet 104" in first
    assert "Enhet 4<" in client.get(f"/o/soderlunda/log/{older}").content.decode()


def test_comments_and_exports_want_a_second_factor(municipality):
    from genklang.server.organisation.rules import Action
    from genklang.server.web.staff.access import staff_page

    user = add_member(municipality, Role.COORDINATOR)
    for second_factor, status in ((False, 403), (True, 200)):
        from django.http import HttpResponse
        from django.test import RequestFactory

        request = RequestFactory().get("/")
        request.user, request.session = user, sign_in(user, second_factor=second_factor).session
        for action in (Action.SEE_COMMENTS, Action.EXPORT):
            answer = staff_page(action)(lambda *_: HttpResponse("x"))(request, organisation=municipality.code)
            assert answer.status_code == status
    request.session = sign_in(user).session
    answer = staff_page(Action.EXPORT)(lambda *_: HttpResponse("x"))(request, organisation=municipality.code)
    assert answer.headers["Location"].startswith("/account/codes/confirm/?next=")


@pytest.mark.parametrize("path", STAFF_TEMPLATES, ids=lambda path: str(path.relative_to(SERVER)))
@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_every_word_on_a_page_exists_in_every_language(path, language):
    for key in re.findall(r"{% say ['\"]([^'\"]+[^.'\"])['\"]", path.read_text(encoding="utf-8")):
        area, _, name = key.partition(".")
        assert texts._find(language, area, name), key


def keys_of(words: dict, before: str = "") -> set[str]:
    return {
        key
        for name, value in words.items()
        for key in (keys_of(value, f"{before}{name}.") if isinstance(value, dict) else {before + name})
    }


@pytest.mark.parametrize("area", sorted(path.stem for path in (SERVER.parent / "locale/en/staff").glob("*.toml")))
def test_an_area_has_the_same_words_in_every_language(area):
    found = {language: keys_of(texts._read(language, f"staff/{area}")) for language in ("sv", "da", "en")}
    assert found["sv"] == found["da"] == found["en"]


def test_everything_that_is_logged_has_words_in_every_language():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SERVER.rglob("*.py"))
    actions = set(re.findall(r'\blog\(\s*[\w.]+,\s*"([\w.]+)"', source))
    actions |= set(re.findall(r'action = "([\w.]+)" if \w+ else "[\w.]+"', source)) | {"unit.reopened", "unit.retired"}
    missing = {
        (language, a) for language in ("sv", "da", "en") for a in actions if not texts._find(language, "staff/log", a)
    }
    assert len(actions) > 12
    assert missing == set()
