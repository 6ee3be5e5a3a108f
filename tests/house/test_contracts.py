"""Each contract of the house is proven by a fault planted in a copy of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FAULTS = [
    ("Floors of the house", {"estimation/planted.py": "import genklang.reporting.model"}),
    ("Floors of the house", {"utils/__init__.py": ""}),
    ("Floors of the house", {"store/planted.py": "import genklang.exchange"}),
    (
        "No room has a loop",
        {"tables/one.py": "import genklang.tables.two", "tables/two.py": "import genklang.tables.one"},
    ),
    ("Only the server knows Django", {"instrument/planted.py": "import django.db"}),
    ("Only the server knows Django", {"paper/planted.py": "import django.db"}),
    ("Floors of the house", {"paper/planted.py": "import genklang.exchange"}),
    ("Nothing is reported unprotected", {"reporting/planted.py": "import genklang.estimation"}),
    ("Nothing is reported unprotected", {"reporting/planted.py": "import genklang.store"}),
    ("Use cases are for the shells (and notebooks)", {"__main__.py": "import genklang.analysis"}),
    ("Use cases are for the shells (and notebooks)", {"server/web/planted.py": "import genklang.analysis"}),
    (
        "Anonymity wall: who was asked never meets what was said",
        {"server/fieldwork/planted.py": "import genklang.server.responses.models"},
    ),
    ("Inside the server", {"server/organisation/planted.py": "import genklang.server.jobs"}),
    ("Inside the server", {"server/helpers/__init__.py": ""}),
    ("Raw responses are touched only by jobs", {"server/web/planted.py": "import genklang.server.responses.models"}),
]


def lint(house: Path) -> str:
    """Return what the linter says of the package in `house`, held to the real contracts."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / "pyproject.toml"]
    done = subprocess.run(
        command, cwd=house, env={**os.environ, "PYTHONPATH": str(house)}, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the package's code alone."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src/genklang", copy / "genklang", ignore=shutil.ignore_patterns("content", "locale"))
    return copy


def test_the_house_keeps_its_contracts(house):
    said = lint(house)
    assert " 0 broken" in said, said
    assert {name for name, _ in FAULTS} == {line[:-5] for line in said.splitlines() if line.endswith(" KEPT")}


@pytest.mark.parametrize(("contract", "files"), FAULTS, ids=[f"{c}-{next(iter(f))}" for c, f in FAULTS])
def test_a_planted_fault_breaks_its_contract(house, tmp_path, contract, files):
    faulty = shutil.copytree(house, tmp_path / "house")
    for name, line in files.items():
        path = faulty / "genklang" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{line}\n")
    assert f"{contract} BROKEN" in lint(faulty)
