"""The articles that lie on this machine: rows of the releases in dist/, and what the pages in raw/ hold."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from toolkit.actions.build.refine import known_of
from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.progress import Progress
from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.errors import InputError, Where
from toolkit.read.documents import is_page, read_documents
from toolkit.read.source import list_sources
from toolkit.release.layout import MANIFEST
from toolkit.storage.parquet import open_parquet

_COLUMNS = ("id", "title", "url", "raw_sha256", "text")
_BATCH = 256  # rows


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

    def pages(self) -> Iterator[Held]:
        """Every page of raw/, cleaned; one that is no article with what is known of it all the same."""
        if not self.project.raw.is_dir():
            return
        sources = list_sources([self.project.raw], self.project.root).sources
        cleaner = make_cleaner(self.project.config, self.project.schema.resolve())
        for done, source in enumerate(sources, 1):
            items = read_documents(source, self.project.config.columns)
            documents = (item for item in items if isinstance(item, RawDocument))
            for item, alone in _with_company(documents, is_page(source.raw_path)):
                yield Held("raw", item.raw_path, Path(source.location), _page(item, cleaner), item.line, alone)
            self.progress("raw", done, len(sources))


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
