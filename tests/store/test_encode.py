"""A batch is read as its rows would be one by one; faults name row and column."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genklang.errors import Failure
from genklang.exchange import ROW as EXCHANGE_ROW
from genklang.instrument.answer import read_answers
from genklang.store.columns import match_columns
from genklang.store.encode import ROW, encode
from genklang.store.tabulate import tabulate

VALUES = {
    "round": ["2026", "2027"],
    "unit": ["North", ""],
    "target_group": ["adults", "Unga", "", "youths"],
    "gender": ["K", "Kvinna", "", "3"],
    "language": ["sv", "en", ""],
    "helped": ["1", "Ja", "No", ""],
    "contact": ["1", "Lätt", "easy", "Vet ej", "-1", ""],
    "satisfied": ["10", "1", "", "Ingen åsikt"],
    "afraid": ["Always", "Aldrig", ""],
    "services": ["1|2", "Samtal; Pengar", "-1", "", "2"],
    "months": ["", "12", "121", "x"],
    "comment": ["", "Tack", " Bra "],
}
ROWS = st.lists(st.fixed_dictionaries({k: st.sampled_from(v) for k, v in VALUES.items()}), min_size=1, max_size=8)


def strings_of(rows):
    frame = pl.DataFrame(rows, schema=dict.fromkeys(VALUES, pl.String))
    empty_is_null = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    return empty_is_null.with_columns(pl.int_range(2, len(rows) + 2, dtype=pl.Int64).alias(ROW))


@given(ROWS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_batch_is_read_as_each_row_alone(survey, rows):
    coded, faults = encode(strings_of(rows), survey)
    alone = [read_answers(survey, row) for row in rows]
    wrong = {place + 2: {p.where for p in found} for place, found in enumerate(alone) if isinstance(found, list)}
    assert {row: set(faults.filter(row=row)["column"]) for row in faults["row"].unique()} == wrong
    good = [place for place, found in enumerate(alone) if not isinstance(found, list)]
    if good:
        expected = pl.concat(list(tabulate([alone[place] for place in good], survey)))
        assert coded[good].select(expected.columns).to_dicts() == expected.to_dicts()


def test_the_rows_of_a_foreign_table_are_numbered_in_one_column():
    assert ROW == EXCHANGE_ROW


def test_an_item_without_a_column_was_not_asked(survey):
    coded, faults = encode(pl.DataFrame({ROW: [2], "round": ["2026"], "contact": ["1"]}), survey)
    assert faults.is_empty()
    row = coded.to_dicts()[0]
    assert (row["contact"], row["satisfied"], row["services"], row["services:1"]) == (1, -2, -2, None)
    assert (row["target_group"], row["gender"], row["form_version"], row["weight_class"]) == (
        "unknown",
        "X",
        "standard",
        1_000_000,
    )


def test_an_item_stands_where_the_one_that_leads_to_it_has_no_column(survey):
    coded, _ = encode(pl.DataFrame({ROW: [2], "round": ["2026"], "services": ["2"]}), survey)
    assert coded.select("helped", "services", "services:1", "services:2").row(0) == (-2, 1, False, True)


@pytest.mark.parametrize(
    ("raw", "stored"), [("1", 1_000_000), ("1,25", 1_250_000), ("0.000001", 1), ("10000", 10_000_000_000)]
)
def test_weights_are_kept_in_millionths(survey, raw, stored):
    coded, faults = encode(pl.DataFrame({ROW: [2], "round": ["2026"], "weight": [raw]}), survey)
    assert faults.is_empty()
    assert coded["weight_class"].to_list() == [stored]


@pytest.mark.parametrize("raw", ["0", "-1", "inf", "nan", "10000.1", "two", "0.0000001"])
def test_a_weight_outside_its_limits_is_a_fault(survey, raw):
    _, faults = encode(pl.DataFrame({ROW: [7], "round": ["2026"], "weight": [raw]}), survey)
    assert faults.select("row", "column", "code").rows() == [(7, "weight", "A231")]


def test_names_are_the_same_however_they_were_typed(survey):
    names = ["Åsa  by", "A\u030asa by ", "\u200bÅsa\u00a0by"]
    coded, _ = encode(pl.DataFrame({ROW: [2, 3, 4], "round": ["1"] * 3, "unit": names}), survey)
    assert coded["unit"].unique().to_list() == ["Åsa by"]


def test_a_wholly_wrong_column_is_looked_into_only_so_far(survey):
    numbers = [f"19{n:08}" for n in range(5000)]
    frame = pl.DataFrame({"contact": numbers, "round": ["1"] * 5000}).with_row_index(ROW, 2).cast({ROW: pl.Int64})
    _, faults = encode(frame, survey)
    assert faults.height == 100


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["ROUND", "Contact"], {"ROUND": "round", "Contact": "contact"}),
        (["Hur lätt är det?", "Satisfied"], {"Hur lätt är det?": "contact", "Satisfied": "satisfied"}),
        (["contact", "gender"], {"contact": "contact", "gender": "gender"}),
    ],
)
def test_columns_go_by_code_or_by_the_words_of_the_item(survey, columns, found):
    assert match_columns(columns, survey.instrument, where="a.csv") == found


@pytest.mark.parametrize(
    ("columns", "code", "said"),
    [
        (["contat"], "A220", "contact"),
        (["contact", "personnummer"], "A220", "personnummer"),
        (["contact", "How easy is it?"], "A222", "contact"),
        (["round", "unit"], "A223", "small/2026"),
    ],
)
def test_columns_that_cannot_be_taken_are_named(survey, columns, code, said):
    with pytest.raises(Failure) as failure:
        match_columns(columns, survey.instrument, where="a.csv")
    assert [p.code for p in failure.value.problems] == [code]
    assert said in failure.value.problems[0].what


def test_a_heading_that_is_the_wording_of_two_items_must_be_a_code(survey):
    from dataclasses import replace

    texts = survey.instrument.texts["sv"]
    same = {**texts.items, "afraid": replace(texts.items["afraid"], short="Lätt att nå")}
    instrument = replace(survey.instrument, texts={"sv": replace(texts, items=same)})
    with pytest.raises(Failure) as failure:
        match_columns(["Lätt att nå"], instrument, where="a.csv")
    assert failure.value.problems[0].code == "A221"
    assert "afraid, contact" in failure.value.problems[0].what
