"""Whatever stands in the files of an instrument, load and check answer with problems; they never break."""

import json
import tempfile
import tomllib
from copy import deepcopy
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from small_instrument import EXTENSION_FILES, FILES, find_problems, write_instrument

STRANGE = st.one_of(
    st.sampled_from([True, -1, 0, 1, 7, 99999, 1.5, "", " ", "sv", "adults", "ease", "no/../such", [], [1], {}, [{}]]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8),
)


def write_value(value: object) -> str:
    """Write a value as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {write_value(value[key])}" for key in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def write_toml(content: dict[str, object]) -> str:
    return "\n".join(f"{json.dumps(key)} = {write_value(value)}" for key, value in content.items())


def list_places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    below = [place for step, element in steps for place in list_places(element, (*path, step))]
    return [path, *below] if path else below


def put(content: dict, path: tuple[str | int, ...], value: object) -> dict:
    changed = deepcopy(content)
    *above, last = path
    target = changed
    for step in above:
        target = target[step]
    target[last] = value
    return changed


def draw_change(data: st.DataObject, files: dict[str, str]) -> dict[str, str]:
    name = data.draw(st.sampled_from(sorted(files)))
    content = tomllib.loads(files[name])
    changed = put(content, data.draw(st.sampled_from(list_places(content))), data.draw(STRANGE))
    return {**files, name: write_toml(changed)}


def test_the_writer_writes_what_it_was_given() -> None:
    for text in (*FILES.values(), *EXTENSION_FILES.values()):
        assert tomllib.loads(write_toml(tomllib.loads(text))) == tomllib.loads(text)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_strange_value_anywhere_never_breaks_load_and_check(data: st.DataObject) -> None:
    files = draw_change(data, FILES)
    with tempfile.TemporaryDirectory() as place:
        problems = find_problems(write_instrument(Path(place) / "small" / "2026", files))
    assert all(str(problem).startswith(("I1", "F0")) for problem in problems)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_strange_value_in_an_extension_never_breaks_load_and_check(data: st.DataObject) -> None:
    files = draw_change(data, EXTENSION_FILES)
    with tempfile.TemporaryDirectory() as place:
        write_instrument(Path(place) / "small" / "2026", FILES)
        problems = find_problems(write_instrument(Path(place) / "small-local" / "2026", files))
    assert all(str(problem).startswith(("I1", "F0")) for problem in problems)
