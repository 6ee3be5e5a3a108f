"""How long 300 unit reports take as PDF, on as many processes as there are processors, and on one."""

import os
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from benchmarks import Row
from genklang.reporting.formats.pdf import render, render_many
from genklang.reporting.model import Report

SAMPLES = Path(__file__).parents[1] / "tests" / "reporting"
UNITS = 300


def measure() -> list[Row]:
    """Return the seconds for 300 reports of four pages, no two alike, and the milliseconds for one alone."""
    reports = _make_reports()
    render(reports[0])
    began = time.perf_counter()
    render(reports[1])
    alone = time.perf_counter() - began
    began = time.perf_counter()
    pages = sum(len(pdf) > 0 for pdf in render_many(reports))
    together = time.perf_counter() - began
    if pages != UNITS:
        raise RuntimeError(f"{pages} of {UNITS} reports were written")
    return [
        Row(f"{UNITS} unit reports as PDF, {os.cpu_count()} processes", together, "s", 10.0),
        Row("one report as PDF, compiler warm", alone * 1000, "ms", 100.0),
    ]


def _make_reports() -> list[Report]:
    sys.path.append(str(SAMPLES))
    sample = import_module("sample_reports").sollentuna()
    return [
        replace(sample, unit=f"Enhet {i}", title=f"{sample.title} ({i})", lead=f"{i}. {sample.lead}")
        for i in range(UNITS)
    ]
