"""What people have recorded of a round (actions, quotes), as TOML."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from genklang.errors import Failure, problem
from genklang.tables.round import Action, Quote, RoundRecord

EXPECTED = "actions and quotes are lists of tables with text"


def parse_records(
    text: str, *, where: str, default_round: str = "", default_organisation: str = ""
) -> list[RoundRecord]:
    """Read records: `[[rounds]]` tables, or one at the top of the file; Failure (A260, A261) where it is none.

    A record that does not say which round or organisation it is of takes the default.
    """
    try:
        content = tomllib.loads(text)
        entries = content.get("rounds", [content])
        records = [_parse_record(e, default_round, default_organisation) for e in entries]
    except tomllib.TOMLDecodeError as error:
        raise Failure(problem("A260", where, reason=str(error))) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Failure(problem("A260", where, reason=EXPECTED)) from error
    if any(not r.round or not r.organisation for r in records):
        raise Failure(problem("A261", where))
    return records


def dump_records(records: Iterable[RoundRecord]) -> str:
    """Return the recorded part of records as TOML; what is known from the answers is left out."""
    return "\n".join(_dump_record(r) for r in records)


def _parse_record(entry: Mapping[str, Any], default_round: str, default_organisation: str) -> RoundRecord:
    if strange := entry.keys() - {"round", "organisation", "actions", "quotes"}:
        raise ValueError(strange)
    name = str(entry.get("round", default_round))
    return RoundRecord(
        round=name,
        period=name,
        organisation=str(entry.get("organisation", default_organisation)),
        channels=(),
        target_groups=(),
        items=(),
        actions=tuple(Action(str(a["text"])) for a in entry.get("actions", ())),
        quotes=tuple(
            Quote(str(q["text"]), str(q.get("name", "")), str(q.get("title", ""))) for q in entry.get("quotes", ())
        ),
    )


def _dump_record(record: RoundRecord) -> str:
    lines = [
        "[[rounds]]",
        f"round = {_quote(record.round)}",
        f"organisation = {_quote(record.organisation)}",
    ]
    for action in record.actions:
        lines += ["[[rounds.actions]]", f"text = {_quote(action.text)}"]
    for quote in record.quotes:
        lines += ["[[rounds.quotes]]"]
        lines += [f"{key} = {_quote(getattr(quote, key))}" for key in ("text", "name", "title")]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """Return a TOML basic string: a JSON string, whose only stray character is DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
