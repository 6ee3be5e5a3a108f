"""`genklang import`: answers from files into a store, all of them or none."""

from pathlib import Path

import click

from genklang.analysis import find_instrument, import_answers
from genklang.cli.options import FILE, count_of, progress_bar, say, store_option


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--instrument", required=True, help="The questionnaire: a name such as skr-ifo, a folder, or a published .json."
)
@store_option
@click.option("--offered", type=FILE, help="Table of how many were offered the questionnaire.")
@click.option("--record", type=FILE, help="TOML file with the round's own record: actions and quotes.")
@click.option("--benchmarks", type=FILE, help="Table of published figures to hold the answers against.")
@click.option("--round", "round_", help="The round, where the files do not say it (default: the file's name).")
@click.option("--replace", is_flag=True, help="Replace an organisation's round that is already in the store.")
def command(
    files: tuple[Path, ...],
    instrument: str,
    store: Path,
    offered: Path | None,
    record: Path | None,
    benchmarks: Path | None,
    round_: str | None,
    replace: bool,
) -> None:
    """Take FILES (CSV or XLSX, one row per response, codes or labels) into a store.

    Either every row is right and all are taken in, or none is and each fault is named by row and column. A store
    that is not there is made.
    """
    published = find_instrument(instrument)
    with progress_bar("Importing") as progress:
        summary = import_answers(
            files,
            published=published,
            place=store,
            offered=offered,
            record=record,
            benchmarks=benchmarks,
            round=round_,
            replace=replace,
            progress=progress,
        )
    for warning in summary.warnings:
        say(f"Note: {warning}")
    if benchmarks:
        say(f"Took in {count_of(summary.figures, 'published figure')}.")
    say(f"Took in {count_of(summary.responses, 'response')} in {', '.join(summary.rounds)} into {store}.")
