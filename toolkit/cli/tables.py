"""Tables on a terminal that takes colour: at most 80 columns wide, changes in green and red."""

import re
from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.cli.cells import WIDTH, cut
from toolkit.cli.output import escape

_GAP = 3  # columns between two cells
_CHANGE = re.compile(r"[+-][0-9,]+")


def terminal() -> Console:
    """Prints to stdout as it is now; never wider than `WIDTH`, so that lines stay short on a wide screen."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(WIDTH, console.width)
    return console


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Names to the left, cut where they do not fit; the rest to the right and whole. Every cell is foreign."""
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", border_style="dim")
    widths = [max(cell_len(escape(line[place])) for line in (heads, *rows)) for place in range(len(heads))]
    room = max(1, WIDTH - sum(widths[1:]) - _GAP * (len(heads) - 1))
    for place, head in enumerate(heads):
        made.add_column(Text(cut(escape(head), room)), justify="right" if place else "left", no_wrap=True)
    for name, *others in rows:
        cells = (Text(escape(cell), _style(cell)) for cell in others)
        made.add_row(Text(cut(escape(name), room)), *cells)
    return made


def _style(cell: str) -> str:
    if _CHANGE.fullmatch(cell):
        return "green" if cell.startswith("+") else "red"
    return "dim" if cell in ("–", "0") else ""


def changed_line(line: str) -> Text:
    """A line that may be one of a unified diff, indented; foreign text in it is escaped already."""
    style = {"+": "green", "-": "red", "@": "cyan", "!": "bold red"}.get(line.lstrip()[:1], "")
    return Text(line, style)
