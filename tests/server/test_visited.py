"""What a page is shown for comes with one look-up, as Django itself would have read it."""

import pytest
from answering import places_of

from genklang.server.fieldwork.models import Case, Place
from genklang.server.fieldwork.queries.visited import ORGANISATION, ROUND, find_visited_case, find_visited_place

pytestmark = pytest.mark.django_db(databases=["default", "responses"])


def read_fields(thing, names) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}


def test_a_place_comes_with_its_round_and_organisation_at_once(place, django_assert_num_queries):
    read = Place.objects.select_related("round__organisation").get(pk=place.pk)
    find_visited_place(place.pk)
    with django_assert_num_queries(1):
        found = find_visited_place(place.pk)
        assert found == read
        assert found.target_group == read.target_group
        assert read_fields(found.round, ROUND) == read_fields(read.round, ROUND)
        assert read_fields(found.round.organisation, ORGANISATION) == read_fields(read.round.organisation, ORGANISATION)


def test_what_pages_do_not_need_is_read_when_asked_for(place):
    assert find_visited_place(place.pk).round.lessons == place.round.lessons


def test_a_change_is_seen_at_once(place):
    assert not find_visited_place(place.pk).round.is_test
    type(place.round).objects.filter(pk=place.round_id).update(is_test=True, closes="2026-12-24")
    found = find_visited_place(place.pk).round
    assert found.is_test
    assert found.closes.isoformat() == "2026-12-24"


def test_a_case_is_read_whole(open_round, django_assert_num_queries):
    made = Case.objects.create(place=places_of(open_round)[1], channel="code")
    find_visited_case(made.pk)
    read = Case.objects.get(pk=made.pk)
    names = [field.attname for field in Case._meta.concrete_fields]
    with django_assert_num_queries(1):
        assert read_fields(find_visited_case(made.pk), names) == read_fields(read, names)


def test_what_is_not_there_is_none(place):
    assert find_visited_place(place.pk + 1000) is None
    assert find_visited_case(0) is None
