"""The ids that a run has met, and where: 32 bytes each, so that a million of them fit anywhere."""

from array import array
from collections.abc import Iterator
from hashlib import blake2b

from toolkit.errors import Where


class Seen:
    """Ids in the order they were met; `enter` names the file that the next ones stand in."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._digests = bytearray()  # 16 bytes an id
        self._files = array("Q")
        self._lines = array("Q")

    def enter(self, name: str) -> None:
        """What follows stands in this file."""
        self._names.append(name)

    def note(self, identity: str, line: int | None) -> None:
        """An id stands here."""
        self._digests += blake2b(identity.encode("utf-8"), digest_size=16).digest()
        self._files.append(len(self._names) - 1)
        self._lines.append(line or 0)

    def twice(self) -> Iterator[tuple[Where, Where]]:
        """(again, first) for every place where an id stands that was met before, in the order of the places."""
        import numpy as np  # half of the time in which a small file is checked

        digests = np.frombuffer(self._digests, dtype=np.uint64).reshape(-1, 2)
        order = np.lexsort((digests[:, 1], digests[:, 0]))  # stable: equal ids stay in the order they were met
        ordered = digests[order]
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
        firsts = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
        again = np.flatnonzero(~fresh)
        for place in again[np.argsort(order[again])]:
            yield self._where(int(order[place])), self._where(int(firsts[place]))

    def _where(self, place: int) -> Where:
        return Where(self._names[self._files[place]], self._lines[place] or None)
