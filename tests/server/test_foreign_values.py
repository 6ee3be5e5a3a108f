"""What a page posts may name things of another organisation: none of them is reached (attacks 32 and 33)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from addresses import staff_addresses
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from people import sign_in
from tenants import OBJECTS, SECRET, make_tenant, make_values
from test_walls import the_one_with_all_roles

from genklang.server.fieldwork.models import Case, Place
from genklang.server.organisation.models import Invitation, Membership, Unit
from genklang.server.results.models import ReportFile

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
TIES = (
    (Unit, "organisation", "parent__organisation"),
    (Membership, "organisation", "unit__organisation"),
    (Invitation, "organisation", "unit__organisation"),
    (Place, "round__organisation", "unit__organisation"),
    (Case, "place__round__organisation", "source__round__organisation"),
    (Case, "place__round__organisation", "printing__place__round__organisation"),
    (ReportFile, "publication__round__organisation", "unit__organisation"),
)
"""Every row that names two things, and the organisations of both."""


@pytest.fixture
def tenants():
    return make_tenant("own", "Egna"), make_tenant("other", SECRET)


def find_ties() -> list[tuple[object, ...]]:
    """Return every row that ties two organisations together."""
    named = [(m.__name__, m.objects.exclude(**{b: None}).values_list("pk", a, b)) for m, a, b in TIES]
    return [(name, *row) for name, rows in named for row in rows if row[1] != row[2]]


def look_at(organisation) -> list[object]:
    """Return the rows of an organisation that its pages write."""
    round_ = organisation.rounds.get()
    rows = (organisation.units, organisation.memberships, organisation.invitations, organisation.programmes)
    more = (round_.places, round_.waves, round_.imports, Case.objects.filter(place__round=round_))
    own = [type(one).objects.filter(pk=one.pk) for one in (organisation, round_)]
    return [list(found.order_by("pk").values()) for found in (*rows, *more, *own)]


class Fields(HTMLParser):
    """The fields of a page's forms by name, each with the values that it offers."""

    SAMPLES: ClassVar = {"email": "ny@example.org", "date": "2026-09-05", "number": "1", "file": ""}

    def __init__(self, page: str):
        super().__init__()
        self.offered, self._select = defaultdict(list), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name, value = values.get("name") or "", values.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option":
            self.offered[self._select].append(value)
        elif tag in {"input", "button"} and value:
            self.offered[name].append(value)
        elif tag in {"input", "textarea"}:
            self.offered[name].append(self.SAMPLES.get(values.get("type", ""), "Ny"))


def make_posts(page: str, own, other) -> Iterator[dict[str, object]]:
    """Yield posts of a page's forms, filled in, each with one value that names a thing of ours made to name theirs."""
    mine, theirs = make_values(own), make_values(other)
    swaps = {str(mine[name]): str(theirs[name]) for name in OBJECTS & set(mine)} | {str(own.pk): str(other.pk)}
    offered = Fields(page).offered
    for pick in (0, -1):
        valid = {name: ([value for value in values if value] or [""])[pick] for name, values in offered.items()}
        yield valid
        yield from swap_each(offered, valid, swaps)


def swap_each(offered, valid, swaps) -> Iterator[dict[str, object]]:
    for name, values in offered.items():
        for parts in (re.split(r"([^\w-]+)", value) for value in values):
            if any(part in swaps for part in parts):
                yield {**valid, name: "".join(swaps.get(part, part) for part in parts)}


def test_nothing_of_another_organisation_is_reached_by_what_is_posted(tenants):
    own, other = tenants
    client = sign_in(the_one_with_all_roles("own"), second_factor=True)
    client.raise_request_exception = False
    before, counts = look_at(other), Counter()
    for address in staff_addresses():
        path = address.fill(make_values(own))
        page = client.get(path).content.decode("utf-8", "replace")
        for post in make_posts(page, own, other):
            with transaction.atomic():
                reply = client.post(path, post)
                assert SECRET.encode() not in reply.content, (path, post)
                assert find_ties() == [], (path, post)
                assert look_at(other) == before, (path, post)
                counts[reply.status_code] += 1
                transaction.set_rollback(True)
    assert counts[302] > 60, "forms were filled in well enough to be taken"


def test_a_row_that_ties_two_organisations_is_seen(tenants):
    own, other = tenants
    Place.objects.create(round=own.rounds.get(), unit=other.units.get(), target_group="x", token_hash="t" * 64)
    assert [tie[0] for tie in find_ties()] == ["Place"]


def test_an_uploaded_list_of_people_is_shown_to_nobody_else(tenants):
    """Attack 31: the address holds the upload's key; whoever sees it over a shoulder is in another organisation."""
    browsers = [sign_in(the_one_with_all_roles(code), second_factor=True) for code in ("own", "other")]
    own, other = (f"/o/{code}/rounds/{code}-round/contacts/email/" for code in ("own", "other"))
    file = SimpleUploadedFile("lista.csv", b"Enhet;E-post\nEgna enheten;anna@example.org\n")
    page = browsers[0].post(f"{own}upload/", {"file": file})["Location"]
    assert "E-post" in browsers[0].get(page).content.decode()
    foreign = page.replace("/own/", "/other/").replace("/own-round/", "/other-round/")
    for address in (page, foreign):
        for reply in (browsers[1].get(address), browsers[1].post(address, {"drop": "1"})):
            assert reply.status_code == 404
            assert "E-post" not in reply.content.decode()
    assert foreign.startswith(other)
    assert "E-post" in browsers[0].get(page).content.decode(), "nobody else has deleted it either"
