"""The use case: answers and offered counts that are at hand as tables into a store, in the place of those held."""

from pathlib import Path
from random import Random

import polars as pl

from genklang.analysis.row_faults import RowFaults
from genklang.errors import Failure
from genklang.instrument.model import PublishedInstrument
from genklang.store.beside import place_beside
from genklang.store.change import changing
from genklang.store.encode import ROW, encode
from genklang.store.write import add_answers


def import_frame(
    answers: pl.DataFrame,
    *,
    published: PublishedInstrument,
    place: Path,
    offered: pl.DataFrame | None = None,
    rng: Random | None = None,
) -> int:
    """Take a table of answers (texts, by key and item code, one row per response) into the store at `place`.

    `offered` has the columns of `OFFERED_SCHEMA`. Both replace what the store holds of the same organisation's
    rounds. Returns the number of responses. Raises Failure with the first problems of each kind, by row and column;
    the store is then as it was.
    """
    faults = RowFaults()
    coded, wrong = encode(answers.with_row_index(ROW, offset=1), published)
    faults.add(wrong, Path("answers"))
    if faults:
        raise Failure(*faults.list_problems())
    with changing(place, published) as change:
        written = add_answers(change, [coded], instrument=published.instrument, replace=True, rng=rng)
        place_beside(change, offered=offered, records=(), replace=True)
    return written.responses
