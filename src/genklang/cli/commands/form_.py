"""`genklang form`: paper forms, to be printed or copied, and what is needed to read them again."""

from pathlib import Path

import click

from genklang.analysis import FormRequest, find_instrument, print_forms, print_instructions
from genklang.cli.options import FOLDER, Spread, count_of, progress_bar, say


@click.command(name="form", cls=Spread)
@click.argument("instrument")
@click.option("--out", required=True, type=FOLDER, help="Folder for the forms; keep it, the scans are read with it.")
@click.option("--round", "round_", default="", help="The round, such as 2026.")
@click.option("--organisation", default="", help="Who asks; it stands at the top of the form.")
@click.option("--unit", "units", multiple=True, metavar="NAME…", help="A form for each of these units.")
@click.option("--group", "groups", multiple=True, metavar="CODE…", help="A form for each of these target groups.")
@click.option("--language", "languages", multiple=True, metavar="CODE…", help="sv en ar ti … (default: sv or da).")
@click.option(
    "--variant", "variants", multiple=True, metavar="NAME…", help="standard easy_read large_print (default: standard)."
)
@click.option("--printed", type=click.IntRange(min=0), help="How many of each are printed; noted in batches.csv.")
@click.option("--about", default="", help="The line under the organisation (default: unit, group and round).")
@click.option("--return", "return_text", default="", help="Where to leave the form (default: a box or envelope).")
@click.option("--contact", default="", help="Whom to ask; stands at the end of the form.")
@click.option(
    "--instructions",
    type=click.IntRange(1, 500),
    help="Print so many instruction sheets instead: they say which mark to make where (see genklang score).",
)
def command(
    instrument: str,
    out: Path,
    round_: str,
    organisation: str,
    units: tuple[str, ...],
    groups: tuple[str, ...],
    languages: tuple[str, ...],
    variants: tuple[str, ...],
    printed: int | None,
    about: str,
    return_text: str,
    contact: str,
    instructions: int | None,
) -> None:
    """Write INSTRUMENT as A4 forms (PDF), one for each unit, group, language and variant.

    Every copy of a form is the same: nothing on it is about a person. Print or copy them on both sides. Beside each
    PDF lies its .form.json; batches.csv and offered.csv take the counts.
    """
    published = find_instrument(instrument)
    if instructions:
        others = (round_, organisation, units, groups, variants, about, return_text, contact)
        if any(others) or printed is not None or len(languages) > 1:
            raise click.UsageError("Option '--instructions' takes '--out' and one '--language', no more.")
        language = languages[0] if languages else "sv"
        with progress_bar("Laying out") as progress:
            written = print_instructions(published, out, language=language, count=instructions, progress=progress)
    else:
        request = FormRequest(
            round=round_,
            organisation=organisation,
            units=units or ("",),
            groups=groups,
            languages=languages,
            variants=variants or ("standard",),
            printed=printed,
            about=about,
            return_text=return_text,
            contact=contact,
        )
        with progress_bar("Laying out") as progress:
            written = print_forms(published, out, request, progress=progress)
    say(f"Wrote {count_of(sum(path.suffix == '.pdf' for path in written), 'form')} to {out}.")
