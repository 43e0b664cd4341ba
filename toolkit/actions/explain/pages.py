"""The raw pages that are asked about, read from raw/ as it is now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from toolkit.actions.build.rejected import known_of
from toolkit.actions.explain.asked import Asked, file_of
from toolkit.actions.progress import Progress
from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.clean.evidence import Evidence, SiteCounts, page_lines, page_site
from toolkit.describe.explanation import Missing
from toolkit.finding import Finding
from toolkit.identity import canonical_url
from toolkit.read.documents import read_documents
from toolkit.read.facts import SIDECAR_SUFFIX, TABLE_NAME
from toolkit.read.source import Source, list_sources

Item = RawDocument | Finding
Place = tuple[str, int]  # raw_path and raw_index


@dataclass(frozen=True)
class RawPages:
    """The pages of a project; what takes all of them tells `progress`."""

    project: Project
    progress: Progress

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The files of raw/; none where there is no such folder."""
        if not self.project.raw.is_dir():
            return ()
        return list_sources([self.project.raw], self.project.root).sources

    def of_path(self, asked: Asked, most: int) -> list[Item]:
        """What the file that was asked for holds, the first `most` of it, or the one record that is meant."""
        items = (item for source in self._named({str(asked.path)}) for item in self._read(source))
        if asked.index is None and asked.line is None:
            return list(islice(items, most))
        return list(islice((item for item in items if isinstance(item, RawDocument) and _is_meant(item, asked)), 1))

    def at(self, places: Collection[Place]) -> list[RawDocument]:
        """The documents at these places, as far as they are there."""
        found = []
        for source in self._named({path for path, _ in places}):
            wanted = {index for path, index in places if path == source.raw_path}
            for item in self._read(source):
                if isinstance(item, RawDocument) and item.raw_index in wanted:
                    found.append(item)
                    wanted.remove(item.raw_index)
                if not wanted:
                    break
        return found

    def known_as(self, asked: Asked) -> Iterator[RawDocument]:
        """Every document with the id or the address that was asked for; reads all of raw/."""
        return (item for item in self._all("search") if _is_known_as(item, asked))

    def evidence(self, site: str) -> Evidence:
        """What recurs on the pages of a site as raw/ is now; reads all of raw/."""
        pages = (item for item in self._all("observe") if item.record is None and page_site(item) == site)
        return SiteCounts.of(page_lines(page) for page in pages).evidence()

    def _all(self, stage: str) -> Iterator[RawDocument]:
        done, total = 0, sum(source.size for source in self.sources)
        for source in self.sources:
            yield from (item for item in self._read(source) if isinstance(item, RawDocument))
            done += source.size
            self.progress(stage, done, total)

    def _named(self, paths: Collection[str]) -> list[Source]:
        return [source for source in self.sources if source.raw_path in paths]

    def _read(self, source: Source) -> Iterator[Item]:
        return read_documents(source, self.project.config.columns)


def _is_meant(document: RawDocument, asked: Asked) -> bool:
    return document.raw_index == asked.index if asked.index is not None else document.line == asked.line


def _is_known_as(document: RawDocument, asked: Asked) -> bool:
    if asked.url is not None:
        known = document.facts.url if document.record is None else document.record.get("url")
        return isinstance(known, str) and canonical_url(known) == asked.url
    return bool(known_of(document)["id"] == asked.id)


def missing(asked: Asked, project: Project) -> Missing:
    """Why what was asked for is no page."""
    file = file_of(asked.path, project.root) if asked.path is not None else None
    if file is None or not _is_there(file):
        return "absent"
    place = file.parent.resolve() / file.name
    if not place.is_relative_to(project.raw.resolve()):
        return "outside"
    if any(part.startswith(".") for part in place.relative_to(project.raw.resolve()).parts):
        return "hidden"
    return "facts" if file.name == TABLE_NAME or file.name.endswith(SIDECAR_SUFFIX) else "empty"


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):
        return False
