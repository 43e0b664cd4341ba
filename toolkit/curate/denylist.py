"""`takedowns.jsonl`: articles that were taken down and must not come back, known by digests alone.

A near copy is told by a sketch of the text: b-bit minwise hashing (Li and König, 2010) with b = 1. Of each of up to
1,024 permutations of the text's character 5-grams it keeps one bit of the least. Two texts of Jaccard similarity J
agree in a bit with probability (1 + J) / 2, so 2 * agreement - 1 estimates J, with a standard error of
sqrt((1 - J^2) / bits).

What it tells others: no more bits than the text has 5-grams (but 128 at the least). That is less than the text itself
tells, so that it cannot be rebuilt, and no 5-gram can be read off it. It confirms a text that somebody has already, as
the digests do, and says how alike another is.

What it promises: a text is near from an estimate of .65 on. By the number of distinct 5-grams of the text that was
taken down (some fewer than it has characters), how many of the texts so alike are missed, and how many are denied:

    5-grams   bits   .7: missed   .75: missed   .8: missed    .6: denied   .5: denied     .4: denied
    1,024-    1024   1 in 75      2 in 10^6     never         1 in 40      5 in 10^9      never
    512-       512   1 in 17      6 in 10^4     1 in 10^7     1 in 13      2 in 10^5      4 in 10^11
    256-       256   1 in 7       1 in 80       1 in 7,000    1 in 7       2 in 1,000     2 in 10^6
    fewer      128   1 in 5       1 in 22       1 in 240      1 in 4       1 in 43        7 in 10^4

Unlike texts are never denied. White space is no part of a text here. A text that holds the article among much else is
no near copy. The sketch is the same on every machine and in every version.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.article import DIGEST_PATTERN
from toolkit.curate.signature import mix, text_digest
from toolkit.curate.takedowns import AGREED, Takedown
from toolkit.digest import sha256_hex

NEAR = "near copy"  # the mark of what is no copy and yet too alike

_BITS = max(AGREED)
_FIRST = 256  # bits that are held against all sketches before the others are made
_FIRST_AGREED = 176  # by at least so many of them: near copies fall short 1 time in 10^7, unlike texts pass 1 in 10^9
_PIECE = 1 << 12  # shingles permuted at a time
_WIDTH = 5  # characters of a 5-gram
_BASE = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd

Bits = npt.NDArray[np.uint8]
Grams = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page is known by, as in the columns of the index; None where it is not known."""

    id: str | None = None
    url_digest: str | None = None
    raw_sha256: str | None = None
    text_digest: str | None = None

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> "Marks":
        """Of a row, or of a record that may lack any field or hold it as something else."""
        known = {name: page.get(name) if isinstance(page.get(name), str) else None for name in _MARKED}
        url, text = known["url"], known["text"]
        return cls(
            known["id"],
            _digest(url) if url else None,
            known["raw_sha256"],
            text_digest(_whole(text)) if text else None,
        )


_MARKED = ("id", "url", "raw_sha256", "text")


@dataclass(frozen=True)
class Denylist:
    """All that was taken down, mark by mark."""

    ids: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    sketches: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, takedowns: "tuple[Takedown, ...]") -> "Denylist":
        """The order of the takedowns changes no answer."""
        return cls(
            frozenset(one.id for one in takedowns),
            frozenset(one.url for one in takedowns if one.url),
            frozenset(one.page for one in takedowns if one.page),
            frozenset(one.text for one in takedowns),
            tuple(bytes.fromhex(one.sketch) for one in takedowns),
        )

    def __bool__(self) -> bool:
        return bool(self.ids)

    def names(self, marks: Marks) -> str | None:
        """`id`, `url`, `page` or `text`: the first mark by which it is an article that was taken down; else None."""
        known = (
            ("id", _digest(marks.id) if marks.id else None, self.ids),
            ("url", marks.url_digest, self.urls),
            ("page", marks.raw_sha256, self.pages),
            ("text", marks.text_digest, self.texts),
        )
        return next((name for name, value, denied in known if value in denied), None)

    def resembles(self, text: str) -> int | None:
        """Estimated Jaccard similarity to the most similar text taken down, in thousandths; None where none is near.

        Linear in the text: some 0.3 ms a page. A text that is like none is dismissed by the first bits.
        """
        if not self.sketches:
            return None
        grams = _grams(text)
        first, bits = _bits(grams, _FIRST), None
        estimates = []
        for size, matrix in self._matrices.items():
            if size > _FIRST:
                likely = matrix[_agreement(first, matrix[:, : _FIRST // 8]) >= _FIRST_AGREED]
                bits = _bits(grams, _BITS) if bits is None and len(likely) else bits
                estimates += _near(bits, likely) if bits is not None else []
            else:
                estimates += _near(first, matrix)
        return max(estimates, default=None)

    @cached_property
    def _matrices(self) -> dict[int, Bits]:
        """The sketches by their number of bits, one a line."""
        sizes = sorted({len(one) for one in self.sketches})
        joined = {size: b"".join(one for one in self.sketches if len(one) == size) for size in sizes}
        return {size * 8: np.frombuffer(data, dtype=np.uint8).reshape(-1, size) for size, data in joined.items()}

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_matrices"}


NO_DENYLIST = Denylist()


def denied(denylist: Denylist, page: Mapping[str, Any]) -> str | None:
    """Why a row, or a record that may be none, is not to be published: `id`, `url`, `page`, `text` or NEAR; else None.

    Reads the fields `id`, `url`, `raw_sha256` and `text`. See the module for what NEAR is worth.
    """
    if not denylist:
        return None
    mark = denylist.names(Marks.of(page))
    text = page.get("text")
    if mark is None and isinstance(text, str) and text and denylist.resembles(_whole(text)) is not None:
        return NEAR
    return mark


def takedown(row: Mapping[str, Any]) -> Takedown:
    """The line that keeps a row away from now on; it needs an id and a text at least."""
    marks = Marks.of(row)
    return Takedown(
        id=_digest(row["id"]),
        url=marks.url_digest,
        page=marks.raw_sha256 if re.fullmatch(DIGEST_PATTERN, marks.raw_sha256 or "") else None,
        text=str(marks.text_digest),
        sketch=sketch(_whole(row["text"])).hex(),
    )


def added(held: Sequence[Takedown], rows: Iterable[Mapping[str, Any]]) -> tuple[Takedown, ...]:
    """The lines that rows still need, in their order: none for a row whose id and text a line knows already."""
    lines = list(held)
    for row in rows:
        if denied(Denylist.of(lines_of(lines, {row["id"]})), {"text": row["text"]}) is None:
            lines.append(takedown(row))
    return tuple(lines[len(held) :])


def lines_of(lines: Sequence[Takedown], ids: Iterable[str]) -> tuple[Takedown, ...]:
    """The lines that are about articles with these ids."""
    digests = {_digest(one) for one in ids}
    return tuple(line for line in lines if line.id in digests)


def sketch(text: str) -> bytes:
    """The sketch of a text, 16 to 128 bytes; see the module."""
    grams = _grams(text)
    distinct = len(np.unique(grams))
    size = max((size for size in AGREED if size <= distinct), default=min(AGREED))
    return _bits(grams, size).tobytes()


def _grams(text: str) -> Grams:
    """A 32-bit hash of each character 5-gram, white space left out: another site breaks lines elsewhere.

    Not the shingles of [dedup], which may change while lines of takedowns.jsonl stay.
    """
    plain = "".join(unicodedata.normalize("NFC", text).split())
    points = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    width = min(_WIDTH, len(points))
    grams = np.zeros(len(points) - width + 1, dtype=np.uint64)
    for offset in range(width):
        grams *= _BASE
        grams += points[offset : offset + len(grams)]
    return (mix(grams) >> np.uint64(32)).astype(np.uint32)


def _bits(grams: Grams, count: int) -> Bits:
    """One bit of the least 5-gram under each of the first `count` permutations, eight a byte."""
    factors = _FACTORS[:count, np.newaxis]
    least = np.full(count, np.iinfo(np.uint32).max, dtype=np.uint32)
    for first in range(0, len(grams), _PIECE):
        np.minimum(least, (factors * grams[first : first + _PIECE]).min(axis=1), out=least)
    return np.packbits((mix(least.astype(np.uint64)) & np.uint64(1)).astype(np.uint8))


def _near(bits: Bits, matrix: Bits) -> list[int]:
    """The estimates, in thousandths, for the lines of the matrix that are near; `bits` are at least as many."""
    size = matrix.shape[1] * 8
    agreed = _agreement(bits[: size // 8], matrix)
    return [2000 * int(one) // size - 1000 for one in agreed[agreed >= AGREED[size]]]


def _agreement(bits: Bits, matrix: Bits) -> npt.NDArray[np.int64]:
    """In how many bits each line of the matrix is as `bits`."""
    agreed: npt.NDArray[np.int64] = np.bitwise_count(~(matrix ^ bits)).sum(axis=1, dtype=np.int64)
    return agreed


def _factors() -> Grams:
    """Multiplying by an odd number permutes the 32-bit integers; numpy does it eight at a time."""
    return (mix(np.arange(1, _BITS + 1, dtype=np.uint64) * _BASE) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)


_FACTORS = _factors()


def _whole(text: str) -> str:
    """Half of a character, which a record can hold and no encoding does, is replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _digest(value: str) -> str:
    return sha256_hex(value.encode("utf-8", "replace"))
