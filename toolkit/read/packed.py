"""A packed file as a stream of its unpacked bytes. Unlike the libraries' own readers it notices a cut and a bomb."""

import zlib
from collections.abc import Callable, Iterator
from io import BufferedIOBase, BufferedReader, RawIOBase
from typing import Protocol

import zstandard

from toolkit.read.bounds import Damage, Meter

_PIECE = 1 << 11  # bytes unpacked at a time: at the most 64 MiB come out, for Zstandard packs up to 1 to 32768
_BUFFER = 1 << 18


class _Block(Protocol):
    """One gzip member or Zstandard frame on its way out."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def unpacked(file: BufferedIOBase, name: str) -> BufferedIOBase:
    """The unpacked bytes of a file, by the ending of its name. Reading raises `Damage` at a damaged place or a cut."""
    if name.endswith(".gz"):
        return stream_of(_pieces(file, lambda: zlib.decompressobj(wbits=31)))
    if name.endswith(".zst"):
        library = zstandard.ZstdDecompressor()
        return stream_of(_pieces(file, library.decompressobj))
    return file


def stream_of(pieces: Iterator[bytes]) -> BufferedIOBase:
    """The pieces as one stream, each asked for when it is needed."""
    return BufferedReader(_Unpacking(pieces), _BUFFER)


class _Unpacking(RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


def _pieces(file: BufferedIOBase, make: Callable[[], _Block]) -> Iterator[bytes]:
    block, meter = make(), Meter()
    within = False
    while data := file.read(_PIECE):
        meter.add(0, packed=len(data))
        while data:
            piece = _step(block, data)
            meter.add(len(piece))
            yield piece
            within = not block.eof
            data = b""
            if block.eof:
                data = block.unused_data.lstrip(b"\x00")  # gzip files may be padded with zeros
                block = make()
    if within:
        raise Damage("the file ends within a packed block")


def _step(block: _Block, data: bytes) -> bytes:
    try:
        return block.decompress(data)
    except (zlib.error, zstandard.ZstdError) as error:
        raise Damage(str(error)) from error
