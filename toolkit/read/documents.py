"""One file of `raw/` -> its documents, by the ending of its name."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from toolkit.article import Media, RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import PAGE_BYTES, PATIENCE
from toolkit.read.jsonl import read_jsonl, read_lines
from toolkit.read.opening import Unread, open_regular, unreadable
from toolkit.read.parquet import read_parquet
from toolkit.read.record import COLUMNS, too_large
from toolkit.read.source import Source
from toolkit.read.warc import read_warc

Reader = Callable[[Source, IO[bytes], ColumnsConfig], Iterator[RawDocument | Finding]]

_PAGES: dict[str, Media] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
_CONTAINERS: dict[tuple[str, ...], Reader] = {
    (".jsonl", ".jsonl.gz", ".jsonl.zst"): read_jsonl,
    (".parquet",): read_parquet,
    (".warc", ".warc.gz", ".wet", ".wet.gz"): read_warc,
}


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


def _read(source: Source, file: IO[bytes], columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    name = source.raw_path.lower()
    suffix = PurePosixPath(name).suffix
    reader = next((reader for endings, reader in _CONTAINERS.items() if name.endswith(endings)), None)
    if reader is None and suffix not in _PAGES:
        yield Finding("unknown_format", Where(source.raw_path), {"suffix": suffix or name})
    elif os.fstat(file.fileno()).st_size == 0:
        yield Finding("empty_page", Where(source.raw_path))
    elif reader is not None:
        yield from reader(source, file, columns)
    else:
        yield _page(source, _PAGES[suffix], file.read(PAGE_BYTES + 1))


def _page(source: Source, media: Media, content: bytes) -> RawDocument | Finding:
    if len(content) > PAGE_BYTES:
        return too_large(Where(source.raw_path), PAGE_BYTES)
    return RawDocument(source.raw_path, 0, media, content, source.facts)


def _patiently(source: Source, items: Iterator[RawDocument | Finding]) -> Iterator[RawDocument | Finding]:
    """Stop where nothing but errors comes: what is no container at all would give one for every few bytes."""
    errors = 0
    for item in items:
        yield item
        if isinstance(item, RawDocument):
            errors = 0
        elif item.severity == "error":
            errors += 1
            if errors == PATIENCE:
                problem = f"{PATIENCE:,} records in a row cannot be read"
                yield Finding("damaged_container", Where(source.raw_path, item.where.line), {"problem": problem})
                return


def read_stream(content: bytes, name: str, columns: ColumnsConfig = COLUMNS) -> Iterator[RawDocument | Finding]:
    """The documents of a stream without a file name: JSONL, HTML or text, by how it begins."""
    source = Source(name, name, len(content))
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        yield from _patiently(source, read_lines(source, io.BytesIO(content), columns))
    elif content:
        yield _page(source, "html" if start.startswith(b"<") else "text", content)
    else:
        yield Finding("empty_page", Where(name))
