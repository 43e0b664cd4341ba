"""`imprint diff`."""

import json
from pathlib import Path

import click
from rich.text import Text

from toolkit.actions.diff import diff as compare
from toolkit.actions.diff.run import Difference
from toolkit.actions.diff.tables import Table
from toolkit.cli.diff_text import blocks, human, markdown, plain_rows
from toolkit.cli.diff_tree import tree
from toolkit.cli.output import emit, has_colour
from toolkit.cli.tables import changed_line, table, terminal

_TEXTS = {"human": human, "md": markdown}


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--sample", type=click.IntRange(min=0), default=3, show_default=True, help="How many changed rows to show."
)
@click.option("--exit-code", is_flag=True, help="Exit 1 where the releases differ.")
@click.option("--format", "form", type=click.Choice(["human", "json", "md"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def diff(old: Path, new: Path, sample: int, exit_code: bool, form: str) -> int:
    """Say what differs between two release folders, and which version number that calls for.

    Rows are the same where their ids are. Told are the rows that were added, removed (with the reason that the new
    index gives), changed and moved to another split; columns, and which of their changes break readers; length and
    date of publication by quantiles; rows by site, language and rights; and the files that an upload of NEW would
    send where OLD is published already.

    Rows are compared by the two indexes, without what a new build alone changes (cleaner, since, raw_path). Of the
    changed ones a sample is read from the data files and shown as a text diff, the same rows each time.
    """
    found = compare(old, new, sample)
    if form == "json":
        emit(json.dumps(tree(found), ensure_ascii=False, indent=1))
    elif form == "human" and has_colour():
        _show(found)
    else:
        emit("\n".join(_TEXTS[form](found)))
    return int(exit_code and found.differs)


def _show(found: Difference) -> None:
    console = terminal()
    for place, part in enumerate(blocks(found)):
        if isinstance(part, Table):
            console.print()
            console.print(table(part.heads, plain_rows(part)))
            continue
        for number, line in enumerate(part):
            console.print(Text(line, "bold") if place == number == 0 else changed_line(line), soft_wrap=True)
