"""What imports cannot see: no model of the anonymous zone relates to any other, and each zone has its database."""

import pytest
from django.apps import apps
from django.db import connections, router

from genklang.server.responses.models import Response

ZONES = ("organisation", "fieldwork", "results", "responses")


def relations_out_of(label: str) -> list[str]:
    """Return the fields of an app's models that relate to another app."""
    return [
        str(field)
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model._meta.app_label != label
    ]


def test_no_answer_relates_to_anything_else():
    assert relations_out_of("responses") == []


def test_the_same_look_sees_relations_where_there_are_some():
    assert relations_out_of("fieldwork")


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_lives_in_its_own_database(zone):
    expected = "responses" if zone == "responses" else "default"
    for model in apps.get_app_config(zone).get_models():
        assert router.db_for_write(model) == expected


@pytest.mark.django_db(databases=["default", "responses"], transaction=True)
def test_answers_have_no_table_beside_people():
    table = Response._meta.db_table
    assert table in connections["responses"].introspection.table_names()
    assert table not in connections["default"].introspection.table_names()
