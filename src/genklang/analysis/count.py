"""The use case: a store counted once, into the integers that everything else is arithmetic on."""

from pathlib import Path

from genklang.estimation.plan import plan_for
from genklang.estimation.sufficient import SufficientStatistics, collect
from genklang.store.open import open_responses, read_instrument


def count(place: Path) -> SufficientStatistics:
    """Return the sufficient statistics of the store at `place`: `cells`, one row per finest cell, all integers.

    Unprotected. Failure where there is no store, or it cannot be read (A24x).
    """
    return collect(open_responses(place), plan_for(read_instrument(place)))
