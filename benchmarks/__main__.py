"""`python3 run bench [NAME…]`, or `--NAME`: runs each benchmark in turn and prints its figures beside their targets."""

import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table

NAMES = ("cube", "estimates", "path_model", "answers_in", "reports", "start", "disclosure", "server", "paper")


def main(names: list[str]) -> None:
    console = Console()
    table = Table("benchmark", "figure", "measured", "target", "", title="genklang, measured in this run")
    for name in (given.removeprefix("--") for given in names or NAMES):
        console.print(f"measuring {name} …")
        for row in import_module(f"benchmarks.{name}").measure():
            verdict = "met" if row.met else "NOT MET"
            table.add_row(name, row.name, f"{row.value:,.2f} {row.unit}", f"≤ {row.target:,.2f} {row.unit}", verdict)
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
