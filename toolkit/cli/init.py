"""`imprint init`."""

import os
from pathlib import Path

import click

from toolkit.actions.scaffold import scaffold
from toolkit.cli.output import emit, escape, note


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="Of the dataset; the folder's name by default.")
def init(folder: Path, name: str | None) -> None:
    """Make a project that builds: dataset.toml, schema, example pages, CONTRIBUTING.md, and the checks of a forge.

    Prints the files it wrote. Nothing that is there is overwritten.
    """
    for path in scaffold(folder, name):
        emit(escape(os.path.relpath(path)))
    enter = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    note(escape(f"next: {enter}imprint validate raw && imprint build"))
