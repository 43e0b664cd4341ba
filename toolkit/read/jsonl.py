"""JSONL, plain, gzip or Zstandard: one record a line, a page or a finished article."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import RECORD_BYTES, Damage
from toolkit.read.packed import unpacked
from toolkit.read.parse import MARK, Refused, may_hold_surrogates, parse_record, whole
from toolkit.read.record import Slot, items_of, too_large
from toolkit.read.source import Source, Span

_SKIP = 1 << 20  # bytes of an overlong line passed over at a time

# Takes a line as it stands and gives back what it made of it, or None: then the line is read the long way.
Accept = Callable[[bytes], Any]


@dataclass(slots=True)
class Accepted:
    """A line that was taken as it stands."""

    line: int
    value: Any


Item = RawDocument | Finding | Accepted


def read_jsonl(
    source: Source, file: BufferedIOBase, columns: ColumnsConfig, accept: Accept | None = None
) -> Iterator[Item]:
    """Each record of a file in order. A line that is not a record costs itself, damage costs what follows it."""
    if source.span is not None:
        _seek(file, source.span)
    yield from read_lines(source, unpacked(file, source.location.lower()), columns, accept)


def count_lines(source: Source, file: BufferedIOBase) -> tuple[int, int]:
    """How many lines the source has, and how many of them are records, as `read_jsonl` numbers them."""
    lines = records = 0
    if source.span is not None:
        _seek(file, source.span)
    for line in _lines(file, source.span):
        lines += 1
        records += line is None or not _is_blank(line)
    return lines, records


def _seek(file: BufferedIOBase, span: Span) -> None:
    """To the first line that begins in the span, or behind it where none does."""
    file.seek(max(0, span.start - 1))
    if span.start:
        while (line := file.readline(_SKIP)) and not line.endswith(b"\n"):
            pass


def read_lines(
    source: Source, stream: BufferedIOBase, columns: ColumnsConfig, accept: Accept | None = None
) -> Iterator[Item]:
    """Each record of a stream of lines; see `read_jsonl`.

    Who passes `accept` judges the lines as such, and is told of marks and line ends that a build passes over.
    """
    start = source.span or Span(0, 0)
    index, number = start.records - 1, start.lines
    odd = {"byte_order_mark", "carriage_return"} if accept else set()  # what is still to be said of this file
    try:
        for number, line in enumerate(_lines(stream, source.span), start.lines + 1):
            taken = accept(line) if accept is not None and line is not None else None
            if taken is None and line is not None and _is_blank(line):
                continue
            index += 1
            if odd and line is not None:
                for name in sorted(odd.intersection(_oddities(line))):
                    yield Finding(name, Where(source.raw_path, number))
                    odd.discard(name)
            if taken is not None:
                yield Accepted(number, taken)
            else:
                yield from _record(Slot(source, index, number), line, columns)
    except Damage as damage:
        yield Slot(source, index + 1, number + 1).damaged(str(damage))


def _oddities(line: bytes) -> Iterator[str]:
    """Names of what another program left in a line without spoiling it."""
    if line.startswith(MARK):
        yield "byte_order_mark"
    if line.endswith(b"\r\n"):
        yield "carriage_return"


def _is_blank(line: bytes) -> bool:
    return not line.lstrip(b" \t\r\n\xef\xbb\xbf")  # at the end it would copy the line


def _lines(stream: BufferedIOBase, span: Span | None) -> Iterator[bytes | None]:
    """Each line that begins in the span; None for one that is too long to be held, which is passed over."""
    while span is None or stream.tell() < span.end:
        line = stream.readline(RECORD_BYTES + 1)
        if not line:
            return
        if len(line) <= RECORD_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIP)
        yield None


def _record(slot: Slot, line: bytes | None, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    if line is None:
        yield too_large(slot.where, RECORD_BYTES)
        return
    try:
        record = parse_record(line)
    except Refused as refusal:
        yield refusal.at(slot.where)
        return
    if may_hold_surrogates(line):
        mended = whole(record)
        if mended != record:
            yield Finding("lone_surrogate", slot.where)
        record = mended
    yield from items_of(slot, record, columns)
