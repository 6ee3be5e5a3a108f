"""`genklang report`: reports for an organisation, a unit or all units."""

from pathlib import Path

import click

from genklang.analysis import ReportRequest, report
from genklang.cli.options import FILE, FOLDER, Spread, count_of, progress_bar, say, store_option


@click.command(name="report", cls=Spread)
@store_option
@click.option("--out", required=True, type=FOLDER, help="Folder to write the reports to.")
@click.option("--organisation", help="Which organisation (default: every one in the store).")
@click.option("--unit", help="The report of this unit alone.")
@click.option("--all-units", is_flag=True, help="The organisation's report and one for each unit.")
@click.option("--round", "round_", help="The round reported on (default: the latest).")
@click.option("--previous", help="An earlier round to compare with (default: the one before).")
@click.option("--language", default="sv", show_default=True, help="sv, da or en, where the questionnaire has it.")
@click.option(
    "--format", "formats", multiple=True, metavar="NAME…", help="html pdf xlsx txt csv json (default: html pdf)."
)
@click.option(
    "--benchmark",
    "benchmarks",
    multiple=True,
    metavar="NAME…",
    help="national_mean national_pooled, kolada_mean kolada_pooled for skr-ifo, or a source taken in with "
    "import --benchmarks (default: all there are).",
)
@click.option(
    "--like", multiple=True, metavar="NAME…", help="Organisations that are alike: held against their unweighted mean."
)
@click.option(
    "--genre", default="municipal", show_default=True, help="Of the news text: municipal, institution or national."
)
@click.option("--policy", type=FILE, help="Policy file (TOML), if not the usual.")
def command(
    store: Path,
    out: Path,
    organisation: str | None,
    unit: str | None,
    all_units: bool,
    round_: str | None,
    previous: str | None,
    language: str,
    formats: tuple[str, ...],
    benchmarks: tuple[str, ...],
    like: tuple[str, ...],
    genre: str,
    policy: Path | None,
) -> None:
    """Write reports from a store, protected and attacked before anything is written.

    Each organisation gets a folder in --out: its own report, and those of its units with --unit or --all-units.
    """
    if unit is not None and all_units:
        raise click.UsageError("Options '--unit' and '--all-units' exclude each other.")
    request = ReportRequest(
        organisation=organisation,
        unit=unit,
        all_units=all_units,
        round=round_,
        previous=previous,
        language=language,
        formats=formats or ("html", "pdf"),
        benchmarks=benchmarks,
        like=like,
        genre=genre,
        policy=policy,
    )
    with progress_bar("Writing reports") as progress:
        written = report(store, out, request, progress=progress)
    say(f"Wrote {count_of(len(written), 'file')} to {out}.")
