"""The tree of units: one at a time, many at once, moved, retired; a bad list loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from people import add_member, sign_in

from genklang.server.organisation.codes import make_code
from genklang.server.organisation.models import Organisation, Role, Unit
from genklang.server.organisation.operations.units import change_unit, set_unit_active
from genklang.server.organisation.queries import tree_of_units
from genklang.server.organisation.rules import Action, may, read_access
from genklang.server.organisation.unit_rows import MOST_ROWS, UnitRow, decode_text, read_unit_rows

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)
LIST = "Namn;Ingår i;Kod\nVuxna;;\nStöd i eget hem;Vuxna;\nÆldre og Øvrige;vuxna;hjem\n"


@pytest.fixture
def coordinator(municipality):
    return sign_in(add_member(municipality, Role.COORDINATOR))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Enhet Väst", "enhet-vast"),
        ("Ældre & Øvrige", "aeldre-ovrige"),
        ("北京", "unit"),
        ("Enhet Väst ", "enhet-vast"),
    ],
)
def test_a_code_is_made_of_the_name(name, code):
    assert make_code(name, (), otherwise="unit") == code
    assert make_code(name, {code}, otherwise="unit") == f"{code}-2"


@given(st.text(max_size=200), st.sets(st.sampled_from(["unit", "a", "b", "a-2"])))
@settings(max_examples=60)
def test_a_code_is_always_new_and_fit_for_an_address(name, taken):
    code = make_code(name, taken, otherwise="unit")
    assert code not in taken
    assert code.isascii()
    assert 0 < len(code) <= 60
    assert not set(code) - set("abcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    "text", [LIST, LIST.replace(";", "\t"), LIST.replace(";", ","), "\ufeff" + LIST, LIST.replace("\n", "\r\n")]
)
def test_a_list_is_read_as_spreadsheets_write_it(text):
    rows, problems = read_unit_rows(text, {})
    assert problems == []
    assert rows == [
        UnitRow("Vuxna", "vuxna", None),
        UnitRow("Stöd i eget hem", "stod-i-eget-hem", "vuxna"),
        UnitRow("Ældre og Øvrige", "hjem", "vuxna"),
    ]


def test_names_alone_are_enough():
    rows, problems = read_unit_rows("Ett\nTvå\n\nTre", {})
    assert [row.name for row in rows] == ["Ett", "Två", "Tre"]
    assert problems == []


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_read_whatever_saved_it(coding):
    assert decode_text(LIST.replace("Æ", "A").encode(coding)).startswith("Namn;Ingår i")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A\nA", [(2, "name_twice")]),
        ("North", [(1, "name_twice")]),
        ("A;Nowhere", [(1, "above_unknown")]),
        ("A;B\nB", [(1, "above_unknown")]),
        ("A;;north", [(1, "code_taken")]),
        (";North", [(1, "name")]),
        ("x" * 121, [(1, "name")]),
        ("X;Same", [(1, "above_twice")]),
        ("", [(1, "nothing")]),
        (" \n\t\n", [(1, "nothing")]),
        ("\n".join(map(str, range(MOST_ROWS + 1))), [(MOST_ROWS + 1, "too_many")]),
    ],
)
def test_what_is_wrong_is_named_by_row(text, found):
    _, problems = read_unit_rows(text, {"north": "North", "one": "Same", "two": "Same"})
    assert [(problem.row, problem.key) for problem in problems] == found


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
@settings(max_examples=100)
def test_any_text_is_read_or_refused(text):
    rows, problems = read_unit_rows(text, {"north": "North"})
    assert rows or problems
    assert len({row.code for row in rows} | {"north"}) == len(rows) + 1


def test_a_list_is_shown_first_and_added_whole(municipality, coordinator):
    page = f"/o/{municipality.code}/units/import/"
    shown = coordinator.post(page, {"text": LIST})
    assert shown.status_code == 200
    assert municipality.units.count() == 2
    coordinator.post(page, {"text": LIST, "confirmed": "1"})
    assert municipality.units.count() == 5
    assert municipality.units.get(code="hjem").parent.name == "Vuxna"


def test_a_list_with_one_bad_row_adds_nothing(municipality, coordinator):
    answer = coordinator.post(f"/o/{municipality.code}/units/import/", {"text": LIST + "X;Nowhere", "confirmed": "1"})
    assert answer.status_code == 400
    assert "Rad 5:" in answer.content.decode()
    assert municipality.units.count() == 2


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (LIST.encode("cp1252", errors="replace"), 200),
        (b"x" * 300_000, 200),
        (b"\x00\xff\xfe\x01", 200),
        (b"\x89PNG\r\n\x1a\n" * 9, 400),
    ],
)
def test_any_file_is_read_or_refused_in_words(municipality, coordinator, content, status):
    file = SimpleUploadedFile("units.csv", content)
    answer = coordinator.post(f"/o/{municipality.code}/units/import/", {"file": file, "text": ""})
    assert answer.status_code in {200, 400}
    assert municipality.units.count() == 2


def test_a_unit_cannot_stand_below_itself(municipality, coordinator):
    north, south = municipality.units.order_by("code")
    actor = municipality.memberships.get().user
    change_unit(south, name="Syd", parent=north, actor=actor)
    moved = {"name": "Nord", "parent": "south"}
    assert coordinator.post(f"/o/{municipality.code}/units/north/edit/", moved).status_code == 400
    with pytest.raises(ValueError, match="below itself"):
        change_unit(north, name="Nord", parent=south, actor=actor)


def test_retiring_takes_those_below_and_reopening_one_alone(municipality):
    north, south = municipality.units.order_by("code")
    actor = add_member(municipality, Role.COORDINATOR)
    Unit.objects.filter(pk=south.pk).update(parent=north)
    set_unit_active(north, is_active=False, actor=actor)
    assert not municipality.units.filter(is_active=True).exists()
    set_unit_active(north, is_active=True, actor=actor)
    assert list(municipality.units.filter(is_active=True)) == [north]


def test_the_tree_is_in_order(municipality):
    north = municipality.units.get(code="north")
    Unit.objects.create(organisation=municipality, parent=north, code="b", name="B")
    Unit.objects.create(organisation=municipality, parent=north, code="a", name="A")
    tree = [(found.unit.name, found.depth) for found in tree_of_units(municipality)]
    assert tree == [("Enhet Nord", 0), ("A", 1), ("B", 1), ("Enhet Syd", 0)]


def test_a_unit_s_manager_may_for_that_unit_and_those_below(municipality):
    north, south = municipality.units.order_by("code")
    below = Unit.objects.create(organisation=municipality, parent=north, code="below", name="Under")
    manager = add_member(municipality, Role.UNIT_MANAGER, unit=north)
    access = read_access(manager, municipality)
    assert may(manager, Action.SEE_RESULTS, municipality, below)
    assert not may(manager, Action.SEE_RESULTS, municipality, south)
    assert access.unit_ids(Action.SEE_RESULTS) == {north.pk, below.pk}
    assert access.may(Action.SEE_RESULTS)
    assert not access.may_everywhere(Action.SEE_RESULTS)
    assert not access.may(Action.MANAGE_UNITS)
    other = Organisation.objects.create(code="other", name="Annan")
    assert not may(manager, Action.VIEW_ORGANISATION, other)
