"""A difference for people: at 80 columns of a terminal, or as Markdown for a pull request."""

from collections.abc import Iterator

from toolkit.actions.diff import Difference
from toolkit.actions.diff.sample import ChangedRow
from toolkit.actions.diff.tables import Cell, Table, tables
from toolkit.cli.cells import columns, wrapped
from toolkit.cli.findings import plural
from toolkit.cli.output import escape
from toolkit.describe.markdown import block, code, described, size
from toolkit.describe.words import READERS
from toolkit.history.version import column_level
from toolkit.release.changes import ColumnChange

_INDENT = "    "


def human(found: Difference) -> Iterator[str]:
    """No line is wider than 80 columns, and nothing in them is obeyed by a terminal."""
    for part in blocks(found):
        if isinstance(part, Table):
            yield from ("", *columns([part.heads, *plain_rows(part)]))
        else:
            yield from part


def blocks(found: Difference) -> Iterator[Table | list[str]]:
    """The difference in order: tables, and lines that fit a screen; the empty line before them is theirs."""
    yield [*wrapped(_head(found)), *(part for line in _verdict(found) for part in wrapped(line))]
    yield from (table for table in tables(found) if table.rows)
    for change in found.changes.columns:
        mark = "!" if column_level(change) == "major" else " "
        yield ["", *wrapped(f"{mark} column {_column(change)}"), *wrapped(READERS[change.kind], _INDENT)]
    yield from (["", *_row(row)] for row in found.sample)
    yield ["", _upload(found)]


def plain_rows(table: Table) -> list[list[str]]:
    """The cells of a table as strings."""
    return [[_plain(cell) for cell in row] for row in table.rows]


def markdown(found: Difference) -> Iterator[str]:
    """The same as Markdown; every foreign name is escaped."""
    yield from (f"## {described(_head(found))}", "")
    yield from (f"- {described(line)}" for line in _verdict(found))
    yield from (f"- {_marked(change)}" for change in found.changes.columns)
    yield f"- {described(_upload(found))}"
    for table in tables(found):
        if table.rows:
            yield from ("", *_markdown_table(table))
    for row in found.sample:
        yield from ("", f"### {described(_title(row))}", "")
        yield from (f"- {code(field.column)}: {code(field.old)} to {code(field.new)}" for field in row.fields)
        if row.text:
            yield from ("", block("\n".join(map(escape, row.text)), "diff"))


def _head(found: Difference) -> str:
    old, new = found.old, found.new
    names = (old.manifest.name, new.manifest.name)
    other = f"{names[1]} " if names[0] != names[1] else ""
    return f"{names[0]} {old.version} to {other}{new.version}"


def _verdict(found: Difference) -> Iterator[str]:
    if not found.differs:
        yield "nothing differs"
        return
    said = "" if found.truthful else f": {found.new.version} says too little"
    yield f"the changes call for {found.needed} ({found.level}){said}"
    if found.grown:
        yield f"grew from this very {found.old.version}" + ("" if found.told else "; its history counts other changes")


def _plain(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _column(change: ColumnChange) -> str:
    sides = " -> ".join(side for side in (change.old, change.new) if side)
    return f"{change.kind}: {change.column}: {sides}"


def _marked(change: ColumnChange) -> str:
    mark = "**breaking** " if column_level(change) == "major" else ""
    sides = " to ".join(code(side) for side in (change.old, change.new) if side)
    return f"{mark}column {change.kind}: {code(change.column)} ({sides}): {READERS[change.kind]}"


def _title(row: ChangedRow) -> str:
    return f"changed in {row.split}: {row.id} {row.title}".rstrip()


def _row(row: ChangedRow) -> Iterator[str]:
    yield from wrapped(_title(row))
    for field in row.fields:
        yield from wrapped(f"{field.column}: {field.old} -> {field.new}", _INDENT)
    for line in row.text:
        yield from wrapped(line, _INDENT)


def _upload(found: Difference) -> str:
    files, total = len(found.upload), sum(entry.bytes for entry in found.upload)
    return f"an upload sends {plural(files, 'file')} of {len(found.new.manifest.files) + 1}, {size(total)}"


def _markdown_table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(described(head) for head in table.heads)} |"
    yield f"|---|{'---:|' * (len(table.heads) - 1)}"
    for name, *others in table.rows:
        yield f"| {' | '.join([code(name), *(described(_plain(cell)) for cell in others)])} |"
