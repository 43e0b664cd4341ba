"""JSONL, plain, gzip or Zstandard: one record a line, a page or a finished article."""

import json
from collections.abc import Iterator
from io import BufferedIOBase
from typing import Any

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.finding import Finding
from toolkit.read.bounds import RECORD_BYTES, Damage
from toolkit.read.packed import unpacked
from toolkit.read.record import Slot, pages_of, too_large
from toolkit.read.source import Source

_SKIP = 1 << 20  # bytes of an overlong line passed over at a time


def read_jsonl(source: Source, file: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each record of a file in order. A line that is not a record costs itself, damage costs what follows it."""
    yield from read_lines(source, unpacked(file, source.location.lower()), columns)


def read_lines(source: Source, stream: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each record of a stream of lines; see `read_jsonl`."""
    index, number = -1, 0
    try:
        for number, line in enumerate(_lines(stream), 1):
            if line is None or line.strip(b" \t\r\n\xef\xbb\xbf"):
                index += 1
                yield from _record(Slot(source, index, number), line, columns)
    except Damage as damage:
        yield Slot(source, index + 1, number + 1).damaged(str(damage))


def _lines(stream: BufferedIOBase) -> Iterator[bytes | None]:
    """Each line; None for one that is too long to be held, which is passed over."""
    while line := stream.readline(RECORD_BYTES + 1):
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
    except ValueError as error:
        yield Finding("not_json", slot.where, {"problem": str(error)})
        return
    if b"\\ud" in line or b"\\uD" in line:
        whole = _without_surrogates(record)
        if whole != record:
            yield Finding("lone_surrogate", slot.where)
        record = whole
    if record.get("cleaner"):
        yield RawDocument(slot.source.raw_path, slot.index, "text", "", record=record, line=slot.line)
    else:
        yield from pages_of(slot, {name: _look_up(record, path) for name, path in columns.paths().items()}, columns)


def parse_record(line: bytes) -> dict[str, Any]:
    """One line -> one object. Raises `ValueError`, its text one line."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at column {error.colno}") from None
    if not isinstance(record, dict):
        raise ValueError("not an object")
    return record


def _without_surrogates(record: dict[str, Any]) -> dict[str, Any]:
    """Half of a character, which JSON can write and no encoding holds, becomes U+FFFD, in keys and values."""
    text = json.dumps(record, ensure_ascii=False)
    whole: dict[str, Any] = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return whole


def _look_up(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
