"""`genklang score`: how well marks are read on one's own printers, pens and scanners."""

from pathlib import Path

import click

from genklang.analysis import score_forms, write_table
from genklang.cli.options import FILE, FOLDER, TABLE, progress_bar, say


@click.command(name="score")
@click.argument("scans", nargs=-1, required=True, type=FILE)
@click.option("--forms", required=True, type=FOLDER, help="Folder of the instruction sheets (form --instructions).")
@click.option("--out", type=TABLE, help="Write the table to a file too (.csv, .json, .parquet).")
def command(scans: tuple[Path, ...], forms: Path, out: Path | None) -> None:
    """Hold SCANS of filled-in instruction sheets against what the sheets asked for, by kind of mark.

    Pages that were not read are named and not counted.
    """
    with progress_bar("Reading") as progress:
        table = score_forms(scans, forms=forms, progress=progress, tell=lambda problem: say(str(problem)))
    click.echo(f"{'mark':<12}{'questions':>10}{'right':>8}{'review':>8}{'wrong':>8}   wrong, per cent (95 %)")
    for row in table.iter_rows(named=True):
        counts = f"{row['questions']:>10,}{row['right']:>8,}{row['review']:>8,}{row['wrong']:>8,}"
        click.echo(f"{row['kind']:<12}{counts}   {row['wrong_low']:.2f}–{row['wrong_high']:.2f}")
    if out is not None:
        write_table(table, out)
        say(f"Wrote {out}.")
