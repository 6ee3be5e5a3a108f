"""The bar for code, held by a machine: sizes, docstrings, narrow handlers, and one place for each new thing."""

import ast
import statistics
from importlib import import_module
from pathlib import Path

import pytest

from genklang.errors import all_faults

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/genklang"
FILES = sorted(SOURCE.rglob("*.py"))
WRITTEN = [path for path in FILES if path.parent.name != "migrations"]
"""The files that people write; Django writes migrations."""
PART_PACKAGES = (
    "instrument/types",
    "estimation/statistics",
    "reporting/formats",
    "reporting/sections",
    "reporting/charts",
)


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_functions_are_short():
    lengths = [f.end_lineno - f.lineno + 1 for path in FILES for f in functions(path)]
    assert 5 <= statistics.median(lengths) <= 12
    assert sum(n > 50 for n in lengths) / len(lengths) <= 0.03


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_file_is_under_300_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 300


def test_no_handler_catches_everything():
    handlers = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert handlers == []


def test_every_fault_code_is_raised_somewhere():
    code = "\n".join(path.read_text(encoding="utf-8") for path in FILES if path.parent.name != "errors")
    assert {fault for fault in all_faults() if f'"{fault}"' not in code} == set()


@pytest.mark.parametrize("package", PART_PACKAGES)
def test_every_file_of_a_package_of_parts_holds_one(package):
    names = [path.stem for path in (SOURCE / package).glob("*.py") if path.stem != "__init__"]
    assert names
    lacking = [n for n in names if not hasattr(import_module(f"genklang.{package.replace('/', '.')}.{n}"), "part")]
    assert lacking == []


def test_every_statistic_has_a_spec_and_so_a_place_in_the_handbook():
    specs = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/spec").rglob("test_*.py"))
    parts = {path.stem for path in (SOURCE / "estimation/statistics").glob("*.py")} - {"__init__"}
    assert {name for name in parts if f'"{name}"' not in specs} == set()


def test_disclosure_hands_on_nothing_of_estimation():
    from genklang import disclosure

    rooms = [import_module(f"genklang.disclosure.{path.stem}") for path in (SOURCE / "disclosure").glob("[a-z]*.py")]
    handed_on = {
        f"{room.__name__}.{name}"
        for room in (disclosure, *rooms)
        for name, thing in vars(room).items()
        if str(getattr(thing, "__module__", "")).startswith("genklang.estimation")
    }
    assert handed_on == set()
