"""`genklang audit`: can these old or foreign results be right?"""

import sys
from collections import Counter
from pathlib import Path

import click
import polars as pl

from genklang.analysis import audit, write_table
from genklang.cli.options import FILE, TABLE, count_of, say


@click.command(name="audit")
@click.argument("file", type=FILE)
@click.option("--instrument", help="Questionnaire whose declared totals add up (default: those that are shipped).")
@click.option("--out", type=TABLE, help="Write the findings as a table (.csv, .json or .parquet).")
def command(file: Path, instrument: str | None, out: Path | None) -> None:
    """Look through FILE, a Kolada table or a table of figures, for results that cannot be right.

    Can this percentage come from so many people; do the parts add up; have columns changed places; are rates
    possible? Each finding is a question to who published it. The exit code is 0 only when nothing was found.
    """
    findings = audit(file, instrument=instrument)
    if out:
        rows = [(f.code, f.where, f.what, f.remedy) for f in findings]
        write_table(pl.DataFrame(rows, schema=["code", "where", "what", "remedy"], orient="row"), out)
    for finding in findings:
        click.echo(str(finding))
    if findings:
        kinds = ", ".join(f"{code} {count:,}" for code, count in sorted(Counter(f.code for f in findings).items()))
        say(f"{count_of(len(findings), 'finding')}: {kinds}.")
        sys.exit(1)
    say("Nothing was found that cannot be right.")
