"""The ids that a run has met, and where: 40 bytes each, so that a million of them fit anywhere."""

from array import array
from collections.abc import Iterator
from hashlib import blake2b

from toolkit.errors import Where

_SIZE = 16  # bytes kept of an id's digest


class Seen:
    """Ids in the order they were met; `enter` names the file that the next ones stand in.

    They lie in 256 heaps by their digests' first byte, so that looking for those that stand twice takes no more memory
    than a heap does.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._files = array("Q")
        self._lines = array("Q")
        self._digests = [bytearray() for _ in range(256)]
        self._places = [array("Q") for _ in range(256)]

    def enter(self, name: str) -> None:
        """What follows stands in this file."""
        self._names.append(name)

    def note(self, identity: str, line: int | None) -> None:
        """An id stands here."""
        digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
        self._digests[digest[0]] += digest
        self._places[digest[0]].append(len(self._lines))
        self._files.append(len(self._names) - 1)
        self._lines.append(line or 0)

    def twice(self) -> Iterator[tuple[Where, Where]]:
        """(again, first) for every place where an id stands that was met before, in the order of the places."""
        found = [pair for heap in range(256) for pair in self._pairs(heap)]
        for again, first in sorted(found):
            yield self._where(again), self._where(first)

    def _pairs(self, heap: int) -> Iterator[tuple[int, int]]:
        digests, firsts = bytes(self._digests[heap]), dict[bytes, int]()
        for number, place in enumerate(self._places[heap]):
            first = firsts.setdefault(digests[number * _SIZE : (number + 1) * _SIZE], place)
            if first != place:
                yield place, first

    def _where(self, place: int) -> Where:
        return Where(self._names[self._files[place]], self._lines[place] or None)
