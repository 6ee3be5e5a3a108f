"""`genklang check`: is this questionnaire whole?"""

import sys

import click

from genklang.analysis import check, find_draft
from genklang.cli.options import say


@click.command(name="check")
@click.argument("instrument")
def command(instrument: str) -> None:
    """Check INSTRUMENT (a folder, or the name of one that genklang ships) and name every fault in it."""
    draft = find_draft(instrument)
    problems = check(draft)
    for found in problems:
        click.echo(str(found))
    if problems:
        sys.exit(1)
    say(f"{draft.id}/{draft.version} is whole: {len(draft.items)} items in {', '.join(draft.texts)}.")
