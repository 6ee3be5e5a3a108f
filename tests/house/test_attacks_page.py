"""The page of attacks names tests that are there, and every attack that an installation must withstand."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/explanation/attacks.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d", line)
]
MUST_HOLD = {*range(1, 43), *range(47, 51), 61, 62, 67, 68, 69, *range(77, 81)}


def list_tests(file: Path) -> set[str]:
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_tests_of_an_attack_are_there(row):
    number, tried, happens, tests = row
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", tests)
    assert named
    assert not re.sub(r"`[\w/]+\.py::test_\w+`", "", tests).strip(), "only tests stand here"
    missing = [f"{file}::{name}" for file, name in named if name not in list_tests(ROOT / "tests" / file)]
    assert missing == []
    assert all((number, tried, happens))


def test_every_attack_that_must_hold_has_a_row():
    numbers = {int(number) for row in ROWS for number in row[0].split(",")}
    assert numbers >= MUST_HOLD
