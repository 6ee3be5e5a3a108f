"""`genklang publish`: freeze a questionnaire."""

from pathlib import Path

import click

from genklang.analysis import find_draft, publish, to_json, write_text
from genklang.cli.options import NewFile, say


@click.command(name="publish")
@click.argument("instrument")
@click.option("--out", required=True, type=NewFile(".json"), help="File to write (.json); never one that is there.")
def command(instrument: str, out: Path) -> None:
    """Check INSTRUMENT and write it as one file with its hash. What is published cannot be changed."""
    published = publish(find_draft(instrument))
    write_text(out, to_json(published))
    say(f"{published.instrument.id}/{published.instrument.version} is published in {out} as {published.digest[:16]}….")
