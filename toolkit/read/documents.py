"""One file of `raw/` -> its documents, by the ending of its name."""

import os
from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO
from pathlib import PurePosixPath

from toolkit.article import Media, RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import PAGE_BYTES, PATIENCE
from toolkit.read.jsonl import read_jsonl, read_lines
from toolkit.read.opening import Unread, open_regular, unreadable
from toolkit.read.record import COLUMNS, too_large
from toolkit.read.source import Source

Reader = Callable[[Source, BufferedReader, ColumnsConfig], Iterator[RawDocument | Finding]]

_PAGES: dict[str, Media] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
_LINES = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_ARCHIVES = (".warc", ".warc.gz", ".wet", ".wet.gz")


def read_documents(source: Source, columns: ColumnsConfig = COLUMNS) -> Iterator[RawDocument | Finding]:
    """The documents of a file in order, findings in place of what could not be read.

    `columns` says where JSONL and Parquet records keep their page and facts. Raises `ConfigError` where the file needs
    a library that is not installed, and nothing else.
    """
    try:
        with open_regular(source) as file:
            yield from _patiently(source, _read(source, file, columns))
    except Unread as refusal:
        yield refusal.finding
    except OSError as error:
        yield unreadable(source, error)


def _read(source: Source, file: BufferedReader, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    name = source.raw_path.lower()
    suffix = PurePosixPath(name).suffix
    reader = _container_reader(name)
    if reader is None and suffix not in _PAGES:
        yield Finding("unknown_format", Where(source.raw_path), {"suffix": suffix or name})
    elif reader is None:
        yield from _page(source, _PAGES[suffix], file.read(PAGE_BYTES + 1))
    elif os.fstat(file.fileno()).st_size > 0:
        yield from reader(source, file, columns)


def _container_reader(name: str) -> Reader | None:
    """Of a container's format; the libraries behind it are imported when the first such file is met."""
    if name.endswith(_LINES):
        return read_jsonl
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
        yield RawDocument(source.raw_path, 0, media, content, source.facts)


def _patiently(source: Source, items: Iterator[RawDocument | Finding]) -> Iterator[RawDocument | Finding]:
    """Never nothing, and no end of errors: what is no container at all would give one for every few bytes."""
    errors, silent = 0, True
    for item in items:
        yield item
        silent = False
        if isinstance(item, RawDocument):
            errors = 0
        elif item.severity == "error":
            errors += 1
        if errors == PATIENCE:
            problem = f"{PATIENCE:,} records in a row cannot be read"
            yield Finding("damaged_container", Where(source.raw_path), {"problem": problem})
            return
    if silent:
        yield Finding("empty_page", Where(source.raw_path))


def read_stream(content: bytes, name: str, columns: ColumnsConfig = COLUMNS) -> Iterator[RawDocument | Finding]:
    """The documents of a stream without a file name: JSONL, HTML or text, by how it begins."""
    source = Source(name, name, len(content))
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        items = read_lines(source, BytesIO(content), columns)
    else:
        items = _page(source, "html" if start.startswith(b"<") else "text", content)
    yield from _patiently(source, items)
