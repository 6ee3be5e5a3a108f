"""`genklang simulate`: realistic answers with known true values beside them."""

from pathlib import Path

import click

from genklang.analysis import find_instrument, write_simulation
from genklang.cli.options import NewFile, progress_bar, say

COUNT = click.IntRange(min=1)


@click.command(name="simulate")
@click.argument("instrument")
@click.option(
    "--out", required=True, type=NewFile(".csv"), help="File to write (.csv); offered counts and true values beside it."
)
@click.option("--organisations", type=COUNT, default=10, show_default=True, help="How many organisations.")
@click.option("--units", type=COUNT, default=4, show_default=True, help="Units in each organisation.")
@click.option("--rounds", type=COUNT, default=2, show_default=True, help="Rounds, a year apart.")
@click.option("--responses", type=COUNT, default=5000, show_default=True, help="Responses in all.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same number gives the same answers."
)
def command(instrument: str, out: Path, organisations: int, units: int, rounds: int, responses: int, seed: int) -> None:
    """Write made-up but realistic answers to INSTRUMENT, for trying things out and for tests."""
    with progress_bar("Simulating") as progress:
        written = write_simulation(
            find_instrument(instrument),
            out,
            organisations=organisations,
            units=units,
            rounds=rounds,
            responses=responses,
            seed=seed,
            progress=progress,
        )
    say(f"Wrote {', '.join(map(str, written))}. The answers are made up.")
