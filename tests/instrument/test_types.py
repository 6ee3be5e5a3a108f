import polars as pl
import pytest

from genklang.estimation.statistic import all_statistics
from genklang.instrument.item_type import (
    Column,
    Presentation,
    item_types,
    stored_items,
    text_items,
    type_of,
)
from genklang.instrument.model import PublishedInstrument
from genklang.tables.keys import NOT_ASKED


def test_every_type_is_found_under_its_own_name() -> None:
    assert [part.name for part in item_types().values()] == list(item_types())
    assert list(item_types()) == [
        "free_text",
        "index_scale",
        "multiple_choice",
        "number",
        "scale",
        "single_choice",
    ]


def test_the_statistic_of_each_type_exists() -> None:
    named = {part.default_statistic for part in item_types().values() if part.default_statistic}
    assert named == {"share_positive", "distribution", "mean_score"}
    assert named <= all_statistics().keys()


@pytest.mark.parametrize(
    ("item", "columns", "presentation"),
    [
        ("contact", (Column("contact", pl.Int16),), Presentation.MARKS),
        ("satisfied", (Column("satisfied", pl.Int16),), Presentation.MARKS),
        ("helped", (Column("helped", pl.Int16),), Presentation.MARKS),
        (
            "services",
            (
                Column("services", pl.Int16),
                Column("services:1", pl.Boolean),
                Column("services:2", pl.Boolean),
            ),
            Presentation.MARKS,
        ),
        ("months", (Column("months", pl.Int32),), Presentation.DIGITS),
        ("comment", (), Presentation.LINES),
    ],
)
def test_each_type_has_its_columns(small: PublishedInstrument, item, columns, presentation) -> None:
    found = small.instrument.item(item)
    assert type_of(found).columns(found) == columns
    assert type_of(found).presentation is presentation


@pytest.mark.parametrize(
    ("item", "answer", "cells"),
    [
        ("contact", 3, {"contact": 3}),
        ("contact", None, {"contact": None}),
        ("months", 12, {"months": 12}),
        ("services", (2,), {"services": 1, "services:1": False, "services:2": True}),
        ("services", None, {"services": None, "services:1": None, "services:2": None}),
        ("services", -1, {"services": -1, "services:1": None, "services:2": None}),
        ("services", NOT_ASKED, {"services": -2, "services:1": None, "services:2": None}),
        ("comment", None, {}),
    ],
)
def test_an_answer_is_spread_over_its_columns(small: PublishedInstrument, item, answer, cells) -> None:
    found = small.instrument.item(item)
    assert type_of(found).cells(found, answer) == cells


@pytest.mark.parametrize(("item", "answer"), [("contact", (1, 2)), ("months", 1.5), ("services", 1.5)])
def test_an_answer_of_another_type_is_refused(small: PublishedInstrument, item, answer) -> None:
    found = small.instrument.item(item)
    with pytest.raises(TypeError):
        type_of(found).cells(found, answer)


def test_gender_and_words_have_no_column(small: PublishedInstrument) -> None:
    stored = ["helped", "contact", "satisfied", "afraid", "services", "months"]
    assert [item.code for item in stored_items(small.instrument)] == stored
    assert [item.code for item in text_items(small.instrument)] == ["comment"]
