"""`genklang attack`: what can be computed back from what was written?"""

import sys
from pathlib import Path

import click

from genklang.analysis import attack
from genklang.cli.options import say

LISTED = 50


@click.command(name="attack")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--instrument", help="Questionnaire whose declared totals add up (default: none are known).")
@click.option("--policy", type=click.Path(path_type=Path, dir_okay=False), help="Policy file (TOML), if not the usual.")
def command(paths: tuple[Path, ...], instrument: str | None, policy: Path | None) -> None:
    """Read figures in PATHS (files and folders of CSV or JSON) together, as an attacker would.

    The exit code is 0 only when nothing that is withheld can be computed back.
    """
    leaks = attack(paths, instrument=instrument, policy=policy)
    for leak in leaks[:LISTED]:
        click.echo(str(leak))
    if leaks:
        more = f", of which {LISTED} are listed" if len(leaks) > LISTED else ""
        say(f"{len(leaks):,} withheld figures can be computed back{more}.")
        sys.exit(1)
    say("Nothing that is withheld can be computed back.")
