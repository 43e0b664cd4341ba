"""What a JSON object, a row of a table and a WARC record have in common: a place in a container, facts, one page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.article import Media, PageFacts, RawDocument
from toolkit.config import ColumnsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.bounds import PAGE_BYTES
from toolkit.read.facts import FACT_NAMES, check_facts
from toolkit.read.source import Source
from toolkit.schema.path import value_at

COLUMNS = ColumnsConfig()
_NO_FACTS = PageFacts()
FINISHED = "cleaner"  # the field that finished articles have
_MEDIA: tuple[Media, ...] = ("html", "text")  # in the order of trust


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a container: `index` from 0 goes into the row, `line` from 1 is what people are told."""

    source: Source
    index: int
    line: int

    @property
    def where(self) -> Where:
        """The place as findings name it."""
        return Where(self.source.raw_path, self.line)

    def at(self, field: str) -> Where:
        """The place of one of its fields."""
        return Where(self.source.raw_path, self.line, field)

    def bad(self, problem: str) -> Finding:
        """The record is there and cannot be used."""
        return Finding("bad_record", self.where, {"problem": problem})

    def damaged(self, problem: str) -> Finding:
        """The container cannot be read on from here."""
        return Finding("damaged_container", self.where, {"problem": problem})


def items_of(slot: Slot, record: Mapping[str, Any], columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """What a record holds: a finished article where it has `cleaner` set, else a page."""
    if record.get(FINISHED):
        yield from finished(slot, record)
    else:
        yield from pages_of(slot, {name: value_at(record, path) for name, path in columns.paths().items()}, columns)


def finished(slot: Slot, record: Mapping[str, Any]) -> Iterator[RawDocument | Finding]:
    """A finished article, unless one of its fields is larger than a page may be."""
    large = [name for name, value in record.items() if isinstance(value, str) and is_too_large(value)]
    for name in large:
        yield too_large(slot.at(name), PAGE_BYTES)
    if not large:
        yield RawDocument(slot.source.raw_path, slot.index, "text", "", record=record, line=slot.line)


def pages_of(slot: Slot, values: Mapping[str, Any], columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """The page of a record whose `html`, `text` and facts are `values`, with what is wrong about them."""
    for media in _MEDIA:
        content = values.get(media)
        if isinstance(content, str | bytes) and content:
            yield from page_of(slot, media, content, values)
            return
    yield Finding("no_content", slot.where, {"text": columns.text, "html": columns.html})


def page_of(slot: Slot, media: Media, content: str | bytes, said: Mapping[str, Any]) -> Iterator[RawDocument | Finding]:
    """One page, unless it is too large, and a warning for each wrong fact."""
    if is_too_large(content):
        yield too_large(slot.where, PAGE_BYTES)
        return
    facts, problems = _facts(slot, said)
    yield from problems
    yield RawDocument(slot.source.raw_path, slot.index, media, content, facts, line=slot.line)


def is_too_large(content: str | bytes) -> bool:
    """Whether a page has more bytes than are read; text counts as UTF-8."""
    if len(content) > PAGE_BYTES or isinstance(content, bytes) or content.isascii():
        return len(content) > PAGE_BYTES
    return len(content) * 4 > PAGE_BYTES and len(content.encode("utf-8", "surrogatepass")) > PAGE_BYTES


def too_large(where: Where, limit: int) -> Finding:
    """A page or record above `limit` bytes."""
    return Finding("too_large", where, {"limit": f"{limit >> 20} MiB"})


def _facts(slot: Slot, said: Mapping[str, Any]) -> tuple[PageFacts, list[Finding]]:
    """The record's own facts before those of its container; a container's url is not its records' url."""
    if slot.source.facts == _NO_FACTS:
        return check_facts(said, slot.where)
    beside = {name: getattr(slot.source.facts, name) for name in FACT_NAMES if name != "url"}
    own = {name: said[name] for name in FACT_NAMES if said.get(name) not in (None, "")}
    return check_facts({**beside, **own}, slot.where)
