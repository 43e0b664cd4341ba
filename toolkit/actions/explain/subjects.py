"""Which pages are meant: what the newest release and raw/ know by the id, address or path that was asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.build.rejected import known_of
from toolkit.actions.explain.asked import Asked
from toolkit.actions.explain.pages import Item, Place, RawPages
from toolkit.actions.explain.releases import Entry, Here
from toolkit.article import RawDocument
from toolkit.digest import sha256_hex
from toolkit.errors import ConfigError
from toolkit.finding import Finding

_MOST = 20  # pages that are explained at once


@dataclass(frozen=True, slots=True)
class Subject:
    """One page: its line in the release's index, its line in the rejects file, and what lies in raw/ now."""

    entry: Entry | None = None
    reject: Mapping[str, Any] | None = None
    item: Item | None = None

    @property
    def document(self) -> RawDocument | None:
        """The raw page, where it can be read."""
        return self.item if isinstance(self.item, RawDocument) else None

    @property
    def published_id(self) -> str | None:
        """The id that the release knows it by."""
        said = self.entry.id if self.entry else self.reject.get("id") if self.reject else None
        return said if isinstance(said, str) else None

    @property
    def id(self) -> str | None:
        """The same, or else its own."""
        return self.published_id or (known_of(self.document)["id"] if self.document else None)


def find_subjects(asked: Asked, release: Here | None, pages: RawPages) -> list[Subject]:
    """Rows first. Raises `ConfigError` where more pages are meant than can be shown."""
    items = pages.of_path(asked, _MOST + 1) if asked.path is not None else []
    asked = _numbered(asked, items)
    entries = release.entries(partial(_mask, asked)) if release else []
    rejects = release.rejected(partial(_is_meant, asked), _needles(asked)) if release else []
    if asked.path is None:
        places = {place for place in (*map(_place, entries), *map(_reject_place, rejects)) if place is not None}
        items = [*_still(pages.at(places), entries)] or [*pages.known_as(asked)]
    subjects = list(_paired(items, entries, rejects, release))
    if len(subjects) > _MOST:
        mend = f"name one of them by its number, {asked.path}#0, or by its line, {asked.path}:1"
        raise ConfigError(f"{asked.text!r} names more than {_MOST} pages", mend=mend)
    return sorted(subjects, key=lambda one: one.entry is None or one.entry.split is None)


def _numbered(asked: Asked, items: Sequence[Item]) -> Asked:
    """A line of a container as the number that the release knows the record by."""
    found = next((item.raw_index for item in items if isinstance(item, RawDocument)), -2)  # no record has it
    return asked if asked.line is None else replace(asked, index=found)


def _mask(asked: Asked, table: pa.Table) -> pa.ChunkedArray:
    if asked.path is not None:
        there = pc.equal(table["raw_path"], asked.path)
        return there if asked.index is None else pc.and_(there, pc.equal(table["raw_index"], asked.index))
    by_id = pc.equal(table["id"], asked.identity)
    if asked.url is None:
        return by_id
    return pc.or_kleene(by_id, pc.equal(table["url_digest"], sha256_hex(asked.url.encode("utf-8"))))


def _needles(asked: Asked) -> tuple[str, ...]:
    return tuple(one for one in (asked.path, asked.identity, asked.url) if one is not None)


def _is_meant(asked: Asked, reject: Mapping[str, Any]) -> bool:
    if asked.path is not None:
        return reject.get("raw_path") == asked.path and asked.index in (None, reject.get("raw_index"))
    return reject.get("id") == asked.identity or (asked.url is not None and reject.get("url") == asked.url)


def _place(entry: Entry) -> Place | None:
    return None if entry.raw_path is None or entry.raw_index is None else (entry.raw_path, entry.raw_index)


def _reject_place(reject: Mapping[str, Any]) -> Place | None:
    path, index = reject.get("raw_path"), reject.get("raw_index")
    return (path, index) if isinstance(path, str) and isinstance(index, int) else None


def _still(documents: Iterable[RawDocument], entries: Sequence[Entry]) -> Iterator[RawDocument]:
    """Without those that are other articles: what was put into a container moves the records behind it."""
    rows = {_place(entry): entry for entry in entries}
    for document in documents:
        entry = rows.get((document.raw_path, document.raw_index))
        by_page = entry is not None and entry.url_digest is None and document.line is None
        same = entry is None or document.raw_sha256 == entry.raw_sha256 or known_of(document)["id"] == entry.id
        if same or by_page:
            yield document


def _paired(
    items: Sequence[Item], entries: Sequence[Entry], rejects: Sequence[Mapping[str, Any]], release: Here | None
) -> Iterator[Subject]:
    """Pages with what the release says of them, and then what it says of pages that are not there."""
    lines = {_place(entry): entry for entry in sorted(entries, key=lambda one: one.split is not None)}
    refused = {_key(reject): reject for reject in rejects}
    for item in items:
        if isinstance(item, Finding):
            yield Subject(None, refused.pop((item.where.path, -1, item.name), None), item)
            continue
        place = item.raw_path, item.raw_index
        entry, reject = lines.pop(place, None), refused.pop((*place, None), None)
        if entry is None and None in lines and lines[None].id == (reject or {}).get("id"):
            entry = lines.pop(None)  # taken down: the index has forgotten where it lay
        if entry is None and reject is None and release is not None:
            entry = _elsewhere(release, item)
        yield Subject(entry, reject, item)
    yield from (Subject(entry, refused.pop((*(there or ("", 0)), None), None)) for there, entry in lines.items())
    yield from (Subject(None, reject) for reject in refused.values())


def _key(reject: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """A page by its place; what gave no page, of which there may be many in a file, by its reason too."""
    index = reject.get("raw_index")
    return reject.get("raw_path"), index, reject.get("reason") if index == -1 else None


def _elsewhere(release: Here, document: RawDocument) -> Entry | None:
    """The row of the very same page that lay somewhere else, or of the same id."""
    found = release.entries(lambda table: pc.equal(table["raw_sha256"], document.raw_sha256))
    found = found or release.entries(lambda table: pc.equal(table["id"], known_of(document)["id"]))
    return next((entry for entry in found if entry.split), found[0] if found else None)
