"""`genklang themes`: what the comments are about."""

from pathlib import Path

import click

from genklang.analysis import write_table
from genklang.analysis.themes import count_comment_themes
from genklang.cli.options import FILE, TABLE, count_of, say, store_option


@click.command(name="themes")
@store_option
@click.option("--out", required=True, type=TABLE, help="File to write (.csv, .json or .parquet).")
@click.option("--themes", type=FILE, help="Own themes (TOML), instead of the shipped ones.")
@click.option("--policy", type=FILE, help="Policy file (TOML), if not the usual.")
def command(store: Path, out: Path, themes: Path | None, policy: Path | None) -> None:
    """Count the comments of a store by theme, protected like answers.

    No comment is shown: a person reviews each before anyone else reads it.
    """
    figures = count_comment_themes(store, themes=themes, policy=policy)
    write_table(figures, out)
    told = figures["value"].count()
    say(f"Wrote {count_of(figures.height, 'figure')} to {out}; {told} are told, the rest withheld.")
