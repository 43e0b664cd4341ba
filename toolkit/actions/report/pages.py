"""The raw pages behind rows and rejects, as raw/ is now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.clean.evidence import NONE, Evidence, SiteCounts, page_lines, page_site
from toolkit.config import ColumnsConfig
from toolkit.read.documents import is_page, read_documents
from toolkit.read.source import Source, list_sources

Place = tuple[str, int]  # raw_path and raw_index

_CONTAINER = 64 << 20  # bytes of a container that is read for a sample
_ALL = 256 << 20  # bytes of raw/ that are read to count what recurs on a site


@dataclass(frozen=True)
class Pages:
    """The raw pages of a project; of none where the release lies in no project."""

    project: Project | None

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The files of raw/ by their names in the dataset."""
        if self.project is None or not self.project.raw.is_dir():
            return {}
        return {one.raw_path: one for one in list_sources([self.project.raw], self.project.root).sources}

    def documents(self, places: Collection[Place], asked: Collection[Place]) -> dict[Place, RawDocument]:
        """The documents at these places; for those that were not asked for by name no large container is read."""
        found: dict[Place, RawDocument] = {}
        for path in sorted({path for path, _ in places} & self.sources.keys()):
            source = self.sources[path]
            wanted = {index for one, index in places if one == path}
            if is_page(path) or source.size <= _CONTAINER or any(one == path for one, _ in asked):
                found.update(self._read(source, wanted))
        return found

    def _read(self, source: Source, wanted: set[int]) -> Iterator[tuple[Place, RawDocument]]:
        for item in read_documents(source, self._columns):
            if isinstance(item, RawDocument) and item.raw_index in wanted:
                yield (source.raw_path, item.raw_index), item
                wanted.remove(item.raw_index)
            if not wanted:
                return

    @property
    def _columns(self) -> ColumnsConfig:
        """Where records keep their page."""
        return self.project.config.columns if self.project else ColumnsConfig()

    def evidence(self, sites: Collection[str]) -> Evidence | None:
        """What recurs on these sites as raw/ is now; None where that would take too long."""
        if not sites:
            return NONE
        if sum(source.size for source in self.sources.values()) > _ALL:
            return None
        items = (item for one in self.sources.values() for item in read_documents(one, self._columns))
        pages = (one for one in items if isinstance(one, RawDocument) and one.record is None)
        return SiteCounts.of(page_lines(one) for one in pages if page_site(one) in sites).evidence()
