"""The use case: filled-in instruction sheets, scanned on an office's own machines, held against what they asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from genklang.errors import Failure, Problem, problem
from genklang.estimation.interval import wilson
from genklang.paper.form_file import read_forms
from genklang.paper.instructions import KINDS, NOTHING
from genklang.paper.judge import Verdict
from genklang.paper.scans import read_scans

Progress = Callable[[int, int | None], object]
Tell = Callable[[Problem], object]
ALL = "all"


def score_forms(
    scans: Sequence[Path],
    *,
    forms: Path,
    progress: Progress = lambda _done, _total: None,
    tell: Tell = lambda _problem: None,
) -> pl.DataFrame:
    """Return, for each kind of mark and for all, how many questions were right, sent to review and silently wrong.

    Columns: kind, questions, right, review, wrong, wrong_low, wrong_high (per cent, Wilson, 95 %). Pages that were not
    read are not counted, and `tell` is told of each: what cannot be read is a result too. Failures F001, P110–P114.
    """
    absent = [path for path in scans if not path.is_file()]
    if absent:
        raise Failure(*(problem("F001", str(path)) for path in absent))
    known = read_forms(forms)
    if not any(form.layout.instructions for form in known.values()):
        raise Failure(problem("P113", str(forms)))
    rows: list[dict[str, str]] = []
    for page in read_scans(scans, forms, progress=progress):
        if not page.is_read:
            tell(page.problem or problem("P208", f"{scans[page.file]}, page {page.number + 1}"))
        asked = known[page.name.form].layout.instructions if page.is_read and page.name else {}
        for shown in page.shown:
            if shown.verdict.item in asked:
                kind, code = asked[shown.verdict.item]
                rows.append({"kind": kind, "outcome": judge_verdict(shown.verdict, code)})
    if not rows:
        raise Failure(problem("P114", str(forms)))
    return _tabulate(rows)


def judge_verdict(verdict: Verdict, code: int) -> str:
    """Return what came of a question that meant `code` (−2: nothing): right, review or wrong."""
    if verdict.doubt:
        return "review"
    return "right" if verdict.codes == (() if code == NOTHING else (code,)) else "wrong"


def _tabulate(rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"kind": pl.String, "outcome": pl.String})
    both = pl.concat([frame, frame.with_columns(pl.lit(ALL).alias("kind"))])
    counts = [(pl.col("outcome") == name).sum().cast(pl.Int64).alias(name) for name in ("right", "review", "wrong")]
    table = both.group_by("kind").agg(pl.len().cast(pl.Int64).alias("questions"), *counts)
    order = pl.col("kind").replace_strict({kind: i for i, kind in enumerate((*KINDS, ALL))}, return_dtype=pl.Int64)
    table = table.sort(order)
    low, high = wilson(table["wrong"].to_numpy(), table["questions"].to_numpy())
    return table.with_columns(pl.Series("wrong_low", 100 * low), pl.Series("wrong_high", 100 * high))
