"""A store holds what was written, all or nothing, whatever the order, and whatever is in its way."""

import json
from pathlib import Path
from random import Random

import polars as pl
import pytest

from genklang.errors import Failure
from genklang.instrument.answer import read_answers
from genklang.store.beside import write_offered, write_published, write_records
from genklang.store.change import changing
from genklang.store.open import (
    open_responses,
    read_comments,
    read_instrument,
    read_offered,
    read_published,
    read_rounds,
)
from genklang.store.tabulate import tabulate
from genklang.store.write import write
from genklang.tables.estimate import ESTIMATE_SCHEMA, OFFERED_SCHEMA
from genklang.tables.round import Action, Quote, RoundRecord
from genklang.tables.schema import conform


def respond(survey, **raw):
    defaults = {"round": "2026", "organisation": "Norrby", "unit": "A", "target_group": "adults", "contact": "1"}
    return read_answers(survey, defaults | raw)


def store(survey, place, *responses, **options):
    return write(tabulate(responses, survey), place, published=survey, **options)


def files_of(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def failing_batches(survey):
    yield from tabulate([respond(survey, round="2027")], survey)
    raise Failure


def code_of(failure):
    return failure.value.problems[0].code


def test_a_response_comes_back_as_it_was_given(survey, tmp_path):
    given = respond(survey, target_group="youths", helped="1", services="2", months="7", comment="Tack", gender="K")
    summary = store(survey, tmp_path / "s", given)
    row = open_responses(tmp_path / "s").collect().to_dicts()[0]
    assert {key: row[key] for key in given.keys if key != "weight_class"} == {
        key: value for key, value in given.keys.items() if key != "weight_class"
    }
    assert row["weight_class"] == 1_000_000
    assert (row["helped"], row["contact"], row["services"], row["services:1"], row["services:2"], row["months"]) == (
        1, 1, 1, False, True, 7,
    )  # fmt: skip
    assert row["satisfied"] is None
    assert "comment" not in row
    assert read_comments(tmp_path / "s").rows() == [("2026", "Norrby", "A", "comment", "Tack")]
    assert (summary.responses, summary.comments) == (1, 1)
    assert read_instrument(tmp_path / "s") == survey


def test_no_order_of_the_source_is_kept(survey, tmp_path):
    rows = [respond(survey, unit=u, contact=c, round=r) for u in "BCA" for c in "312" for r in ("2027", "2026")]
    store(survey, tmp_path / "one", *rows)
    write((f for r in reversed(rows) for f in tabulate([r], survey)), tmp_path / "two", published=survey)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    stored = open_responses(tmp_path / "one").filter(pl.col("round") == "2026").collect()
    assert stored.equals(stored.sort(stored.columns))


def test_comments_lie_in_random_order_without_a_key_to_their_response(survey, tmp_path):
    rows = [respond(survey, comment=f"{n:03}") for n in range(50)]
    store(survey, tmp_path / "s", *rows, rng=Random(1))
    comments = read_comments(tmp_path / "s")
    assert comments.columns == ["round", "organisation", "unit", "item", "text"]
    assert sorted(comments["text"]) == [f"{n:03}" for n in range(50)]
    assert comments["text"].to_list() != sorted(comments["text"])


def test_an_organisations_round_is_taken_in_once_unless_it_is_replaced(survey, tmp_path):
    place = tmp_path / "s"
    store(survey, place, respond(survey, comment="old"), respond(survey, organisation="Ekby", comment="kept"))
    before = files_of(place)
    with pytest.raises(Failure) as failure:
        store(survey, place, respond(survey, contact="2"))
    assert code_of(failure) == "A240"
    assert "--replace" in failure.value.problems[0].remedy
    assert files_of(place) == before
    store(survey, place, respond(survey, contact="2"), replace=True)
    rows = open_responses(place).select("organisation", "contact").collect().sort("organisation").rows()
    assert rows == [("Ekby", 1), ("Norrby", 2)]
    assert read_comments(place)["text"].to_list() == ["kept"]


def test_rounds_and_organisations_are_added_one_import_after_another(survey, tmp_path):
    place = tmp_path / "s"
    for organisation, name in (("Norrby", "2026"), ("Ekby", "2026"), ("Norrby", "2027/28")):
        store(survey, place, respond(survey, organisation=organisation, round=name))
    assert open_responses(place).collect().height == 3
    assert len({path.parent for path in place.rglob("round=*/*.parquet")}) == 2


def test_what_goes_wrong_on_the_way_leaves_the_store_as_it_was(survey, tmp_path):
    place = tmp_path / "s"
    with pytest.raises(Failure):
        write(failing_batches(survey), place, published=survey)
    assert list(tmp_path.iterdir()) == []
    store(survey, place, respond(survey))
    before = files_of(place)
    with pytest.raises(Failure):
        write(failing_batches(survey), place, published=survey)
    assert files_of(place) == before
    assert list(tmp_path.iterdir()) == [place]


def test_files_of_an_interrupted_change_are_not_read_and_go_with_the_next(survey, tmp_path):
    place = tmp_path / "s"
    store(survey, place, respond(survey))
    left = place / "round=2026" / "0123456789abcdef.parquet"
    left.write_bytes(b"half a part")
    (place / "notes.txt").write_text("mine")
    assert open_responses(place).collect().height == 1
    store(survey, place, respond(survey, round="2027"))
    assert not left.exists()
    assert (place / "notes.txt").read_text() == "mine"


def test_two_changes_at_once_do_not_overwrite_each_other(survey, tmp_path):
    place = tmp_path / "s"
    store(survey, place, respond(survey))
    with pytest.raises(Failure) as failure, changing(place, survey):
        store(survey, place, respond(survey, round="2027"))
    assert code_of(failure) == "A245"
    assert open_responses(place).collect().height == 2


def test_a_round_has_one_period(survey, tmp_path):
    with pytest.raises(Failure) as failure:
        store(survey, tmp_path / "s", respond(survey, period="2026-1"), respond(survey, period="2026-2"))
    assert code_of(failure) == "A234"
    store(survey, tmp_path / "s", respond(survey, period="2026-1"))
    with pytest.raises(Failure) as failure:
        store(survey, tmp_path / "s", respond(survey, organisation="Ekby"))
    assert "2026, 2026-1" in failure.value.problems[0].what


def test_another_questionnaire_is_refused(survey, tmp_path):
    from dataclasses import replace

    store(survey, tmp_path / "s", respond(survey))
    other = replace(survey, digest="0" * 64)
    with pytest.raises(Failure) as failure:
        write([], tmp_path / "s", published=other)
    assert code_of(failure) == "A241"


def test_a_folder_with_other_things_in_it_is_not_made_a_store(survey, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(Failure) as failure:
        store(survey, tmp_path, respond(survey))
    assert code_of(failure) == "A242"
    assert [p.name for p in tmp_path.iterdir()] == ["holiday.jpg"]
    with pytest.raises(Failure) as failure:
        open_responses(tmp_path / "nowhere")
    assert code_of(failure) == "F001"


def change_manifest(place: Path, **values: object) -> None:
    content = json.loads((place / "store.json").read_text())
    (place / "store.json").write_text(json.dumps(content | values))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda place: change_manifest(place, format=2), "A243"),
        (lambda place: change_manifest(place, format="x"), "A244"),
        (lambda place: change_manifest(place, rounds=[]), "A244"),
        (lambda place: change_manifest(place, offered="../secret"), "A244"),
        (lambda place: change_manifest(place, comments="/etc/passwd"), "A244"),
        (lambda place: change_manifest(place, instrument="{}"), "A244"),
        (lambda place: (place / "store.json").write_text("{"), "A244"),
        (lambda place: (place / "store.json").unlink(), "A242"),
        (lambda place: next(place.rglob("round*/*.parquet")).unlink(), "A244"),
        (lambda place: next(place.rglob("round*/*.parquet")).write_bytes(b"PAR1"), "A244"),
        (lambda place: pl.DataFrame({"a": [1]}).write_parquet(next(place.rglob("round*/*.parquet"))), "A244"),
    ],
)
def test_a_damaged_store_is_said_to_be_so(survey, tmp_path, damage, code):
    store(survey, tmp_path / "s", respond(survey))
    damage(tmp_path / "s")
    with pytest.raises(Failure) as failure:
        open_responses(tmp_path / "s")
    assert code_of(failure) == code


def offer(**row):
    return conform(pl.DataFrame([{"round": "2026", "organisation": "Norrby", "offered": 5} | row]), OFFERED_SCHEMA)


def test_offered_published_and_records_stand_beside_the_answers(survey, tmp_path):
    place = tmp_path / "s"
    store(survey, place, respond(survey, channel="paper"))
    assert read_offered(place).is_empty()
    write_offered(offer(unit="A"), place)
    with pytest.raises(Failure) as failure:
        write_offered(offer(unit="B"), place)
    assert code_of(failure) == "A240"
    write_offered(offer(unit="B", offered=6), place, replace=True)
    assert read_offered(place).select("unit", "offered").rows() == [("B", 6)]
    figure = {"round": "2026", "item": "contact", "statistic": "share_positive", "source": "S", "value": 80.0}
    for value in (80.0, 90.0):
        write_published(conform(pl.DataFrame([figure | {"value": value}]), ESTIMATE_SCHEMA), place, published=survey)
    assert read_published(place)["value"].to_list() == [90.0]
    own = RoundRecord(
        "2026", "2026", "Norrby", (), (), (), (Action('Öppet "längre" \\ nu\n'),), (Quote("Bra", "A", "B"),)
    )
    write_records([own], place)
    record = read_rounds(place)[0]
    assert (record.actions, record.quotes) == (own.actions, own.quotes)
    assert (record.channels, record.target_groups) == (("paper",), ("adults",))
    assert record.items == ("helped", "contact", "satisfied", "afraid")
    assert open_responses(place).collect().height == 1
