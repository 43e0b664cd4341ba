"""The documents that a command was pointed at: files, folders, or standard input."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import cast

from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.finding import Finding
from toolkit.read.documents import read_items, read_stream
from toolkit.read.jsonl import Accept, Accepted, Item
from toolkit.read.source import list_sources

STANDARD_INPUT = Path("-")
STREAM = "stdin"  # its name in findings


def read_pages(project: Project, paths: Sequence[Path]) -> Iterator[RawDocument | Finding]:
    """Every document below `paths` in path order, standard input last; findings in place of what cannot be read."""
    for _, items in read_sources(project, paths):
        yield from (item for item in items if not isinstance(item, Accepted))


def read_sources(
    project: Project, paths: Sequence[Path], accept: Accept | None = None
) -> Iterator[tuple[str, Iterable[Item]]]:
    """(name, documents) of every file below `paths`, its lines shown to `accept` first; see `read_items`."""
    columns = project.config.columns
    listing = list_sources([path for path in paths if path != STANDARD_INPUT], project.root)
    yield "", listing.findings
    for source in listing.sources:
        yield source.raw_path, read_items(source, columns, accept)
    if STANDARD_INPUT in paths:
        yield STREAM, read_stream(cast(BufferedReader, sys.stdin.buffer), STREAM, columns, accept)
