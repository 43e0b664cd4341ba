"""A cache on disk: entries by a 128-bit key, packed, each with a checksum; what is damaged is as good as absent.

A pack is a file of Zstandard frames behind each other, then an index, then a trailer with the index's digest. It is
named after its index, written whole and never changed, so that a task that runs twice leaves one pack. What a power cut
leaves of it is found damaged.
"""

import hashlib
import mmap
import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import zstandard

from toolkit.storage.files import make_folder, remove, write_bytes, writing

SUFFIX = ".pack"
KEY_BYTES = 16
_TRAILER = struct.Struct("<QQ32s8s")  # where the index begins, how many entries it has, its SHA-256, what this is
_MAGIC = b"IMPRINT1"
_ENTRY = np.dtype([("high", "<u8"), ("low", "<u8"), ("start", "<u8"), ("packed", "<u4"), ("size", "<u4")])
_PLACE = np.dtype([*_ENTRY.descr, ("pack", "<u4")])
_LEVEL = 1
_LARGEST = 256 << 20  # bytes of an entry
_LEAST_KEPT = 256 << 20  # bytes that are never pruned away

Places = npt.NDArray[np.void]


class Packer:
    """Takes the entries of one task; `finish` writes them as a pack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._entries: list[tuple[int, int, int, int, int]] = []
        self._frames: list[bytes] = []
        self.size = 0  # bytes held

    def add(self, key: bytes, data: bytes) -> None:
        """One entry. `key`: KEY_BYTES bytes."""
        if len(data) > _LARGEST:
            return
        frame = self._compressor.compress(key + data)  # a pack may be replaced by another: an entry says whose it is
        high, low = struct.unpack("<QQ", key)
        self._entries.append((high, low, self.size, len(frame), len(key) + len(data)))
        self._frames.append(frame)
        self.size += len(frame)

    def finish(self) -> str | None:
        """Write what was taken, and begin anew; the pack's name, None where nothing was taken."""
        if not self._entries:
            return None
        index = np.array(self._entries, dtype=_ENTRY).tobytes()
        digest = hashlib.sha256(index).digest()
        name = digest.hex()[:32] + SUFFIX
        trailer = _TRAILER.pack(self.size, len(self._entries), digest, _MAGIC)
        with writing(make_folder(self._folder) / name, lasting=False) as stream:
            stream.writelines([*self._frames, index, trailer])
        self._entries, self._frames, self.size = [], [], 0
        return name


@dataclass(frozen=True)
class Library:
    """The packs of a folder as they were when it was opened; `index` is a file that any process can map."""

    folder: Path
    names: tuple[str, ...]
    index: Path

    def find(self, key: bytes) -> tuple[str, bytes | None] | None:
        """(pack, entry) of a key, the entry None where it is damaged; None where there is none."""
        high, low = struct.unpack("<QQ", key)
        highs, places = _places(str(self.index))
        for number in range(int(highs.searchsorted(np.uint64(high))), len(highs)):
            found_high, found_low, start, packed, size, pack = places[number].item()
            if found_high != high:
                return None
            if found_low == low:
                path = f"{self.folder}/{self.names[pack]}"
                return self.names[pack], _entry(key, path, slice(start, start + packed), size)
        return None


def open_library(folder: Path, index: Path) -> Library:
    """Read the index of every pack into the file `index`; packs whose own index is damaged are removed."""
    _pack.cache_clear()  # a pack that was damaged may have been written anew under its name
    names: list[str] = []
    tables = [np.zeros(0, dtype=_PLACE)]
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        entries = _index_of(path)
        if entries is None:
            remove(path)
            continue
        table = np.zeros(len(entries), dtype=_PLACE)
        for name in _ENTRY.names or ():
            table[name] = entries[name]
        table["pack"] = len(names)
        names.append(path.name)
        tables.append(table)
    places = np.concatenate(tables)
    places = places[np.lexsort((places["low"], places["high"]))]
    write_bytes(index, places["high"].tobytes() + places.tobytes(), lasting=False)
    return Library(folder, tuple(names), index)


def prune(folder: Path, used: Sequence[str], damaged: Sequence[str]) -> None:
    """Remove damaged packs; of those that this build had no use for keep the youngest, as many bytes as it used."""
    for name in damaged:
        remove(folder / name)
    sizes = {path.name: path.stat() for path in folder.glob(f"*{SUFFIX}")}
    for name in set(used) & sizes.keys():
        with suppress(OSError):
            os.utime(folder / name)
    room = max(_LEAST_KEPT, sum(sizes[name].st_size for name in set(used) & sizes.keys()))
    for name in sorted(sizes.keys() - set(used), key=lambda name: (-sizes[name].st_mtime_ns, name)):
        room -= sizes[name].st_size
        if room < 0:
            remove(folder / name)


@lru_cache(maxsize=1)
def _places(index: str) -> tuple[npt.NDArray[np.uint64], Places]:
    """First halves of the keys, ascending, and where the entry of each lies."""
    count = Path(index).stat().st_size // (8 + _PLACE.itemsize)
    if not count:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=_PLACE)
    highs = np.memmap(index, dtype="<u8", mode="r", shape=(count,))
    places = np.memmap(index, dtype=_PLACE, mode="r", offset=8 * count, shape=(count,))
    return np.asarray(highs), np.asarray(places)  # still mapped, without what memmap adds to every access


def _index_of(path: Path) -> Places | None:
    try:
        with path.open("rb") as stream:
            return _read_index(stream)
    except (OSError, ValueError):
        return None


def _read_index(stream: IO[bytes]) -> Places | None:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TRAILER.size))
    start, count, digest, magic = _TRAILER.unpack(stream.read().rjust(_TRAILER.size, b"\0"))
    if magic != _MAGIC or start + count * _ENTRY.itemsize + _TRAILER.size != size:
        return None
    stream.seek(start)
    data = stream.read(count * _ENTRY.itemsize)
    return np.frombuffer(data, dtype=_ENTRY) if hashlib.sha256(data).digest() == digest else None


def _entry(key: bytes, path: str, place: slice, size: int) -> bytes | None:
    """Raises nothing: a pack may have been removed, cut or overwritten since its index was read."""
    try:
        frame = _pack(path)[place]
        if zstandard.frame_content_size(frame) != size:
            return None
        entry = _decompressor().decompress(frame)
    except (OSError, ValueError, zstandard.ZstdError):
        return None
    return entry.removeprefix(key) if entry.startswith(key) else None


@lru_cache(maxsize=1)
def _decompressor() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor()


@lru_cache(maxsize=64)
def _pack(path: str) -> mmap.mmap:
    with Path(path).open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
