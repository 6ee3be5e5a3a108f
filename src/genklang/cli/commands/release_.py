"""`genklang release`: enter what is published in the ledger, after it was attacked with all that went before."""

from datetime import UTC, datetime
from pathlib import Path

import click

from genklang.analysis import release
from genklang.cli.options import FILE, FOLDER, PATH, say


@click.command(name="release")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--ledger", required=True, type=FOLDER, help="Folder of what was published; made where it is not there.")
@click.option("--name", default="", help="What the release is called.")
@click.option("--instrument", help="Questionnaire whose declared totals add up (default: those that are shipped).")
@click.option("--policy", type=FILE, help="Policy (a TOML file, or a name such as kolada/2021), if not the usual.")
def command(paths: tuple[Path, ...], ledger: Path, name: str, instrument: str | None, policy: Path | None) -> None:
    """Enter figures in PATHS (CSV, JSON and Parquet, or folders of them) in the ledger as published today.

    They are attacked together with every earlier release first. Nothing is entered where a withheld figure can be
    computed back. Enter a release before it goes out.
    """
    today = datetime.now(tz=UTC).date()
    entry = release(paths, ledger, day=today, name=name, instrument=instrument, policy=policy)
    say(f"Entered as release {entry.number} of {ledger}. Nothing that is withheld can be computed back.")
