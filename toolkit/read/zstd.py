"""A Zstandard file as a stream of bytes that, unlike the library's own reader, notices when it was cut short."""

import io
from collections.abc import Iterator
from typing import IO

import zstandard

_PIECE = 1 << 18  # bytes read at a time


class ZstdStream(io.RawIOBase):
    """Raises `EOFError` where the file ends within a frame, `zstandard.ZstdError` where it is damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        self._pieces = _decompressed(file)
        self._held = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = piece
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


def _decompressed(file: IO[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    within = False
    while piece := file.read(_PIECE):
        while piece:
            yield frame.decompress(piece)
            within = not frame.eof
            piece = frame.unused_data if frame.eof else b""
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
    if within:
        raise EOFError("the file ends within a Zstandard frame")
