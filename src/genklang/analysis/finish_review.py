"""The use case: decisions taken in a review folder become answers, and the checks an error rate with its interval."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from genklang.analysis.answer_rows import Written, write_rows
from genklang.analysis.place_files import check_target, placing
from genklang.analysis.review_files import AUDIT, DECISIONS, WHOLE_SHEET, read_pending, read_rows
from genklang.errors import Failure, Problem, problem
from genklang.estimation.interval import hypergeometric
from genklang.instrument.answer import resolve
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.paper.form import FormVersion

BLANK: Final = "-"
KEEP, DROP = "keep", "drop"
RIGHT: Final = frozenset({"1", "x", "y", "yes", "ja", "j", "right", "rätt", "rigtigt"})
WRONG: Final = frozenset({"0", "n", "no", "nej", "wrong", "fel", "forkert"})


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """Sheets written, dropped and still waiting; questions checked again, those found wrong, and the error rate.

    `low` and `high` (proportions) bound the share of accepted questions that are wrong, with 95 per cent confidence;
    None where nothing was checked.
    """

    written: int
    dropped: int
    waiting: int
    checked: int
    wrong: int
    low: float | None
    high: float | None


def finish_review(review: Path, *, out: Path) -> ReviewSummary:
    """Write the answers of every sheet whose doubts are all decided to `out`, in the order of the folder.

    A decision is a code, a name or a label, several between semicolons, `-` for a blank question, words or a number
    where they were asked for, and keep or drop for a whole sheet. Failures P301, P302 (by row), P303, F002, F003.
    """
    check_target(out, [".csv"])
    pending = read_pending(review)
    published = from_json(json.dumps(pending["questionnaire"]), where=str(review))
    sheets: Mapping[str, Any] = pending["sheets"]
    decided: dict[str, dict[str, str]] = defaultdict(dict)
    faults: list[Problem] = []
    for number, row in enumerate(read_rows(review / DECISIONS), 2):
        where = f"{review / DECISIONS}, row {number}"
        sheet, item = row.get("sheet", ""), row.get("item", "")
        if sheet not in sheets or (item != WHOLE_SHEET and item not in sheets[sheet]["doubts"]):
            faults.append(problem("P302", where))
        elif decision := row.get("decision", "").strip():
            decided[sheet][item] = decision
    finished, dropped, waiting = _finish(published, sheets, decided, faults, where=str(review / DECISIONS))
    if faults:
        raise Failure(*faults)
    with placing(out) as (draft,):
        write_rows(draft, published, finished)
    checked, wrong = _count_checks(read_rows(review / AUDIT))
    limits = bound_errors(wrong, checked=checked, accepted=int(pending["accepted"])) if checked else (None, None)
    return ReviewSummary(len(finished), dropped, waiting, checked, wrong, *limits)


def bound_errors(wrong: int, *, checked: int, accepted: int) -> tuple[float, float]:
    """Return the exact 95 % interval for the share of a batch's accepted questions that are wrong, as proportions.

    `checked` of the `accepted` questions, drawn by chance, were looked at again and `wrong` of them were wrong.
    """
    low, high = hypergeometric(wrong, checked, max(accepted, checked))
    return float(low), float(high)


def _finish(
    published: PublishedInstrument,
    sheets: Mapping[str, Any],
    decided: Mapping[str, Mapping[str, str]],
    faults: list[Problem],
    *,
    where: str,
) -> tuple[list[tuple[FormVersion, Mapping[str, Written]]], int, int]:
    finished: list[tuple[FormVersion, Mapping[str, Written]]] = []
    dropped = waiting = 0
    for key, sheet in sheets.items():
        own = decided.get(key, {})
        fate = own.get(WHOLE_SHEET, "").casefold()
        if fate not in {"", KEEP, DROP}:
            faults.append(problem("P301", f"{where}, {key}", value=fate, known=f"{KEEP} or {DROP}"))
        needs_fate = sheet["is_twice"] or not sheet["is_whole"]
        if fate == DROP:
            dropped += 1
        elif (needs_fate and not fate) or not set(sheet["doubts"]) <= own.keys():
            waiting += 1
        else:
            version = FormVersion(**sheet["version"])
            answers: dict[str, Written] = {item: tuple(codes) for item, codes in sheet["answers"].items() if codes}
            for item in sheet["doubts"]:
                found = _read_decision(published, item, own[item], version, where=f"{where}, {key}, {item}")
                if isinstance(found, Problem):
                    faults.append(found)
                elif found is not None:
                    answers[item] = found
            finished.append((version, answers))
    return finished, dropped, waiting


def _read_decision(
    published: PublishedInstrument, code: str, raw: str, version: FormVersion, *, where: str
) -> Written | Problem | None:
    if raw == BLANK:
        return None
    item = published.instrument.item(code)
    found = resolve(published, item, raw.removeprefix("'"), version.language)
    if isinstance(found, Problem):
        known = ", ".join(f"{c.code} ({c.name})" for c in item.categories) or "a number or words"
        return problem("P301", where, value=raw, known=f"{known}, or {BLANK} for blank")
    return found


def _count_checks(rows: Sequence[Mapping[str, str]]) -> tuple[int, int]:
    said = [row.get("right", "").strip().casefold() for row in rows]
    wrong = sum(s in WRONG for s in said)
    return wrong + sum(s in RIGHT for s in said), wrong
