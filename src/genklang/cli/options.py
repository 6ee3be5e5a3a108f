"""Options that several commands share, and options that take several values after one name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Command = TypeVar("Command", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
console = Console(stderr=True)


class Spread(click.Command):
    """A command whose repeatable options also take several values: `--format html pdf` or `html,pdf`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the option's name before each of its values, then parse as usual."""
        spread = {name for p in self.params if isinstance(p, click.Option) and p.multiple for name in p.opts}
        written: list[str] = []
        current = ""
        for arg in args:
            if arg.startswith("-"):
                current = arg if arg in spread else ""
                written += [] if current else [arg]
            elif current:
                written += [part for value in arg.split(",") if value for part in (current, value)]
            else:
                written.append(arg)
        return super().parse_args(ctx, written)


def store_option(command: Command) -> Command:
    """Add `--store DIR`."""
    return click.option("--store", required=True, type=FOLDER, help="Folder that holds the answers.")(command)


@contextmanager
def progress_bar(description: str) -> Iterator[Callable[..., None]]:
    """Yield a function (done, total or None) that moves a bar on the console; nothing where there is none."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total=None: bar.update(task, completed=done, total=total)


def say(sentence: str) -> None:
    """Tell the user what was done, on standard error so that standard output holds results alone."""
    click.echo(sentence, err=True)
