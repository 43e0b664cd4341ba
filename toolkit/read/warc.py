"""WARC and WET, plain or gzip: HTML pages from response and resource records, text from conversion records."""

from collections.abc import Iterable, Iterator
from io import BufferedIOBase
from itertools import count
from typing import Any

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import ConfigError, Where
from toolkit.finding import Finding
from toolkit.read.bounds import RECORD_BYTES, Damage
from toolkit.read.http import HEAD_BYTES, Head, decode_payload, parse_head
from toolkit.read.packed import unpacked
from toolkit.read.record import Slot, page_of, too_large
from toolkit.read.source import Source

_HTML = {"text/html", "application/xhtml+xml"}
_ABOUT_PAGES = {"warcinfo", "request", "metadata"}  # records that go with a page and are none
_BARE = {"resource": _HTML, "conversion": {"text/plain"}}  # records whose block is the page itself


def read_warc(source: Source, file: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each record in order. What is no page is passed over with a warning; damage costs what follows it.

    Raises `ConfigError` where FastWARC is not installed.
    """
    del columns  # a WARC record says where its facts are
    records = iter(_archive(source, _Feed(unpacked(file, source.location.lower()))))
    for index in count():
        slot = Slot(source, index, index + 1)
        try:
            record = next(records, None)
            if record is None:
                return
            items = _whole(slot, record)
        except (Damage, OSError, ValueError) as error:
            yield slot.damaged(" ".join(str(error).split()) or type(error).__name__)
            return
        yield from items


class _Feed:
    """A stream as FastWARC wants it, which may not be able to seek. What reading it raises comes out of FastWARC."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)  # read() would lose what stands before a damaged place
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position


def _archive(source: Source, feed: _Feed) -> Iterable[Any]:
    """The records of a stream, blocks untouched: FastWARC's own decoding stops in silence where one is damaged."""
    try:
        from fastwarc import ArchiveIterator
    except ImportError as error:
        mend = "pip install 'imprint[warc]'"
        raise ConfigError("reading WARC needs FastWARC", where=Where(source.raw_path), mend=mend) from error
    archive: Iterable[Any] = ArchiveIterator(feed, parse_http=False, stream_detect=False)  # type: ignore[arg-type]
    return archive


def _whole(slot: Slot, record: Any) -> list[RawDocument | Finding]:
    """What a record gives. Raises `Damage` where the record itself is cut short, which FastWARC does not say."""
    stated = record.headers.get("Content-Length") or ""
    if not (stated.isascii() and stated.isdigit()):
        raise Damage("a record without its length")
    block = _Block(record.reader, int(stated))
    items = list(_items(slot, record, block))
    block.skip()
    return items


class _Block:
    """The bytes of a record."""

    def __init__(self, reader: Any, size: int) -> None:
        self._reader = reader
        self._left = size

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only where the block ends."""
        wanted = min(size, self._left)
        data: bytes = self._reader.read(wanted) if wanted else b""
        self._left -= len(data)
        if len(data) < wanted:
            raise Damage("the file ends within a record")
        return data

    def skip(self) -> None:
        """Pass over what is left of it."""
        while self._left:
            self.read(1 << 20)


def _items(slot: Slot, record: Any, block: _Block) -> Iterator[RawDocument | Finding]:
    kind = (record.headers.get("WARC-Type") or "").strip().lower()
    if kind == "response":
        yield from _response(slot, record, block)
    elif kind in _BARE:
        media = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if media in _BARE[kind]:
            yield from _page(slot, record, block.read(RECORD_BYTES + 1), kind == "resource")
        else:
            yield Finding("other_media", slot.where, {"media": repr(media)[:80]})
    elif kind not in _ABOUT_PAGES:
        yield Finding("other_media", slot.where, {"media": f"WARC {kind[:20]!r}"})


def _response(slot: Slot, record: Any, block: _Block) -> Iterator[RawDocument | Finding]:
    start = block.read(HEAD_BYTES)
    try:
        head = parse_head(start)
    except ValueError as error:
        yield slot.bad(str(error))
        return
    media = head.media_type or (record.headers.get("WARC-Identified-Payload-Type") or "").strip().lower()
    if head.status != 200:
        yield Finding("http_status", slot.where, {"status": head.status})
    elif media not in _HTML:
        yield Finding("other_media", slot.where, {"media": repr(media)[:80]})
    else:
        yield from _html(slot, record, head, start + block.read(RECORD_BYTES + 1 - len(start)))


def _html(slot: Slot, record: Any, head: Head, response: bytes) -> Iterator[RawDocument | Finding]:
    if len(response) > RECORD_BYTES:
        yield too_large(slot.where, RECORD_BYTES)
        return
    try:
        page = decode_payload(head, response[head.size :])
    except ValueError as error:
        yield slot.bad(str(error))
        return
    yield from _page(slot, record, page, True)


def _page(slot: Slot, record: Any, content: bytes, html: bool) -> Iterator[RawDocument | Finding]:
    if not content:
        yield Finding("empty_page", slot.where)
        return
    said = {
        "url": (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">"),
        "fetched_at": record.headers.get("WARC-Date"),
    }
    yield from page_of(slot, "html" if html else "text", content, said)
