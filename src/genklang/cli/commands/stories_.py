"""`genklang stories`: the five stories and published values as reports, shown on this machine."""

from pathlib import Path

import click

from genklang.analysis.story_site import build_story_site
from genklang.cli.options import FILE, FOLDER, progress_bar, say
from genklang.cli.serve import HOST, open_server

KOLADA = Path("../shared/data/kolada_ifo_2016_2022.csv.gz")


@click.command(name="stories")
@click.option("--out", default=Path("stories"), show_default=True, type=FOLDER, help="Folder to write to.")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@click.option("--no-serve", is_flag=True, help="Write the reports and show nothing.")
@click.option("--kolada", type=FILE, help=f"Kolada table with published values (default: {KOLADA}, if it is there).")
def command(out: Path, port: int, no_serve: bool, kolada: Path | None) -> None:
    """Write reports on five published surveys and on published values, and show them on this machine.

    Without Kolada's values a report on simulated answers takes their place, and says so.
    """
    found = kolada or (KOLADA if KOLADA.is_file() else None)
    if found is None:
        say("Kolada's values are not here: a report on SIMULATED answers takes their place.")
    with progress_bar("Writing the demonstration") as progress:
        demo = build_story_site(out, kolada=found, progress=progress)
    say(f"Wrote the demonstration to {demo.site}.")
    if no_serve:
        return
    with open_server(demo.site, port) as server:
        used = server.server_address[1]
        if port not in {0, used}:
            say(f"Port {port} is taken.")
        click.echo(f"Open http://{HOST}:{used}/ in a browser. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("\nEnded. The reports are still in the folder.")
