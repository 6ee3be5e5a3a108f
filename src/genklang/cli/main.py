"""Finds the command that was called, and turns every failure into one sentence and an exit code."""

import os
import sys
from importlib import import_module
from types import TracebackType

import click

from genklang import __version__
from genklang.errors import Failure, problem

COMMANDS = {
    "check": "Check a questionnaire and name every fault in it.",
    "publish": "Freeze a questionnaire: one hashed file that cannot change.",
    "simulate": "Write realistic answers for any questionnaire.",
    "import": "Take answers and offered counts into a store.",
    "kolada": "Take published results from a Kolada file into a store.",
    "count": "Count a store once into its cube of integers.",
    "estimate": "Write protected figures with their intervals.",
    "report": "Write reports for an organisation and its units.",
    "attack": "Try to compute hidden figures back from what was written.",
    "demo": "Write the demonstration reports and show them on this machine.",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return its command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"genklang.cli.commands.{cmd_name}_").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="genklang")
def group() -> None:
    """Surveys of how people are met by social services, from answers to figures that may be trusted."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Exit code 0: done; 1: a coded problem, nothing half-written; 2: wrong usage."""
    sys.excepthook = _say_unexpected
    try:
        group.main(arguments, prog_name="genklang", standalone_mode=True)
    except Failure as failure:
        for found in failure.problems:
            click.echo(str(found), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(str(problem("F002", error.filename or "file", reason=error.strerror or error)), err=True)
        sys.exit(1)


def _say_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if os.environ.get("GENKLANG_DEBUG"):
        sys.__excepthook__(kind, error, trace)
    reason = f"{kind.__name__}: {error}".splitlines()[0]
    click.echo(str(problem("F999", "genklang", reason=reason)), err=True)
