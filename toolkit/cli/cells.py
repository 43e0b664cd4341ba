"""Text cut to the columns of a terminal, in which a Chinese character takes two."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

from toolkit.cli.output import escape

WIDTH = 80
LINES = 6  # of a value that are shown
_GAP = "  "


def wrapped(value: object, indent: str = "") -> Iterator[str]:
    """At most `LINES` lines of at most `WIDTH` columns, foreign text escaped; nothing for an empty value."""
    for part in chop_cells(escape(str(value or "")[: LINES * WIDTH]), WIDTH - len(indent))[:LINES]:
        yield f"{indent}{part}"


def cut(line: str, width: int = WIDTH) -> str:
    """No wider than `width` columns, with an ellipsis where something is left out."""
    return line if cell_len(line) <= width else f"{set_cell_size(line, width - 1).rstrip()}…"


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of equal length side by side: names to the left, the rest to the right, no line wider than `WIDTH`.

    Every cell is foreign. A name that does not fit beside the widest of the others is cut.
    """
    cells = [[escape(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    room = max(1, WIDTH - sum(widths[1:]) - len(_GAP) * (len(widths) - 1))
    widths[0] = min(widths[0], room)
    for name, *others in cells:
        padded = [" " * (width - cell_len(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield cut(_GAP.join([set_cell_size(cut(name, widths[0]), widths[0]), *padded]).rstrip())
