"""A JSON file: a list of records, or one record, pages or finished articles; each told by the line it begins on."""

import json
from collections.abc import Iterator
from io import BufferedIOBase, BytesIO
from typing import Any

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import JSON_BYTES
from toolkit.read.jsonl import Accepted, read_lines
from toolkit.read.parse import (
    MARK,
    Refused,
    as_object,
    may_hold_surrogates,
    parse_record,
    refused,
    skip,
    stopped,
    whole,
)
from toolkit.read.record import Slot, items_of, too_large
from toolkit.read.source import Source

_DECODER = json.JSONDecoder()


def read_json(source: Source, file: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each record of a file in order; nothing can be read behind a place that is no JSON.

    A file of several objects, one a line, is read as JSONL, for many go by this name.
    """
    data = file.read(JSON_BYTES + 1)
    if len(data) > JSON_BYTES:
        yield too_large(Where(source.raw_path), JSON_BYTES)
    elif _is_lines(data):
        yield from (item for item in read_lines(source, BytesIO(data), columns) if not isinstance(item, Accepted))
    else:
        yield from _document(source, data.removeprefix(MARK), columns)


def _is_lines(data: bytes) -> bool:
    """Whether the first line is an object of its own."""
    end = data.find(b"\n")
    try:
        return end != -1 and bool(parse_record(data[:end]))
    except Refused:
        return False


def _document(source: Source, data: bytes, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        yield Finding("not_utf8", Where(source.raw_path, line), {"byte": byte})
        return
    if text.strip(" \t\r\n"):
        yield from _records(source, text, columns)


def _records(source: Source, text: str, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Every element of the list, or the one object."""
    lines = _Lines(text)
    try:
        for index, (begin, end, record) in enumerate(_elements(text)):
            slot = Slot(source, index, lines.number(begin))
            mended = whole(record) if may_hold_surrogates(text[begin:end]) else record
            if mended != record:
                yield Finding("lone_surrogate", slot.where)
            yield from items_of(slot, mended, columns)
    except Refused as refusal:
        yield refusal.at(Where(source.raw_path, lines.number(refusal.position)))


def _elements(text: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(begin, end, object) for each object of the document. Raises `Refused`."""
    begin = skip(text, 0)
    listed = text[begin] == "["
    begin = skip(text, begin + listed)
    while not (listed and text[begin : begin + 1] == "]"):
        record, end = _element(text, begin)
        yield begin, end, record
        mark = skip(text, end)
        if not listed or text[mark : mark + 1] == "]":
            begin = mark
            break
        if text[mark : mark + 1] != ",":
            raise stopped(text, mark)
        begin = skip(text, mark + 1)
        if text[begin : begin + 1] == "]":
            raise Refused("trailing_comma", mark, column=mark - text.rfind("\n", 0, mark))
    if skip(text, begin + listed) != len(text):
        raise stopped(text, skip(text, begin + listed))


def _element(text: str, begin: int) -> tuple[dict[str, Any], int]:
    try:
        value, end = _DECODER.raw_decode(text, begin)
    except (ValueError, RecursionError) as error:
        raise refused(error, text, begin) from None
    return as_object(value, text, begin), end


class _Lines:
    """Line numbers of characters asked for in rising order, each line end counted once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._number = 1

    def number(self, position: int) -> int:
        """The line of a character, from 1."""
        self._number += self._text.count("\n", self._position, position)
        self._position = max(self._position, position)
        return self._number
