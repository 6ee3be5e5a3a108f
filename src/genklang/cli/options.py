"""Options that several commands share, and options that take several values after one name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from genklang.analysis.place_files import check_target

Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.Path):
    """A path of a file or folder; an empty one, as a script with an unset variable gives, is refused."""

    def __init__(self, name: str, *, files: bool = True, folders: bool = True) -> None:
        super().__init__(path_type=Path, file_okay=files, dir_okay=folders)
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path."""
        if not str(value):
            self.fail("it is empty.", param, ctx)
        return super().convert(value, param, ctx)


class NewFile(Place):
    """A file to write; what stands in its way is said before the work and not after it."""

    def __init__(self, *endings: str) -> None:
        super().__init__("file", folders=False)
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path; Failure F002, F003, F006."""
        return check_target(super().convert(value, param, ctx), self.endings)


PATH = Place("path")
FOLDER = Place("directory", files=False)
FILE = Place("file", folders=False)
TABLE = NewFile(".csv", ".json", ".parquet")
END = "--"


class Spread(click.Command):
    """A command whose repeatable options also take several values: `--format html pdf` or `html,pdf`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the option's name before each of its values, then parse as usual."""
        spread = {name for p in self.params if isinstance(p, click.Option) and p.multiple for name in p.opts}
        return super().parse_args(ctx, _spread(args, spread, ctx))


def _spread(args: Sequence[str], names: set[str], ctx: click.Context) -> list[str]:
    """Return the arguments with the name of a spread option before each of its values."""
    written: list[str] = []
    current, given = "", 0
    for arg in (*args, END):
        name, _, value = arg.partition("=")
        if arg.startswith("-"):
            if current and not given:
                raise click.BadOptionUsage(current, f"Option '{current}' requires an argument.", ctx)
            current, given = (name, 0) if name in names else ("", 0)
        values = [part.strip() for part in (value if arg.startswith("-") else arg).split(",")] if current else []
        for part in filter(None, values):
            written += [current, part]
            given += 1
        written += [] if current else [arg]
    return written[:-1]


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
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total=None: bar.update(task, completed=done, total=total)


def say(sentence: str) -> None:
    """Tell the user what was done, on standard error so that standard output holds results alone."""
    click.echo(sentence, err=True)


def count_of(number: int, thing: str) -> str:
    """Return a number with its noun: "1 file", "1,200 files"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
