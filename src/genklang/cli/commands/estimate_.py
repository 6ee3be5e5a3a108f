"""`genklang estimate`: figures with base, interval and status."""

from pathlib import Path

import click

from genklang.analysis import estimate, read_frame, write_table
from genklang.cli.options import FILE, Spread, say, store_option


@click.command(name="estimate", cls=Spread)
@store_option
@click.option(
    "--by",
    default="round,organisation,unit,target_group",
    show_default=True,
    help="Keys to tell apart, of round, organisation, unit, target_group, gender. The others are added up.",
)
@click.option("--out", required=True, type=FILE, help="File to write (.csv, .json or .parquet).")
@click.option("--statistic", "statistics", multiple=True, metavar="NAME…", help="Default: what suits each item.")
@click.option("--frame", type=FILE, help="Table of how many could be asked, as N for the intervals.")
@click.option("--margins", is_flag=True, help="Give sums over keys and the declared totals too.")
@click.option("--unprotected", is_flag=True, help="Every figure, whatever its base. Not for publication.")
def command(
    store: Path, by: str, out: Path, statistics: tuple[str, ...], frame: Path | None, margins: bool, unprotected: bool
) -> None:
    """Estimate from a store and write one row per domain, item and statistic.

    Figures are protected: what rests on too few answers, or could be computed back from the rest, is withheld
    and its status says why. Before anything is written the table is attacked.
    """
    figures = estimate(
        store,
        by=tuple(key.strip() for key in by.split(",") if key.strip()),
        statistics=statistics,
        frame=read_frame(frame, store) if frame else None,
        margins=margins,
        protected=not unprotected,
    )
    write_table(figures, out)
    withheld = figures.filter(figures["status"] == "c").height
    say(f"Wrote {figures.height:,} figures to {out}" + (f", {withheld:,} withheld." if not unprotected else "."))
    if unprotected:
        say("They are unprotected: not for publication.")
