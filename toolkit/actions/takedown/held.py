"""The articles that lie on this machine: rows of the releases in dist/, and what the pages in raw/ hold."""

import os
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from toolkit.actions.build.job import Shard, cut_shards
from toolkit.actions.build.rejected import known_of
from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.progress import Progress
from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import Config
from toolkit.engines.local import LocalEngine
from toolkit.errors import InputError, Where
from toolkit.read.documents import is_page, read_documents
from toolkit.read.source import list_sources
from toolkit.release.layout import INDEX, MANIFEST
from toolkit.schema.reference import SchemaRef
from toolkit.storage.index import read_index
from toolkit.storage.parquet import open_parquet

_COLUMNS = ("id", "title", "url", "raw_sha256", "text")
_SETTLED = ("id", "split", "page_digest")
_BATCH = 256  # rows

Judge = Callable[[Mapping[str, Any]], str | None]  # of a page: by what it is sought; it crosses processes
Pages = npt.NDArray[np.uint64]  # prefixes of page digests, in order


@dataclass(frozen=True, slots=True)
class Held:
    """An article, or a page that is none, and where it lies.

    `path`: the release folder or the raw file, as it is written down, relative to the project; `location`: on disk.
    `page`: its id, and where they are known title, url, raw_sha256 and text. `line`: of a container's record, from 1.
    `alone`: it is all that the raw file holds.
    """

    kind: Literal["release", "raw"]
    path: str
    location: Path
    page: Mapping[str, Any]
    line: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class Holdings:
    """What a project holds, read anew each time it is asked for; `baseline` is a release that may lie elsewhere."""

    project: Project
    progress: Progress
    baseline: Path | None = None
    workers: int = 1

    def releases(self) -> list[Path]:
        """The release folders: in dist/, of fetched baselines, and the baseline, each once, in the order of paths."""
        places = (self.project.dist, self.project.private / "baselines")
        here = {path.parent for place in places for path in place.glob(f"*/{MANIFEST}")}
        return sorted({*here, *([self.baseline] if self.baseline else [])})

    def rows(self, unread: Callable[[Path, InputError], None]) -> Iterator[Held]:
        """Every row of every release; a release that cannot be read is told to `unread`."""
        releases = self.releases()
        for done, release in enumerate(releases, 1):
            try:
                yield from _rows(release, Path(os.path.relpath(release, self.project.root)).as_posix())
            except InputError as error:
                unread(release, error)
            self.progress("releases", done, len(releases))

    def pages(self, judge: Judge, settled: Pages) -> list[tuple[Held, str]]:
        """The pages of raw/ with what `judge` says of them, where it says something; each is cleaned first.

        A page that is no article is judged by what is known of it all the same; one that is `settled` is passed over.
        """
        if not self.project.raw.is_dir():
            return []
        shards = cut_shards(list_sources([self.project.raw], self.project.root).sources)
        search = Search(self.project.config, self.project.schema, judge, settled)
        found: list[tuple[Held, str]] = []
        with LocalEngine(min(self.workers, len(shards)), (__name__,)) as engine:
            for done, held in enumerate(engine.map(partial(look_through, search), shards), 1):
                found += held
                self.progress("raw", done, len(shards))
        return found

    def settled(self, sought: Container[str]) -> Pages:
        """The pages, as they lie in raw/ perhaps, of rows that are none of the articles that are sought (ids)."""
        digests: set[str] = set()
        for release in self.releases():
            with suppress(InputError):
                index = read_index(release / INDEX, _SETTLED).to_pylist()
                rows = (one for one in index if one["split"] and one["page_digest"] and one["id"] not in sought)
                digests.update(one["page_digest"] for one in rows)
        return np.sort(np.array([_prefix(one) for one in digests], dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Search:
    """What a worker needs to look a shard of raw/ through; texts stay with it, but for those that are sought."""

    config: Config
    schema: SchemaRef
    judge: Judge
    settled: Pages

    def passes_over(self, document: RawDocument) -> bool:
        """Whether what became of the page is known already."""
        digest = _prefix(document.page_digest)
        place = int(np.searchsorted(self.settled, digest))
        return place < len(self.settled) and int(self.settled[place]) == digest


def look_through(search: Search, shard: Shard) -> list[tuple[Held, str]]:
    """The task: what the search is after, in one shard."""
    cleaner, found = make_cleaner(search.config, search.schema.resolve()), []
    for source in shard.sources:
        items = read_documents(source, search.config.columns)
        documents = (item for item in items if isinstance(item, RawDocument))
        for item, alone in _with_company(documents, is_page(source.raw_path)):
            page = None if search.passes_over(item) else _page(item, cleaner)
            said = search.judge(page) if page is not None else None
            if page is not None and said is not None:
                found.append((Held("raw", item.raw_path, Path(source.location), page, item.line, alone), said))
    return found


def _prefix(digest: str) -> int:
    """Enough of a digest: 64 bits tell a million pages apart, and a wrong word is one in 10^13 pages."""
    return int(digest[:16], 16)


def _with_company(documents: Iterator[RawDocument], page: bool) -> Iterator[tuple[RawDocument, bool]]:
    """Each document, and whether its file, where that is a page, holds no other: a dump of several may be cut apart."""
    if not page:
        yield from ((item, False) for item in documents)
        return
    held = list(documents)
    yield from ((item, len(held) == 1) for item in held)


def _page(document: RawDocument, cleaner: Cleaner) -> dict[str, Any]:
    """A record as it states itself: whatever is wrong with it, it holds what it holds."""
    article = cleaner.clean(document).article if document.record is None else None
    return _strings(article.model_dump() if article else known_of(document))


def _strings(page: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a page, whoever wrote it: a string or nothing."""
    known = {name: page.get(name) for name in _COLUMNS}
    return {name: value if isinstance(value, str) and value else None for name, value in known.items()}


def _rows(release: Path, name: str) -> Iterator[Held]:
    for path in sorted(release.glob("data/*.parquet")):
        try:
            with open_parquet(path) as file:
                columns = [column for column in _COLUMNS if column in file.schema_arrow.names]
                for batch in file.iter_batches(_BATCH, columns=columns, use_threads=False):
                    pages = (_strings(row) for row in batch.to_pylist())
                    yield from (Held("release", name, release, page) for page in pages if page["id"])
        except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
            problem = f"cannot be read: {next(iter(str(error).splitlines()), type(error).__name__)}"
            raise InputError(problem, where=Where(str(path)), mend=f"imprint verify {release}") from error
