"""`genklang attack`: what can be computed back from what was written?"""

import sys
from pathlib import Path

import click

from genklang.analysis import attack
from genklang.cli.options import FILE, PATH, count_of, say

LISTED = 50


@click.command(name="attack")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--instrument", help="Questionnaire whose declared totals add up (default: those that are shipped).")
@click.option("--policy", type=FILE, help="Policy file (TOML), if not the usual.")
def command(paths: tuple[Path, ...], instrument: str | None, policy: Path | None) -> None:
    """Read figures in PATHS (CSV, JSON and Parquet, or folders of them) together, as an attacker would.

    The exit code is 0 only when nothing that is withheld, or should be, can be computed back; each figure that can
    is listed. Give every file that readers will have: what one hides, two together may tell.
    """
    leaks = attack(paths, instrument=instrument, policy=policy)
    for leak in leaks[:LISTED]:
        click.echo(str(leak))
    if leaks:
        more = f", of which {LISTED} are listed" if len(leaks) > LISTED else ""
        say(f"{count_of(len(leaks), 'withheld figure')} can be computed back{more}.")
        sys.exit(1)
    say("Nothing that is withheld can be computed back.")
