"""`imprint yank`."""

from pathlib import Path

import click

from toolkit.actions.versions import yank as run_yank
from toolkit.cli.output import escape, note
from toolkit.cli.targets import target_named
from toolkit.release.version import Version
from toolkit.targets.catalog import Yank


@click.command()
@click.argument("target")
@click.argument("version")
@click.option("--reason", help="Why; `imprint versions` shows it to everybody.")
@click.option("--undo", is_flag=True, help="Take the version back into favour.")
def yank(target: str, version: str, reason: str | None, undo: bool) -> None:
    """Withdraw VERSION at TARGET: it stays where it is and loads as before, but nothing grows from it any more.

    release.lock moves to the latest version that is not withdrawn.
    """
    if undo == (reason is not None):
        raise click.UsageError("give a --reason, or --undo")
    try:
        number = Version.parse(version.removeprefix("v"))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="VERSION") from error
    place = target_named(target)
    said = run_yank(place, number, Yank(yanked=not undo, reason=(reason or "")[:1000]), Path())
    state = "in favour" if undo else "withdrawn"
    note(escape(f"{place.name}@{number}: {'now' if said else 'already'} {state}"))
