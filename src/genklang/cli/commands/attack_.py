"""`genklang attack`: what can be computed back from what was written?"""

import sys
from pathlib import Path

import click

from genklang.analysis import attack
from genklang.cli.options import FILE, FOLDER, PATH, count_of, say

LISTED = 50


@click.command(name="attack")
@click.argument("paths", nargs=-1, required=True, type=PATH)
@click.option("--instrument", help="Questionnaire whose declared totals add up (default: those that are shipped).")
@click.option("--policy", type=FILE, help="Policy (a TOML file, or a name such as kolada/2021), if not the usual.")
@click.option("--mapping", type=FILE, help="Mapping file (TOML) that says how other people's workbooks are read.")
@click.option("--ledger", type=FOLDER, help="Folder of earlier releases, to be read along.")
def command(
    paths: tuple[Path, ...], instrument: str | None, policy: Path | None, mapping: Path | None, ledger: Path | None
) -> None:
    """Read figures in PATHS (CSV, JSON and Parquet, or folders of them) together, as an attacker would.

    The exit code is 0 only when nothing that is withheld, or should be, can be computed back; each figure that can
    is listed. Give every file that readers will have: what one hides, two together may tell. With --mapping, PATHS are
    workbooks or CSV of any make.
    """
    leaks = attack(paths, policy, instrument=instrument, mapping=mapping, ledger=ledger)
    for leak in leaks[:LISTED]:
        click.echo(str(leak))
    if leaks:
        more = f", of which {LISTED} are listed" if len(leaks) > LISTED else ""
        say(f"{count_of(len(leaks), 'withheld figure')} can be computed back{more}.")
        sys.exit(1)
    say("Nothing that is withheld can be computed back.")
