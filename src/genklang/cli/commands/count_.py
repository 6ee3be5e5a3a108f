"""`genklang count`: the cube of integers that every figure comes from."""

from pathlib import Path

import click

from genklang.analysis import count, write_table
from genklang.cli.options import TABLE, count_of, say, store_option


@click.command(name="count")
@store_option
@click.option("--out", required=True, type=TABLE, help="File to write (.csv, .json or .parquet).")
def command(store: Path, out: Path) -> None:
    """Count the answers of a store once, per finest cell, item and category.

    The cube adds up: cubes of several organisations or rounds are one cube after addition. It is not protected
    and not for publication.
    """
    cells = count(store).cells
    write_table(cells, out)
    say(f"Wrote {count_of(cells.height, 'cell')} to {out}. The counts are unprotected: not for publication.")
