"""`genklang estimate`: figures with base, interval and status."""

from pathlib import Path

import click

from genklang.analysis import estimate, read_frame, write_table
from genklang.cli.options import FILE, TABLE, Spread, count_of, progress_bar, say, store_option


@click.command(name="estimate", cls=Spread)
@store_option
@click.option(
    "--by",
    multiple=True,
    metavar="KEY…",
    default=("round", "organisation", "unit", "target_group"),
    show_default=True,
    help="Keys to tell apart, of round, organisation, unit, target_group, gender. The others are added up; "
    "without round, all rounds are taken together.",
)
@click.option("--out", required=True, type=TABLE, help="File to write (.csv, .json or .parquet).")
@click.option(
    "--statistic",
    "statistics",
    multiple=True,
    metavar="NAME…",
    help="Such as share_positive, distribution, nki, response_rate; a wrong name lists all (default: what suits each "
    "item).",
)
@click.option(
    "--frame", type=FILE, help="Table of how many could be asked, as N for the intervals (default: the offered)."
)
@click.option("--margins", is_flag=True, help="Give sums over the keys and the declared totals too.")
@click.option(
    "--strata",
    multiple=True,
    metavar="KEY…",
    help="Keys that the sample was drawn within: figures get the intervals of the design (default: the stratum, where "
    "answers name one).",
)
@click.option("--cluster", multiple=True, metavar="KEY…", help="Keys that were drawn whole (such as unit).")
@click.option(
    "--weigh", multiple=True, metavar="KEY…", help="Weigh the answers to stand for all the offered, by these keys."
)
@click.option("--policy", type=FILE, help="Policy file (TOML), if not the usual.")
@click.option("--unprotected", is_flag=True, help="Every figure, whatever its base. Not for publication.")
def command(
    store: Path,
    by: tuple[str, ...],
    out: Path,
    statistics: tuple[str, ...],
    frame: Path | None,
    margins: bool,
    strata: tuple[str, ...],
    cluster: tuple[str, ...],
    weigh: tuple[str, ...],
    policy: Path | None,
    unprotected: bool,
) -> None:
    """Estimate from a store and write one row per domain, item and statistic.

    Figures are protected: what rests on too few answers, or could be computed back from the rest, is withheld
    and its status says why. Before anything is written the table is attacked.
    """
    with progress_bar("Estimating"):
        figures = estimate(
            store,
            by=by,
            statistics=statistics,
            frame=read_frame(frame, store) if frame else None,
            margins=margins,
            strata=strata,
            cluster=cluster,
            weigh=weigh,
            protected=not unprotected,
            policy=policy,
        )
    write_table(figures, out)
    withheld = figures.filter(figures["status"] == "c").height
    say(
        f"Wrote {count_of(figures.height, 'figure')} to {out}"
        + (f", {withheld:,} withheld." if not unprotected else ".")
    )
    if unprotected:
        say("They are unprotected: not for publication.")
