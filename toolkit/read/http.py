"""The HTTP response in a WARC record: status, media type, and the page under its transfer and content codings."""

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.read.bounds import PAGE_BYTES, Damage
from toolkit.read.packed import unpacked

HEAD_BYTES = 1 << 16  # a response's head is looked for in so many bytes
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_PACKED = {"gzip": ".gz", "zstd": ".zst"}
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a response: its status, its headers by lower-case name, and where the payload begins."""

    status: int
    headers: Mapping[str, str]
    size: int

    @property
    def media_type(self) -> str:
        """`text/html`; empty where the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_head(block: bytes) -> Head:
    """The head of a response. Raises `ValueError` where the bytes are not one."""
    status = _STATUS.match(block)
    end = re.search(rb"\r?\n\r?\n", block)
    if status is None or end is None:
        raise ValueError("not an HTTP response")
    lines = block[: end.start()].decode("latin-1").splitlines()[1:]
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
    return Head(int(status[1]), headers, end.end())


def decode_payload(head: Head, payload: bytes) -> bytes:
    """The page as its server wrote it, of at most `PAGE_BYTES` + 1 bytes.

    Crawlers often undo a coding and leave its header: what cannot be decoded and begins as markup is taken as it is.
    Raises `ValueError` on a coding that is unknown or damaged.
    """
    for coding in reversed(_codings(head)):
        try:
            payload = _decode(coding, payload)
        except (Damage, ValueError, zlib.error) as error:
            if not payload.lstrip().startswith(_MARKUP):
                problem = " ".join(str(error).split())
                raise ValueError(f"the payload is not {coding!r} as its header says ({problem})") from error
    return payload


def _codings(head: Head) -> list[str]:
    """In the order they were applied."""
    named = ",".join(head.headers.get(name, "") for name in ("content-encoding", "transfer-encoding"))
    codings = (coding.strip().lower().removeprefix("x-") for coding in named.split(","))
    return [coding for coding in codings if coding not in ("", "identity", "utf-8")][:5]


def _decode(coding: str, payload: bytes) -> bytes:
    if coding == "chunked":
        return _dechunk(payload)
    if coding in _PACKED:
        return unpacked(io.BytesIO(payload), _PACKED[coding]).read(PAGE_BYTES + 1)
    if coding == "deflate":  # meant is zlib, sent is often the bare stream
        return _inflate(payload, 15 if payload[:1] == b"\x78" else -15)
    if coding == "br":
        return _unbrotli(payload)
    raise ValueError("this coding is not known")


def _inflate(payload: bytes, wbits: int) -> bytes:
    stream = zlib.decompressobj(wbits)
    page = stream.decompress(payload, PAGE_BYTES + 1)
    if not stream.eof and len(page) <= PAGE_BYTES:
        raise ValueError("it was cut short")
    return page


def _unbrotli(payload: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    try:
        return BrotliReader(io.BytesIO(payload)).read(PAGE_BYTES + 1)
    except OSError as error:
        raise ValueError(str(error)) from error


def _dechunk(payload: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(payload, at):
        size = int(chunk[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(payload[chunk.end() : chunk.end() + size])
        at = chunk.end() + size
        at += 2 if payload[at : at + 2] == b"\r\n" else 1
    raise ValueError("a chunk is missing")
