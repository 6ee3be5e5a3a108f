"""Finds the command that was called, and turns every failure into one sentence and an exit code."""

import os
import signal
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import TracebackType

import click

from genklang import __version__
from genklang.errors import Failure, Problem, problem

COMMANDS = {
    "check": "Check a questionnaire and name every fault in it.",
    "publish": "Freeze a questionnaire: one hashed file that cannot change.",
    "form": "Print paper forms, with what is needed to read them again.",
    "read": "Read scans of paper forms into answers and doubts.",
    "score": "Check how well marks are read on one's own machines.",
    "simulate": "Write realistic answers for any questionnaire.",
    "import": "Take answers and offered counts into a store.",
    "kolada": "Take published results from a Kolada file into a store.",
    "count": "Count a store once into its cube of integers.",
    "estimate": "Write protected figures with their intervals.",
    "themes": "Count what the comments are about.",
    "report": "Write reports for an organisation and its units.",
    "audit": "Look through old or foreign results for what cannot be right.",
    "attack": "Try to compute hidden figures back from what was written.",
    "release": "Enter what is published in the ledger, attacked with all before.",
    "stories": "Write the reports of five published surveys and show them on this machine.",
}


@cache
def _find_commands() -> dict[str, tuple[str, str]]:
    """Return the package and the summary of each command: our own, then those that the entry points join to them.

    An entry point of the group `genklang.commands` names a dict of commands like the one above; the module of each
    is `<command>_` in the package that holds the dict.
    """
    found = {name: ("genklang.cli.commands", summary) for name, summary in COMMANDS.items()}
    for joined in entry_points(group="genklang.commands"):
        found |= {name: (joined.module, summary) for name, summary in joined.load().items()}
    return found


class LazyGroup(click.Group):
    """A group that imports a command when it is called, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of the work."""
        return list(_find_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return its command."""
        found = _find_commands().get(cmd_name)
        if found is None:
            return None
        command: click.Command = import_module(f"{found[0]}.{cmd_name.replace('-', '_')}_").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _find_commands().items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="genklang")
def group() -> None:
    """Surveys of how people are met by social services, from answers to figures that may be trusted."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command.

    Exit code 0: done; 1: a coded problem, nothing half-written; 2: wrong usage; 130: stopped by the user.
    """
    sys.excepthook = _say_unexpected
    # Asked to end by another program, clear up just as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(group.main(arguments, prog_name="genklang", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _say(_read_usage(error))
        sys.exit(2)
    except click.Abort:
        _say(problem("F007", "genklang"))
        sys.exit(130)
    except Failure as failure:
        _say(*failure.problems)
        sys.exit(1)
    except OSError as error:
        _say(problem("F002", error.filename or "file", reason=error.strerror or error))
        sys.exit(1)


def _say(*problems: Problem) -> None:
    for found in problems:
        click.echo(str(found), err=True)


def _read_usage(error: click.ClickException) -> Problem:
    """Return what click has to say about wrong usage as a problem of ours."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "genklang"
    message = error.format_message().rstrip()
    said = message if message.endswith((".", "?")) else f"{message}."
    return problem("F010", command, message=said, command=command)


def _say_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if os.environ.get("GENKLANG_DEBUG"):
        sys.__excepthook__(kind, error, trace)
    reason = f"{kind.__name__}: {error}".splitlines()[0]
    _say(problem("F999", "genklang", reason=reason))
