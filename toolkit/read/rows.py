"""Rows of an existing dataset, with all their columns: JSONL and Parquet, as bounded and as patient as pages are."""

from collections.abc import Iterator
from typing import Any

from toolkit.article import RawDocument
from toolkit.finding import Finding
from toolkit.read.jsonl import Accepted, read_jsonl
from toolkit.read.opening import Unread, open_regular, unreadable
from toolkit.read.parquet import read_whole_rows
from toolkit.read.parse import Refused, may_hold_surrogates, parse_record, whole
from toolkit.read.record import COLUMNS, Slot, finished
from toolkit.read.source import Source

ROW_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")


def read_rows(source: Source) -> Iterator[RawDocument | Finding]:
    """Each row in order as a document with `record` set; a finding in place of what cannot be read."""
    try:
        with open_regular(source) as file:
            if source.raw_path.lower().endswith(".parquet"):
                yield from read_whole_rows(source, file)
            else:
                yield from _numbered(source, read_jsonl(source, file, COLUMNS, _row))
    except Unread as refusal:
        yield refusal.finding
    except OSError as error:
        yield unreadable(source, error)


def _row(line: bytes) -> dict[str, Any] | None:
    """The object on a line; None where there is none, so that the reader says why."""
    try:
        record = parse_record(line)
    except Refused:
        return None
    return dict(whole(record)) if may_hold_surrogates(line) else record


def _numbered(source: Source, items: Iterator[Any]) -> Iterator[RawDocument | Finding]:
    index = 0
    for item in items:
        if isinstance(item, Accepted):
            yield from finished(Slot(source, index, item.line), item.value)
            index += 1
        elif isinstance(item, Finding):
            yield item
            index += item.severity == "error"
