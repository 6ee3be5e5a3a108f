"""Stories to files: answers, offered counts, record and published figures, just as a user would import them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from genklang.analysis.story import Story, StoryCell, list_stories, read_story
from genklang.analysis.story_people import Person, make_people
from genklang.instrument.item_type import text_items
from genklang.instrument.model import Instrument, Item
from genklang.instrument.shelf import find_instrument
from genklang.store.records import dump_records
from genklang.tables.estimate import ESTIMATE_SCHEMA, Status
from genklang.tables.round import RoundRecord

__all__ = ["StoryFiles", "list_stories", "read_story", "write_story"]

KEYS = ("round", "organisation", "unit", "target_group", "gender", "channel", "language")
OFFERED = ("round", "organisation", "unit", "target_group", "offered")


@dataclass(frozen=True, slots=True)
class StoryFiles:
    """The files of one story. `offered`, `record` and `benchmarks` are None where the page gives nothing for them."""

    answers: Path
    offered: Path | None
    record: Path | None
    benchmarks: Path | None


def write_story(story: Story, folder: Path) -> StoryFiles:
    """Write a story's files into `folder`, the same at every call. Failure S102, S103 where its counts do not fit."""
    instrument = find_instrument(story.instrument).instrument
    folder.mkdir(parents=True, exist_ok=True)
    items = _list_items(story, instrument)
    rows = list(_write_rows(story, instrument, items))
    _seed(story.id).shuffle(rows)
    offered = [row for row in _list_offered(story) if row["offered"]]
    return StoryFiles(
        _write_table(folder / "answers.csv", (*KEYS, *(i.code for i in items)), rows),
        _write_table(folder / "offered.csv", OFFERED, offered) if offered else None,
        _write_record(story, folder / "record.toml"),
        _write_benchmarks(story, folder / "benchmarks.csv"),
    )


def _list_items(story: Story, instrument: Instrument) -> tuple[Item, ...]:
    cells = [cell for round_ in story.rounds for cell in round_.cells]
    asked = {code for cell in cells for code in (*cell.items, *cell.comments)}
    return tuple(item for item in instrument.items if item.code in asked)


def _write_rows(story: Story, instrument: Instrument, items: Sequence[Item]) -> Iterator[dict[str, str]]:
    for round_ in story.rounds:
        for cell in round_.cells:
            where = f"{story.id}, {round_.id}, {cell.unit or '–'}, {cell.target_group}"
            people = make_people(cell, instrument, tie=story.tie, rng=_seed(where), where=where)
            for person in people:
                yield {
                    **_write_keys(story, round_.id, cell),
                    **_write_person(story, instrument, items, person),
                }


def _seed(name: str) -> Random:
    """Return the chance that a name stands for: made-up answers are the same at every call."""
    return Random(name)  # noqa: S311


def _write_keys(story: Story, round_id: str, cell: StoryCell) -> dict[str, str]:
    return {
        "round": round_id,
        "organisation": story.organisation,
        "unit": cell.unit,
        "target_group": cell.target_group,
    }


def _write_person(story: Story, instrument: Instrument, items: Sequence[Item], person: Person) -> dict[str, str]:
    language = person.language or story.language
    keys = {"gender": person.gender, "channel": person.channel, "language": person.language}
    texts = {item.code for item in text_items(instrument)}
    answers = {
        item.code: person.texts.get(item.code, "")
        if item.code in texts
        else _word_codes(instrument, item, person.codes.get(item.code, ()), language)
        for item in items
    }
    return keys | answers


def _word_codes(instrument: Instrument, item: Item, codes: Sequence[int], language: str) -> str:
    """Return the labels of some categories in the person's language, as a form or another tool would export them."""
    labels: Mapping[str, str] = instrument.texts[language].scales.get(item.scale, {})
    names = {category.code: category.name for category in item.categories}
    return ";".join(labels.get(names[code], str(code)) for code in codes)


def _list_offered(story: Story) -> Iterator[dict[str, str]]:
    for round_ in story.rounds:
        for cell in round_.cells:
            offered = "" if cell.offered is None else str(cell.offered)
            yield {**_write_keys(story, round_.id, cell), "offered": offered}


def _write_record(story: Story, path: Path) -> Path | None:
    if not story.actions and not story.quotes:
        return None
    record = RoundRecord(
        round=story.round.id,
        period=story.round.id,
        organisation=story.organisation,
        channels=(),
        target_groups=(),
        items=(),
        actions=story.actions,
        quotes=story.quotes,
    )
    path.write_text(dump_records([record]), encoding="utf-8")
    return path


def _write_benchmarks(story: Story, path: Path) -> Path | None:
    rows = [
        {
            "round": b.round,
            "target_group": b.target_group,
            "item": b.item,
            "statistic": b.statistic,
            "value": json.dumps(b.value),
            "source": b.source,
            "status": Status.PUBLISHED.value,
        }
        for b in story.benchmarks
    ]
    return _write_table(path, tuple(ESTIMATE_SCHEMA), rows) if rows else None


def _write_table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
