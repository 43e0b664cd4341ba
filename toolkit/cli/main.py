"""`imprint` itself: the table of commands, loaded when asked for, and the way errors become exit codes."""

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from toolkit import __version__
from toolkit.cli.output import escape, note
from toolkit.errors import ToolkitError

# name -> (module, attribute, one line of help). The line stands here so that `imprint --help` imports no command.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("toolkit.cli.init", "init", "Make a project that builds, with the checks of its forge."),
    "clean": ("toolkit.cli.clean", "clean", "Turn pages into articles, and explain each line."),
    "validate": ("toolkit.cli.validate", "validate", "Hold records and pages to the schema, and screen them."),
    "build": ("toolkit.cli.build", "build", "Make a release in dist/ from the pages in raw/."),
    "verify": ("toolkit.cli.verify", "verify", "Hold a release to its own manifest."),
    "diff": ("toolkit.cli.diff", "diff", "Say what differs between two releases."),
    "publish": ("toolkit.cli.publish", "publish", "Make a release a version that others can load."),
    "versions": ("toolkit.cli.versions", "versions", "List what is published at a target."),
    "yank": ("toolkit.cli.yank", "yank", "Withdraw a published version, and keep it reachable."),
    "takedown": ("toolkit.cli.takedown", "takedown", "Remove articles from every later build, and name all copies."),
    "adopt": ("toolkit.cli.adopt", "adopt", "Put an existing dataset under management."),
    "explain": ("toolkit.cli.explain", "explain", "Say what became of a page, and why."),
    "sample": ("toolkit.cli.sample", "sample", "Show random rows of a release, or random rejects."),
    "report": ("toolkit.cli.report", "report", "Show a release on one local HTML page."),
    "schema": ("toolkit.cli.schema", "schema", "Print the schema of the rows, or check another against it."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, for `--help` must answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        if "pyarrow" in sys.modules:
            import_module("toolkit.storage.lean").leave_pandas_out()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, from the lines above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="imprint")
def cli() -> None:
    """Turn raw scraped Chinese web pages into a versioned Hugging Face dataset."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0 fine, 1 findings, 2 to 5 as the error says, 70 a bug, 130 interrupted."""
    # A plugin could change what a record is; and to look for one takes a tenth of the time in which one is checked.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        given = list(arguments) if arguments is not None else None
        result = cli.main(args=given, prog_name="imprint", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except ToolkitError as error:
        return _report(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        note("interrupted")
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; keep the interpreter from writing to it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        note(escape(traceback.format_exc(), newlines=True))
        note("error: this is a bug in imprint; please report it with the lines above")
        return 70


def _report(error: ToolkitError) -> int:
    note(f"error: {escape(str(error))}")
    if error.mend:
        note(f"mend:  {escape(error.mend)}")
    return error.exit_code
