"""CSV as spreadsheets write it: the first line names the columns, each row is a page or a finished article."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import Any

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.finding import Finding
from toolkit.read.bounds import RECORD_BYTES
from toolkit.read.parse import MARK
from toolkit.read.record import FINISHED, Slot, finished, items_of
from toolkit.read.source import Source

_COLUMNS = 1000  # of a table
_SHOWN = 60  # characters of a cell that a message repeats
# What spreadsheets run, after OWASP's page on CSV injection; 2,000 and -3 and --03-09 and @someone are no formulas.
_FORMULA = re.compile(r"[=\t\r]|[-+@](?=[^\n]*[(|!])(?=[A-Za-z0-9(])")


@dataclass
class _Physical:
    """The lines of a file as text, and which of the last record's were not UTF-8: (line, byte)."""

    stream: BufferedIOBase
    number: int = 0
    broken: list[tuple[int, int]] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(RECORD_BYTES):
            self.number += 1
            try:
                text = line.removeprefix(MARK if self.number == 1 else b"").decode("utf-8")
            except UnicodeDecodeError as error:
                self.broken.append((self.number, error.start + 1))
                text = line.decode("utf-8", "replace")
            yield text


def read_csv(source: Source, file: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each row in order, told by the line it begins on. A row that cannot be used costs itself alone."""
    csv.field_size_limit(RECORD_BYTES)
    lines = _Physical(file)
    rows = csv.reader(lines, strict=True)
    index, line = -1, 1
    try:
        names = next(rows, [])
        problem = _header(Slot(source, 0, 1), names, lines)
        if problem is not None:
            yield problem
            return
        line = lines.number + 1
        for row in rows:
            if row:
                index += 1
                yield from _row(Slot(source, index, line), names, row, lines.broken, columns)
            lines.broken.clear()
            line = lines.number + 1
    except csv.Error as error:
        yield Slot(source, index + 1, line).damaged(str(error))


def _header(slot: Slot, names: Sequence[str], lines: _Physical) -> Finding | None:
    if lines.broken:
        return Finding("not_utf8", slot.where, {"byte": lines.broken[0][1]})
    if len(names) > _COLUMNS or len(set(names)) < len(names) or not all(name.strip() for name in names):
        return Finding("bad_header", slot.where, {"value": ",".join(names)[:_SHOWN]})
    return None


def _row(
    slot: Slot, names: Sequence[str], row: list[str], broken: list[tuple[int, int]], columns: ColumnsConfig
) -> Iterator[RawDocument | Finding]:
    problems = list(_problems(slot, names, row, broken))
    yield from problems
    if problems:
        return
    record = {name: cell for name, cell in zip(names, row, strict=True) if cell}
    if record.get(FINISHED):
        yield from finished(slot, {name: _value(cell) for name, cell in record.items()})
    else:
        yield from items_of(slot, record, columns)


def _problems(slot: Slot, names: Sequence[str], row: list[str], broken: list[tuple[int, int]]) -> Iterator[Finding]:
    for line, byte in broken:
        yield Finding("not_utf8", Slot(slot.source, slot.index, line).where, {"byte": byte})
    if len(row) != len(names):
        yield Finding("wrong_cells", slot.where, {"actual": len(row), "expected": len(names)})
        return
    for name, cell in zip(names, row, strict=True):
        if _FORMULA.match(cell):
            yield Finding("formula_cell", slot.at(name), {"value": repr(cell[:_SHOWN])})


def _value(cell: str) -> Any:
    """A cell of a finished article: lists and structs are written as JSON, all else is read as the schema says."""
    if cell[0] not in "[{":
        return cell
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    return value if isinstance(value, list | dict) else cell
