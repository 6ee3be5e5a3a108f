"""Answers and keys as people write them into the codes of the store, a whole batch at a time."""

from functools import partial
from typing import Final

import polars as pl

from genklang.errors import Problem, problem
from genklang.instrument.answer import is_asked, resolve
from genklang.instrument.item_type import stored_items, text_items, type_of
from genklang.instrument.model import Item, PublishedInstrument
from genklang.store.encode_keys import encode_keys
from genklang.store.lookup import FAULT_SCHEMA, ROW, Cell, look_up, make_faults
from genklang.store.schema import item_schema
from genklang.tables.keys import NOT_ASKED, UNKNOWN, choice_column

LANGUAGE: Final = "__language__"

__all__ = ["FAULT_SCHEMA", "ROW", "encode"]


def encode(strings: pl.DataFrame, published: PublishedInstrument) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows as the store keeps them (`response_schema`, free texts after it) and their faults.

    `strings` has key and item columns by code, all strings, and `ROW`; an item without a column was not asked. The
    faults (`FAULT_SCHEMA`) name source row and column; the coded rows are of use only where there are none.
    """
    keys, faults = encode_keys(strings, published)
    answers = _Answers(published, strings, keys, faults)
    for item in (*stored_items(published.instrument), *text_items(published.instrument)):
        answers.add(item)
    return answers.finish()


class _Answers:
    """The coded columns of a batch as they come about, item by item: later items may depend on earlier ones."""

    def __init__(
        self, published: PublishedInstrument, strings: pl.DataFrame, keys: pl.DataFrame, faults: pl.DataFrame
    ) -> None:
        self.published = published
        self.rows = strings.get_column(ROW)
        self.strings = strings.with_columns(keys.get_column("language").alias(LANGUAGE))
        self.coded = keys
        self.faults = [faults]

    def add(self, item: Item) -> None:
        """Read the column of one item, empty where the item was not asked."""
        outputs = item_schema(item) or {item.code: pl.String}
        if item.code not in self.strings.columns:
            nothing = pl.DataFrame(schema=outputs).clear(self.rows.len())
            self.coded = self.coded.hstack(_empty(nothing, item, where=pl.lit(True)))
            return
        read = partial(_read_answer, self.published, item)
        cells, faults = look_up(self.strings, [item.code, LANGUAGE], read, outputs, column=item.code)
        self.faults += [faults, self._find_unasked(item, cells.get_column(item.code))]
        passed = ~self._is_asked(item) | ~self._is_led_to(item)
        self.coded = self.coded.hstack(_empty(cells, item, where=passed))

    def finish(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the coded rows and all faults, in the order of rows."""
        return self.coded, pl.concat(self.faults).sort("row", maintain_order=True)

    def _is_asked(self, item: Item) -> pl.Series:
        """Where the target group is asked the item; an unknown group may have been."""
        instrument = self.published.instrument
        groups = self.coded.get_column("target_group").fill_null(UNKNOWN)
        return groups.is_in([g for g in groups.unique() if is_asked(instrument, item, g)])

    def _is_led_to(self, item: Item) -> pl.Series:
        """Where the earlier answers lead on to the item; an earlier item that the table lacks leads past none."""
        condition = item.asked_if
        if condition is None or condition.item not in self.strings.columns:
            return pl.Series([True]).new_from_index(0, self.rows.len())
        boxes = [choice_column(condition.item, c) for c in condition.codes]
        chosen = [pl.col(c) for c in boxes if c in self.coded.columns]
        single = pl.col(condition.item).is_in(condition.codes)
        met = pl.any_horizontal(chosen) if chosen else single
        return self.coded.select(met.fill_null(value=False)).to_series()

    def _find_unasked(self, item: Item, answers: pl.Series) -> pl.DataFrame:
        """Faults where a group that is not asked the item has answered it, or one that is says it was not."""
        groups = self.coded.get_column("target_group").fill_null(UNKNOWN)
        is_asked = self._is_asked(item)
        is_void = answers.is_null() if answers.dtype == pl.String else answers.is_null() | (answers == NOT_ASKED)
        found = [pl.DataFrame(schema=FAULT_SCHEMA)]
        for group in groups.unique().sort():
            rows = self.rows.filter((groups == group) & ~is_asked & ~is_void)
            found.append(make_faults(rows, problem("A106", item.code, group=group), item.code))
        if answers.dtype != pl.String:
            denied = is_asked & (groups != UNKNOWN) & (answers == NOT_ASKED) & self._is_led_to(item)
            found.append(make_faults(self.rows.filter(denied), problem("A107", item.code, answer=NOT_ASKED), item.code))
        return pl.concat(found)


def _read_answer(
    published: PublishedInstrument, item: Item, values: tuple[str | None, ...]
) -> dict[str, Cell] | Problem:
    raw, language = values
    answer = resolve(published, item, raw or "", language)
    if isinstance(answer, Problem):
        return answer
    if isinstance(answer, str):
        return {item.code: answer}
    return dict(type_of(item).cells(item, answer)) if type_of(item).columns(item) else {}


def _empty(cells: pl.DataFrame, item: Item, *, where: pl.Series | pl.Expr) -> list[pl.Series]:
    """Return the cells, with "not asked" in the item's own column and nothing in any other in some rows."""
    void = {name: NOT_ASKED if name == item.code and kind != pl.String else None for name, kind in cells.schema.items()}
    kept = cells.with_columns(
        pl.when(where).then(pl.lit(void[name], dtype=kind)).otherwise(pl.col(name)).alias(name)
        for name, kind in cells.schema.items()
    )
    return kept.get_columns()
