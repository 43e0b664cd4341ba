"""A record held against the index of a release: is it there, is it like a row, what would the next build make of it.

An index holds no text, so what is near is said to be probable: texts of Jaccard similarity J share one of the band keys
with probability 1 - (1 - J^8)^16, which is .61 at J = .7, .95 at .8, .06 at .5 and .0006 at .3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.article import Article, RightsStatus
from toolkit.config import SplitConfig
from toolkit.curate.candidates import compared_digest
from toolkit.curate.denylist import NEAR, NO_DENYLIST, Denylist, denied
from toolkit.curate.overrides import NO_OVERRIDES, Overrides, drops
from toolkit.curate.signature import band_keys, shingles, text_digest
from toolkit.curate.split import deal, group_hash, split_by_date
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.release.index import BANDS

# Of the index; all that is read of it.
COLUMNS = (
    "id", "split", "row_digest", "raw_sha256", "text_digest", "reason", "bands", "raw_path", "home", "page_digest",
    "columns",
)  # fmt: skip
_MOST = 64  # rows of one bucket that are looked at, those of test first: a template may put a million into one
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
        start = int(self.keys.searchsorted(key))
        end = int(self.keys[start : start + _MOST].searchsorted(key, "right"))
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

    def entry(self, line: int) -> dict[str, Any]:
        """One line of the index."""
        return {name: column[line].as_py() for name, column in self.columns.items()}

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

    def near(self, keys: Keys) -> Iterator[tuple[int, int]]:
        """(line, number of shared band keys) of every row that shares one; `keys` are the bands of one text."""
        found = np.concatenate([band.find(key) for band, key in zip(self._bands, keys, strict=True)])
        lines, counts = np.unique(found, return_counts=True)
        yield from zip(lines.tolist(), counts.tolist(), strict=True)

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
        data = b"".join(self.columns["bands"].take(lines).to_pylist())
        matrix = np.frombuffer(data, dtype="<u8").reshape(-1, BANDS)
        return tuple(Sorted.of(matrix[:, band].astype(np.uint64), lines) for band in range(BANDS))


def _keys(column: pa.Array) -> Keys:
    """64 bits of each string's beginning; who is found by them is compared in full."""
    values = [value or b"" for value in column.cast(pa.binary()).to_pylist()]
    halves = np.array(values, dtype="S16").view("<u8").reshape(-1, 2).astype(np.uint64)
    return halves[:, 0] * np.uint64(_PRIME) + halves[:, 1]


def _key(value: str) -> np.uint64:
    data = value.encode("utf-8", "replace")[:16].ljust(16, b"\0")
    one, other = int.from_bytes(data[:8], "little"), int.from_bytes(data[8:], "little")
    return np.uint64((one * _PRIME + other) % (1 << 64))


@dataclass(frozen=True)
class Standing:
    """A release that records are held against, and what the next build goes by.

    `columns`: the manifest's sets that row digests are over. `split`: as the first release froze it. `near`: whether
    near copies are joined. `publish`: the rights that may leave the house.
    """

    held: Held
    columns: tuple[tuple[str, ...], ...]
    split: SplitConfig
    near: bool
    publish: tuple[RightsStatus, ...]
    denylist: Denylist = NO_DENYLIST
    overrides: Overrides = NO_OVERRIDES

    def compare(self, article: Article, where: Where, page_digest: str | None = None) -> list[Finding]:
        """What the release has of a sound article, and what the next build would make of it.

        An error where it would be left out for certain. `page_digest` is of the page that it was cleaned from. Of a row
        of the test split nothing is told but that there is one.
        """
        line = self.held.of_id(article.id)
        entry = self.held.entry(line) if line is not None else {}
        refused = self._refused(article, entry, where)
        if refused:
            return refused
        page = self.held.of_page(article.raw_sha256) if not entry.get("split") else line
        own = page if page is not None else line
        if own is not None and self._is_there(article, self.held.entry(own), page_digest):
            return [Finding("already_there", where)]
        copies = self._copies(article, own, where)
        if copies:
            return copies
        return [Finding("edits_row", where) if page is not None else self._new(article, entry, where)]

    def _refused(self, article: Article, entry: dict[str, Any], where: Where) -> list[Finding]:
        """Why it would become no row, whatever stands in the release."""
        known = {name: getattr(article, name) for name in ("id", "url", "raw_sha256", "text")}
        mark, kept = denied(self.denylist, known), self.overrides.keeps(article.id)
        mark = "id" if mark is None and entry.get("reason") == "taken_down" else mark
        if mark is not None and not (mark == NEAR and kept):
            return [Finding("taken_down", where, {"mark": mark})]
        if article.rights_status not in self.publish and not kept:
            return [Finding("rights_withheld", where, {"status": article.rights_status})]
        return drops(article.id, self.overrides, where)

    def _is_there(self, article: Article, entry: dict[str, Any], page_digest: str | None) -> bool:
        """The very page, or the very record."""
        if entry["split"] is None:
            return False
        if page_digest is not None:
            return entry["raw_sha256"] == article.raw_sha256 and entry["page_digest"] in (None, page_digest)
        number = entry["columns"] or 0
        columns = self.columns[number] if 0 <= number < len(self.columns) and entry["id"] == article.id else ()
        return bool(columns) and compared_digest(article.model_dump(mode="json"), columns) == entry["row_digest"]

    def _copies(self, article: Article, own: int | None, where: Where) -> list[Finding]:
        """What it is a copy of, or probably one; not of its own row."""
        line = self.held.of_text(text_digest(article.text))
        if line is not None and line != own:
            return [self._named("copy_of_row", "copy_of_test", line, where)]
        if not self.near or line is not None:
            return []
        keys = band_keys([shingles(article.text)])[0]
        near = [(line, count) for line, count in self.held.near(keys) if line != own]
        best = min(near, key=lambda one: (not self.held.is_test(one[0]), -one[1], one[0]), default=None)
        return [] if best is None else [self._named("near_row", "near_test_row", best[0], where, bands=best[1])]

    def _named(self, row: str, test: str, line: int, where: Where, **params: int) -> Finding:
        if self.held.is_test(line):
            return Finding(test, where)
        entry = self.held.entry(line)
        return Finding(row, where, {"id": entry["id"], "raw_path": entry["raw_path"], **params})

    def _new(self, article: Article, entry: dict[str, Any], where: Where) -> Finding:
        return Finding("new_row", where, {"split": entry.get("home") or self._dealt(article)})

    def _dealt(self, article: Article) -> str:
        """As a build deals out a row that is no copy of another new one."""
        if self.split.cut is not None:
            return split_by_date(article.published_at, self.split.cut)
        key = group_hash(article.id, article.site, self.split)
        return deal([key], self.split, first=False)[key]
