"""`genklang read`: scans of paper forms into answers, and decided doubts into the rest of them."""

from pathlib import Path

import click

from genklang.analysis import ReadSummary, ReviewSummary, finish_review, read_scanned_forms
from genklang.cli.options import FILE, FOLDER, NewFile, count_of, progress_bar, say

REASONS = {
    "empty": "of blank paper",
    "no_code": "in which no code of a form was found",
    "foreign": "of forms that are not in --forms",
    "other_round": "of another round",
    "not_found": "whose boxes were not where they must be",
}


@click.command(name="read")
@click.argument("scans", nargs=-1, type=FILE)
@click.option("--forms", type=FOLDER, help="Folder that genklang form wrote the forms to.")
@click.option("--out", required=True, type=NewFile(".csv"), help="File for the answers, for genklang import.")
@click.option("--review", type=FOLDER, help="New folder for all that a person should look at.")
@click.option("--round", "round_", help="Take forms of this round alone.")
@click.option("--decided", type=FOLDER, help="A review folder whose decisions.csv is filled in; no scans then.")
def command(
    scans: tuple[Path, ...],
    forms: Path | None,
    out: Path,
    review: Path | None,
    round_: str | None,
    decided: Path | None,
) -> None:
    """Read SCANS (PDF, TIFF, PNG, JPEG; any order of sheets, any way up) into a table of answers.

    Sheets without doubt go to --out, shuffled and without page numbers. Doubts go to --review with pictures and
    proposals: fill in decisions.csv, then call again with --decided for the other answers. audit.csv is a sample of
    accepted answers; filled in too, it gives the error rate.
    """
    if decided is not None:
        if scans or forms or review:
            raise click.UsageError("Option '--decided' takes no scans, '--forms' or '--review'.")
        _say_decided(finish_review(decided, out=out), out)
        return
    if not scans or forms is None or review is None:
        raise click.UsageError("Give SCANS with '--forms' and '--review', or '--decided' alone.")
    with progress_bar("Reading") as progress:
        summary = read_scanned_forms(scans, forms=forms, out=out, review=review, round=round_, progress=progress)
    _say_read(summary, out, review)


def _say_read(summary: ReadSummary, out: Path, review: Path) -> None:
    for problem in summary.problems:
        say(str(problem))
    for reason, count in sorted(summary.unread.items()):
        if reason in REASONS:
            see = "" if reason == "empty" else f"; see {review / 'pages.csv'}"
            say(f"Not read: {count_of(count, 'page')} {REASONS[reason]}{see}.")
    if summary.one_bit:
        pages = count_of(summary.one_bit, "page")
        say(f"Note: {pages} scanned in black and white alone: faint marks are lost there. Scan in greyscale.")
    if summary.blank:
        say(f"{count_of(summary.blank, 'sheet')} handed in blank, not written.")
    say(f"Read {count_of(summary.pages, 'page')}: {count_of(summary.accepted, 'sheet')} to {out}.")
    say(
        f"For review: {count_of(summary.review, 'sheet')} with {count_of(summary.doubts, 'doubt')} "
        f"in {count_of(summary.questions, 'question')}, in {review}."
    )


def _say_decided(summary: ReviewSummary, out: Path) -> None:
    say(f"Wrote {count_of(summary.written, 'sheet')} to {out}; {summary.dropped} dropped, {summary.waiting} waiting.")
    if summary.low is not None and summary.high is not None:
        say(
            f"Of {summary.checked} answers looked at again {summary.wrong} were wrong: between "
            f"{100 * summary.low:.2f} and {100 * summary.high:.2f} per cent of what was accepted (95 %)."
        )
