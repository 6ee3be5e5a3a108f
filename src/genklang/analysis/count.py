"""The use case: a store counted once, into the integers that everything else is arithmetic on."""

from pathlib import Path
from typing import Any

from genklang.errors import Failure, problem
from genklang.estimation.plan import plan_for
from genklang.estimation.sufficient import SufficientStatistics, collect
from genklang.instrument.model import PublishedInstrument
from genklang.store.open import open_responses, read_instrument


def count(place: Path) -> SufficientStatistics:
    """Return the sufficient statistics of the store at `place`: `cells`, one row per finest cell, all integers.

    Unprotected. Failure where there is no store, or it cannot be read (A24x), or it holds no answers (U111).
    """
    stats = count_any(place)
    if stats.cells.is_empty():
        raise Failure(problem("U111", str(place)))
    return stats


def count_responses(responses: Any, published: PublishedInstrument) -> SufficientStatistics:  # noqa: ANN401
    """Return the sufficient statistics of a table of responses on the engine that it is on.

    `responses`: a lazy or whole Polars frame, a DuckDB relation, a PySpark frame, an Ibis table, PyArrow …, with the
    columns of the store (docs/how-to/count-on-other-engines.md). `cells` has one row per finest cell, all integers,
    the same on every engine. Unprotected. Failure E104 (columns that are lacking).
    """
    return collect(responses, plan_for(published))


def count_any(place: Path) -> SufficientStatistics:
    """Return what `count` does, without cells where the store holds published figures alone."""
    return collect(open_responses(place), plan_for(read_instrument(place)))
