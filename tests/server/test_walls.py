"""Between organisations, and between roles: every address below an organisation, with everybody who may not."""

import pytest
from addresses import staff_addresses
from django.apps import apps
from django.shortcuts import get_object_or_404
from people import sign_in
from tenants import OBJECTS, SECRET, make_tenant, make_values

from genklang.server.organisation.models import Role, User
from genklang.server.organisation.rules import READING, RIGHTS, Action
from genklang.server.web.staff.organisation import members

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
ADDRESSES = staff_addresses()
NAMES = [address.name for address in ADDRESSES]
ZONES = ("organisation", "fieldwork", "results", "responses")


@pytest.fixture
def tenants():
    """One's own organisation, and the other."""
    return make_tenant("own", "Egna"), make_tenant("other", SECRET)


def everything() -> dict[str, list[dict[str, object]]]:
    """Return every row of every zone."""
    models = [model for zone in ZONES for model in apps.get_app_config(zone).get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def the_one_with_all_roles(code: str) -> User:
    return User.objects.get(memberships__organisation__code=code, memberships__role=Role.SYSTEM_OWNER)


def test_every_kind_of_value_in_an_address_is_known(tenants):
    values = make_values(tenants[0])
    unknown = {p for address in ADDRESSES for p in address.parameters if p not in values}
    assert not unknown, f"add to tenants.make_values (and to OBJECTS where it belongs to somebody): {unknown}"


def ask_for_theirs(client, method: str, own, other) -> None:
    """Ask for everything of the other organisation: at its own addresses, and one thing of its at a time at ours."""
    mine, theirs = make_values(own), make_values(other)
    asked = [(address, theirs) for address in ADDRESSES]
    for address in ADDRESSES:
        for parameter in OBJECTS & set(address.parameters) - {"organisation"}:
            name = f"{address.name}.{parameter}" if f"{address.name}.{parameter}" in theirs else parameter
            asked.append((address, {**mine, name: theirs[name]}))
    for address, values in asked:
        response = getattr(client, method)(address.fill(values))
        assert response.status_code in {404, 405}, (address, values, response.status_code)
        assert SECRET.encode() not in response.content, address


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_another_organisation_is_not_there(tenants, method):
    client = sign_in(the_one_with_all_roles("own"), second_factor=True)
    before = everything()
    ask_for_theirs(client, method, *tenants)
    assert everything() == before


def test_a_page_that_looks_a_thing_up_without_its_organisation_is_caught(tenants, monkeypatch):
    def look_up(found, *, organisation, **values):
        return get_object_or_404(found, **values)

    monkeypatch.setattr(members, "get_object_or_404", look_up)
    client = sign_in(the_one_with_all_roles("own"), second_factor=True)
    with pytest.raises(AssertionError, match="remove_member"):
        ask_for_theirs(client, "get", *tenants)


def test_filters_and_pages_reach_nothing_of_another(tenants):
    own, other = tenants
    client = sign_in(the_one_with_all_roles(own.code), second_factor=True)
    theirs = make_values(other)
    query = "&".join(f"{name}={theirs[name]}" for name in sorted(OBJECTS)) + "&above=other-unit&before=-1&order_by='"
    for address in ADDRESSES:
        response = client.get(f"{address.fill(make_values(own))}?{query}")
        assert SECRET.encode() not in response.content, address
        assert response.status_code < 500, address


def test_a_reader_writes_nowhere(tenants):
    own, _ = tenants
    reader = User.objects.exclude(pk=the_one_with_all_roles(own.code).pk).get(memberships__organisation=own)
    client = sign_in(reader, second_factor=True)
    values = make_values(own)
    before = everything()
    for address in ADDRESSES:
        response = client.post(address.fill(values), {"name": "x", "confirmed": "1"})
        assert response.status_code in {403, 405}, (address, response.status_code)
    assert everything() == before


def test_nobody_signed_in_is_sent_to_the_sign_in(tenants, client):
    values = make_values(tenants[0])
    for address in ADDRESSES:
        for response in (client.get(address.fill(values)), client.post(address.fill(values))):
            to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/account/sign-in/?")
            assert to_sign_in or response.status_code == 405, address


def test_what_nobody_offered_is_ignored(tenants):
    own, other = tenants
    client = sign_in(the_one_with_all_roles(own.code))
    more = {"role": "system_owner", "organisation": other.pk, "kind": "region", "is_active": "0", "epoch": "7"}
    client.post(f"/o/{own.code}/settings/", {"name": "Nytt namn", **more})
    client.post(f"/o/{own.code}/units/new/", {"name": "Ny enhet", **more})
    client.post("/account/", {"name": "Jag", "language": "sv", "email": "chef@example.org", **more})
    own.refresh_from_db()
    me = the_one_with_all_roles(own.code)
    assert (own.name, own.kind) == ("Nytt namn", "national")
    assert own.units.get(name="Ny enhet").is_active
    assert other.units.count() == 1
    assert (me.name, me.is_active, me.epoch) == ("Jag", True, 0)


def test_a_coordinator_gives_no_owner_s_role(municipality):
    from people import add_member

    client = sign_in(add_member(municipality, Role.COORDINATOR))
    asked = {"name": "Ny", "email": "ny@example.org", "role": "system_owner", "unit": "", "language": "sv"}
    assert client.post(f"/o/{municipality.code}/members/invite/", asked).status_code == 400
    assert not municipality.invitations.exists()


def test_only_get_and_post_are_answered(client):
    for method in ("head", "options", "put", "patch", "delete", "trace"):
        assert getattr(client, method)("/").status_code == 405
    assert client.get("/", headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


def test_every_role_comes_to_known_actions():
    assert set(RIGHTS) == set(Role)
    assert not RIGHTS[Role.READER] - READING
    assert Action.RUN_PROGRAMME in RIGHTS[Role.PROGRAMME_OWNER]
