"""One file of `raw/` -> its documents, by the ending of its name."""

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BufferedIOBase, BufferedReader
from itertools import chain
from pathlib import PurePosixPath

from toolkit.article import Media, RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import PAGE_BYTES, PATIENCE
from toolkit.read.csv import read_csv
from toolkit.read.json import read_json
from toolkit.read.jsonl import Accept, Accepted, Item, read_jsonl, read_lines
from toolkit.read.opening import Unread, open_regular, unreadable
from toolkit.read.packed import stream_of
from toolkit.read.record import COLUMNS, too_large
from toolkit.read.source import Source

Reader = Callable[[Source, BufferedReader, ColumnsConfig], Iterator[Item]]

_PAGES: dict[str, Media] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
LINES = ".jsonl"  # may be read in spans: each line stands for itself, nothing is packed
_LINES = (LINES, ".jsonl.gz", ".jsonl.zst")
_ARCHIVES = (".warc", ".warc.gz", ".wet", ".wet.gz")
_HEAD = 1024  # bytes of a stream that tell what it is
_PIECE = 1 << 16  # bytes of a stream taken at a time, or fewer where no more have come
_BLANK = b"\xef\xbb\xbf \t\r\n"
_JSON_LIST = re.compile(rb"\[\s*(\{|\]|$)")


def read_documents(source: Source, columns: ColumnsConfig = COLUMNS) -> Iterator[RawDocument | Finding]:
    """The documents of a file in order, findings in place of what could not be read.

    `columns` says where records keep their page and facts. Raises `ConfigError` where the file needs a library that is
    not installed, and nothing else.
    """
    yield from (item for item in read_items(source, columns) if not isinstance(item, Accepted))


def read_items(source: Source, columns: ColumnsConfig = COLUMNS, accept: Accept | None = None) -> Iterator[Item]:
    """As `read_documents`, but lines of JSONL that `accept` takes come as it made them."""
    try:
        with open_regular(source) as file:
            yield from _patiently(source, _read(source, file, columns, accept))
    except Unread as refusal:
        yield refusal.finding
    except OSError as error:
        yield unreadable(source, error)


def _read(source: Source, file: BufferedReader, columns: ColumnsConfig, accept: Accept | None) -> Iterator[Item]:
    name = source.raw_path.lower()
    suffix = PurePosixPath(name).suffix
    if suffix in _PAGES:
        yield from _page(source, _PAGES[suffix], file.read(PAGE_BYTES + 1))
        return
    reader = partial(read_jsonl, accept=accept) if name.endswith(_LINES) else _container_reader(name)
    if reader is None:
        yield Finding("unknown_format", Where(source.raw_path), {"suffix": suffix or name})
    elif os.fstat(file.fileno()).st_size > 0:
        yield from reader(source, file, columns)


def is_page(name: str) -> bool:
    """Whether a file of this name is one page by itself, not a container of records."""
    return PurePosixPath(name.lower()).suffix in _PAGES


def _container_reader(name: str) -> Reader | None:
    """Of a container's format; the libraries behind it are imported when the first such file is met."""
    if name.endswith(".json"):
        return read_json
    if name.endswith(".csv"):
        return read_csv
    if name.endswith(".parquet"):
        from toolkit.read.parquet import read_parquet

        return read_parquet
    if name.endswith(_ARCHIVES):
        from toolkit.read.warc import read_warc

        return read_warc
    return None


def _page(source: Source, media: Media, content: bytes) -> Iterator[RawDocument | Finding]:
    if len(content) > PAGE_BYTES:
        yield too_large(Where(source.raw_path), PAGE_BYTES)
    elif content:
        from toolkit.clean.parts import parts  # the rules of cleaning; a file of records does without them

        yield from parts(RawDocument(source.raw_path, 0, media, content, source.facts))


def _patiently(source: Source, items: Iterator[Item]) -> Iterator[Item]:
    """Never nothing, and no end of errors: what is no container at all would give one for every few bytes."""
    errors, silent = 0, True
    for item in items:
        yield item
        silent = False
        if not isinstance(item, Finding):
            errors = 0
        elif item.severity == "error":
            errors += 1
        if errors == PATIENCE:
            problem = f"{PATIENCE:,} records in a row cannot be read"
            yield Finding("damaged_container", Where(source.raw_path), {"problem": problem})
            return
    if silent and source.span is None:
        yield Finding("empty_page", Where(source.raw_path))


def read_stream(
    stream: BufferedIOBase, name: str, columns: ColumnsConfig = COLUMNS, accept: Accept | None = None
) -> Iterator[Item]:
    """The documents of a stream without a file name: JSONL, JSON, HTML or text, by how it begins.

    Lines are read as they come, a stream of any length in bounded memory.
    """
    source, head = Source(name, name, 0), _opening(stream)
    rest = stream_of(chain([head], iter(partial(stream.read1, _PIECE), b"")))
    yield from _patiently(source, _stream_items(source, head.lstrip(_BLANK), rest, columns, accept))


def _opening(stream: BufferedIOBase) -> bytes:
    """The first line that is not blank and what stands before it, or the beginning of them."""
    head = b""
    while len(head) < _HEAD and not head.strip(_BLANK):
        line = stream.readline(_HEAD)
        if not line:
            break
        head += line
    return head


def _stream_items(
    source: Source, start: bytes, stream: BufferedIOBase, columns: ColumnsConfig, accept: Accept | None
) -> Iterator[Item]:
    if start.rstrip() == b"{" or _JSON_LIST.match(start):
        return read_json(source, stream, columns)
    if start.startswith(b"{"):
        return read_lines(source, stream, columns, accept)
    return _page(source, "html" if start.startswith(b"<") else "text", stream.read(PAGE_BYTES + 1))
