"""A content-defined chunker such as storage with deduplication has: how much of a folder lies there already?

Gear hashing (Xia and others, FastCDC, 2016) over windows of 32 bytes: chunks of 64 KiB on average, from 8 to 128 KiB.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

_GEAR = np.random.default_rng(7).integers(0, 2**63, 256, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_WINDOW = 32
_MASK = np.uint64(0xFFFF << 16)
_LEAST, _MOST = 8 << 10, 128 << 10


def cuts(data: bytes) -> Iterator[int]:
    """Where chunks end."""
    gears = _GEAR[np.frombuffer(data, np.uint8)]
    hashes = np.zeros(len(data), np.uint64)
    for step in range(_WINDOW):
        hashes[step:] += gears[: len(data) - step] << np.uint64(step)
    last = 0
    for place in [*np.flatnonzero((hashes & _MASK) == 0).tolist(), len(data)]:
        while place - last > _MOST:
            last += _MOST
            yield last
        if place > last and (place - last >= _LEAST or place == len(data)):
            last = place
            yield last


def chunks(place: Path) -> set[bytes]:
    """The digest of every chunk of a file, or of every file in a folder."""
    found = set()
    for path in [place] if place.is_file() else sorted(place.rglob("*")):
        data, start = path.read_bytes() if path.is_file() else b"", 0
        for end in cuts(data):
            found.add(hashlib.sha256(data[start:end]).digest())
            start = end
    return found


def shared(old: Path, new: Path) -> float:
    """Which part of the new folder's chunks is in the old one."""
    there = chunks(old)
    now = chunks(new)
    return len(now & there) / len(now)
