"""The view of the field work: counts on every margin, who is behind, and no rate where the counts cannot be right."""

from datetime import date, timedelta

import pytest

from genklang.server.fieldwork.models import Tally
from genklang.server.fieldwork.queries.progress import Standing, read_progress
from genklang.server.fieldwork.queries.rounds import list_rounds

pytestmark = pytest.mark.django_db(databases=["default", "responses"])
TODAY = date(2026, 10, 7)


@pytest.fixture
def running(planned_round):
    planned_round.state = "open"
    planned_round.target_rate = 60
    planned_round.save()
    return planned_round


def count(round_, unit: str, *, offered: int, answered: int, days_ago: int = 1, channel: str = "link") -> None:
    place = round_.places.get(unit__code=unit)
    day = TODAY - timedelta(days=days_ago)
    Tally.objects.create(place=place, channel=channel, day=day, offered=offered, answered=answered)


def test_the_margins_add_up(running):
    count(running, "north", offered=20, answered=15)
    count(running, "north", offered=10, answered=9, days_ago=2, channel="kiosk")
    count(running, "south", offered=30, answered=12)
    found = read_progress(running, today=TODAY)
    assert (found.whole.offered, found.whole.answered, found.whole.rate) == (60, 36, 60)
    for margin in ([u.standing for u in found.units], found.groups, found.channels, found.days):
        assert sum(s.offered for s in margin) == 60
        assert sum(s.answered for s in margin) == 36
    assert [day.code for day in found.days] == ["2026-10-05", "2026-10-06"]


@pytest.mark.parametrize(
    ("offered", "answered", "days_ago", "why"),
    [(20, 5, 1, "rate"), (20, 15, 1, ""), (20, 15, 9, "quiet"), (0, 0, 1, "never"), (3, 5, 1, "")],
)
def test_who_is_behind_and_why(running, offered, answered, days_ago, why):
    count(running, "north", offered=offered, answered=answered, days_ago=days_ago)
    north = next(u for u in read_progress(running, today=TODAY).units if u.standing.code == "north")
    assert north.behind == why


def test_nobody_is_behind_in_the_first_week_nor_before_and_after(running):
    assert read_progress(running, today=running.opens + timedelta(days=3)).behind == ()
    running.state = "closed"
    assert read_progress(running, today=TODAY).behind == ()


def test_more_answers_than_offered_withholds_the_rate():
    assert Standing("x", 3, 5).is_odd
    assert Standing("x", 3, 5).rate is None
    assert Standing("x", 0, 0).rate is None
    assert Standing("x", 5, 5).rate == 100


def test_some_units_alone(running):
    count(running, "north", offered=20, answered=15)
    count(running, "south", offered=30, answered=12)
    south = running.places.get(unit__code="south").unit_id
    found = read_progress(running, today=TODAY, unit_ids=[south])
    assert (found.whole.offered, [u.standing.code for u in found.units]) == (30, ["south"])


def test_the_list_of_rounds_sums_all_tallies(running):
    count(running, "north", offered=20, answered=15)
    count(running, "south", offered=30, answered=12)
    listed = list_rounds(running.organisation).get()
    assert (listed.offered, listed.answered) == (50, 27)
