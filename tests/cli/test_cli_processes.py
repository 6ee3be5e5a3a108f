"""What only a real process shows: speed of the help, pipes, signals, and no control characters off a terminal."""

import os
import signal
import subprocess
import sys
import time

import pytest
from command_line import listing

GENKLANG = (sys.executable, "-m", "genklang")


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run([*GENKLANG, *map(str, arguments)], capture_output=True, text=True, check=False, **options)


def test_the_help_imports_none_of_the_heavy_packages():
    code = """
import sys
from genklang.cli.main import main
try:
    main(["--help"])
except SystemExit:
    heavy = {"polars", "scipy", "numpy", "rich", "jinja2", "narwhals", "genklang.analysis"}
    print("imported:", *sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "imported:"


def test_off_a_terminal_nothing_but_text_is_written(room):
    done = run("import", "a.csv", "--instrument", "skr-ifo", "--store", "new", env={**os.environ, "NO_COLOR": "1"})
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Took in 500 responses in 2024, 2025 into new.\n"
    shown = run("report", "--store", "store", "--out", "r", "--format", "txt", "--organisation", "Norrby kommun")
    assert shown.stderr == "Wrote 1 file to r.\n"


def test_a_reader_that_stops_reading_stops_nothing_else(room):
    rows = "".join(f"U3044{i % 8},0163,T,{1900 + i},101\n" for i in range(3000))
    (room / "k.csv").write_text("kpi,municipality_id,gender,period,value\n" + rows)
    command = subprocess.Popen(
        [*GENKLANG, "kolada", "k.csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with command:
        assert command.stdout.readline()
        command.stdout.close()
        assert "Traceback" not in command.stderr.read()
    assert command.returncode in {0, 1}


@pytest.fixture
def heard():
    """Ctrl-C as a terminal sends it: tests that were begun in the background have it ignored, and so would commands."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_stopped_command_leaves_nothing(room, heard):
    before = listing(room)
    for ask in (signal.SIGINT, signal.SIGTERM):
        command = subprocess.Popen(
            [*GENKLANG, "simulate", "skr-ifo", "--out", "big.csv", "--responses", "20000000"],
            stderr=subprocess.PIPE,
            text=True,
        )
        with command:
            while not (room / "big.csv.part").exists():
                assert command.poll() is None
                time.sleep(0.05)
            command.send_signal(ask)
            assert command.stderr.read().split()[:2] == ["F007", "genklang:"]
        assert command.returncode == 130
        assert listing(room) == before
