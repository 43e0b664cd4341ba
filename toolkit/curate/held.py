"""The index of a release, sorted by all that an article may be known by: id, page, text, signatures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.release.index import BANDS

# Of the index; all that is read of it.
COLUMNS = (
    "id", "split", "row_digest", "raw_sha256", "text_digest", "reason", "bands", "raw_path", "home", "page_digest",
    "columns",
)  # fmt: skip
_MOST = 64  # rows of one bucket that are looked at, those of test first: a template may put a million into one
_KEYED = 16  # bytes of a string that its key is made of
_PRIME = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd

Keys = npt.NDArray[np.uint64]
Lines = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Keys in order, and the line of the index that each stands for."""

    keys: Keys
    lines: Lines

    @classmethod
    def of(cls, keys: Keys, lines: Lines) -> "Sorted":
        """`keys[i]` stands for `lines[i]`; lines of one key keep their order."""
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], lines[order])

    def find(self, key: np.uint64) -> Lines:
        """The lines with this key, `_MOST` at the most."""
        return self.at(self.keys.searchsorted(key), key)

    def places(self, keys: Keys) -> Lines:
        """Where each key begins, or would."""
        return self.keys.searchsorted(keys)

    def at(self, start: np.int64, key: np.uint64) -> Lines:
        """As `find`, from the key's place on."""
        if start == len(self.keys) or self.keys[start] != key:
            return self.lines[:0]
        end = self.keys[start : start + _MOST].searchsorted(key, "right")
        return self.lines[start : start + end]


@dataclass(frozen=True)
class Held:
    """The index of a release, its `COLUMNS` by name, sorted once by all that a record may be known by."""

    columns: Mapping[str, pa.Array]

    @classmethod
    def of(cls, index: pa.Table) -> "Held":
        """Of the table as it was read."""
        return cls({name: index[name].combine_chunks() for name in COLUMNS})

    def prepare(self) -> None:
        """Sort now, so that the first record does not wait for it."""
        _ = self._ids, self._pages, self._texts, self._bands

    def entry(self, line: int, names: Iterable[str] = COLUMNS) -> dict[str, Any]:
        """One line of the index, or these columns of it."""
        return {name: self.columns[name][line].as_py() for name in names}

    def of_id(self, identity: str) -> int | None:
        """The line of an id: of its row, or where it has none of the first that lost."""
        found = [line for line in self._ids.find(_key(identity)).tolist() if self._is("id", line, identity)]
        return min(found, key=lambda line: self.columns["split"][line].as_py() is None, default=None)

    def of_page(self, raw_sha256: str) -> int | None:
        """The line of the first row made from these bytes."""
        return self._first("raw_sha256", self._pages, raw_sha256)

    def of_text(self, digest: str) -> int | None:
        """The line of the first row with this text."""
        return self._first("text_digest", self._texts, digest)

    def near(self, keys: Keys) -> Iterator[Counter[int]]:
        """Of each text, the lines of the rows that share band keys with it, and how many; `keys`: (texts, BANDS)."""
        columns = [band.places(keys[:, number]) for number, band in enumerate(self._bands)]
        for text, ours in enumerate(keys):
            places = zip(self._bands, columns, ours, strict=True)
            yield Counter(line for band, starts, key in places for line in band.at(starts[text], key).tolist())

    def is_test(self, line: int) -> bool:
        """Whether the line is a row of the test split."""
        return bool(self._test[line])

    def _first(self, name: str, among: Sorted, value: str) -> int | None:
        return next((line for line in among.find(_key(value)).tolist() if self._is(name, line, value)), None)

    def _is(self, name: str, line: int, value: str) -> bool:
        return bool(self.columns[name][line].as_py() == value)

    @cached_property
    def _rows(self) -> Lines:
        """The lines that are rows, those of test first."""
        lines = np.flatnonzero(self.columns["split"].is_valid().to_numpy(zero_copy_only=False)).astype(np.int64)
        rows: Lines = lines[np.argsort(~self._test[lines], kind="stable")]
        return rows

    @cached_property
    def _test(self) -> npt.NDArray[np.bool_]:
        mask: npt.NDArray[np.bool_] = pc.fill_null(pc.equal(self.columns["split"], "test"), False).to_numpy(
            zero_copy_only=False
        )
        return mask

    @cached_property
    def _ids(self) -> Sorted:
        return Sorted.of(_keys(self.columns["id"]), np.arange(len(self.columns["id"]), dtype=np.int64))

    @cached_property
    def _pages(self) -> Sorted:
        return Sorted.of(_keys(self.columns["raw_sha256"])[self._rows], self._rows)

    @cached_property
    def _texts(self) -> Sorted:
        return Sorted.of(_keys(self.columns["text_digest"])[self._rows], self._rows)

    @cached_property
    def _bands(self) -> tuple[Sorted, ...]:
        held = self.columns["bands"].is_valid().to_numpy(zero_copy_only=False)
        lines = self._rows[held[self._rows]]
        chosen = self.columns["bands"].take(pa.array(lines))
        data = chosen.buffers()[1] if len(lines) else b""
        matrix = np.frombuffer(data, dtype="<u8", count=len(lines) * BANDS).reshape(-1, BANDS)
        return tuple(Sorted.of(matrix[:, band].astype(np.uint64), lines) for band in range(BANDS))


def _keys(column: pa.Array) -> Keys:
    """64 bits of each string's beginning; who is found by them is compared in full."""
    padded = pc.binary_join_element_wise(pc.fill_null(column.cast(pa.binary()), b""), bytes(_KEYED), b"")
    data = pc.binary_slice(padded, 0, _KEYED).buffers()[2]
    halves = np.frombuffer(data, dtype="<u8", count=2 * len(column)).reshape(-1, 2).astype(np.uint64)
    return halves[:, 0] * np.uint64(_PRIME) + halves[:, 1]


def _key(value: str) -> np.uint64:
    data = value.encode("utf-8", "replace")[:_KEYED].ljust(_KEYED, b"\0")
    one, other = int.from_bytes(data[:8], "little"), int.from_bytes(data[8:], "little")
    return np.uint64((one * _PRIME + other) % (1 << 64))
