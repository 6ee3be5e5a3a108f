"""What the server's tests share: one municipality with a round that is ready to open."""

from datetime import date

import pytest
from answering import open_now, places_of
from django.core.cache import cache
from django.utils import timezone
from scan_station import print_forms

from genklang.instrument.publish import to_json
from genklang.instrument.shelf import find_instrument
from genklang.server.fieldwork.models import Place, Round, RoundChannel
from genklang.server.organisation.models import Organisation, Unit


@pytest.fixture(autouse=True)
def no_memory(request):
    """Each test begins without earlier attempts to sign in: limits count by address, and all tests share one."""
    asked = {"db", "transactional_db"} & set(request.fixturenames)
    for name in asked:
        request.getfixturevalue(name)
    if asked or request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture
def municipality(transactional_db) -> Organisation:
    """A municipality with two units."""
    made = Organisation.objects.create(code="soderlunda", name="Söderlunda kommun", support_phone="0123-45 67 89")
    Unit.objects.create(organisation=made, code="north", name="Enhet Nord")
    Unit.objects.create(organisation=made, code="south", name="Enhet Syd")
    return made


@pytest.fixture
def planned_round(municipality) -> Round:
    """A planned round of the national survey with one place for each unit; it lasts for longer than these tests."""
    made = Round.objects.create(
        organisation=municipality,
        code="2026",
        title="Brukarundersökning 2026",
        period="2026",
        instrument_id="skr-ifo",
        instrument=to_json(find_instrument("skr-ifo")),
        opens=date(2026, 9, 1),
        closes=date(2126, 11, 30),
        languages=["sv", "en", "ar"],
    )
    RoundChannel.objects.create(round=made, channel="link")
    for unit in municipality.units.order_by("code"):
        Place.objects.create(round=made, unit=unit, target_group="ekonomiskt_bistand", token_hash=f"{unit.code:0>64}")
    return made


@pytest.fixture
def open_round(planned_round) -> Round:
    """The round, open since its first day, in every language."""
    planned_round.languages = ["sv", "en", "ar", "so", "prs", "ckb", "ti", "uk", "da"]
    planned_round.save()
    open_now(planned_round, now=timezone.now())
    planned_round.refresh_from_db()
    return planned_round


@pytest.fixture
def place(open_round) -> Place:
    """A unit's place in the open round, as its link finds it."""
    return places_of(open_round)[0]


@pytest.fixture
def own_folders(settings, tmp_path) -> None:
    """Keys and data in a folder of the test's own."""
    settings.KEYS, settings.DATA = tmp_path / "keys", tmp_path / "data"


@pytest.fixture
def paper_round(own_folders, open_round) -> Round:
    """The open round with its forms printed."""
    print_forms(open_round)
    return open_round
