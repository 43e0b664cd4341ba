"""The documents that a command was pointed at: files, folders, or standard input."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.actions.project import Project
from toolkit.article import RawDocument
from toolkit.finding import Finding
from toolkit.read.documents import read_documents, read_stream
from toolkit.read.source import list_sources

STANDARD_INPUT = Path("-")


def read_pages(project: Project, paths: Sequence[Path]) -> Iterator[RawDocument | Finding]:
    """Every document below `paths` in path order, standard input last; findings in place of what cannot be read."""
    listing = list_sources([path for path in paths if path != STANDARD_INPUT], project.root)
    yield from listing.findings
    for source in listing.sources:
        yield from read_documents(source, project.config.columns)
    if STANDARD_INPUT in paths:
        yield from read_stream(sys.stdin.buffer.read(), "stdin", project.config.columns)
