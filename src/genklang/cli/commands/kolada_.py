"""`genklang kolada`: published results of the national survey, read and looked through for faults."""

from pathlib import Path

import click

from genklang.analysis import import_kolada, write_table
from genklang.cli.options import FILE, FOLDER, TABLE, count_of, say


@click.command(name="kolada")
@click.argument("file", type=FILE)
@click.option("--store", type=FOLDER, help="Take the figures into this store, for reports, trends and benchmarks.")
@click.option("--out", type=TABLE, help="Write the figures as a table (.csv, .json or .parquet).")
def command(file: Path, store: Path | None, out: Path | None) -> None:
    """Read FILE, a Kolada table (kpi, municipality_id, gender, period, value; .csv or .csv.gz).

    Figures that cannot be right are named and withheld; the rest become published figures: counts are never
    worked out from them.
    """
    read = import_kolada(file, place=store)
    for flag in read.flags:
        click.echo(str(flag))
    if out:
        write_table(read.figures, out)
    withheld = read.figures.filter(read.figures["status"] == "e").height
    say(f"Read {count_of(read.figures.height, 'figure')}; {withheld} cannot be right and are withheld.")
