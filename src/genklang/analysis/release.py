"""The use case: a release is attacked together with all earlier ones, and entered in the ledger if it is safe."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from genklang.analysis.attack import attack_with_earlier, read_release
from genklang.analysis.protection import find_policy
from genklang.disclosure.ledger import Entry, append_release
from genklang.errors import Failure, problem


def release(
    paths: Sequence[Path],
    ledger: Path,
    *,
    day: date,
    name: str = "",
    policy: Path | None = None,
    instrument: str | None = None,
) -> Entry:
    """Enter the figures in `paths` in the ledger as published on `day`, if nothing comes back with what was before.

    `paths`: files and folders of figures as `estimate` and `report` write them. `ledger`: a folder, made where it is
    not there. `name`: what the release is called. The entry is returned. Failures: D115 where withheld figures can be
    computed back (nothing is entered), D106, D114, F001, F002, U107–U109.
    """
    rules = find_policy(policy)
    figures = read_release(paths)
    if leaks := attack_with_earlier([figures], rules, instrument=instrument, ledger=ledger):
        raise Failure(problem("D115", str(ledger), count=len(leaks), first=leaks[0].where))
    return append_release(ledger, figures, day=day.isoformat(), name=name, policy=f"{rules.name}/{rules.version}")
