"""One file of `raw/` -> its documents, by the ending of its name."""

import io
from collections.abc import Iterator
from pathlib import Path

from toolkit.article import Media, RawDocument
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.jsonl import read_jsonl, read_lines
from toolkit.read.source import Source

_PAGES: dict[str, Media] = {".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
_CONTAINERS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def read_documents(source: Source) -> Iterator[RawDocument | Finding]:
    """The documents of a file in order, findings in place of what could not be read."""
    name = source.raw_path.lower()
    media = _PAGES.get(Path(name).suffix)
    try:
        if media is not None:
            yield _page(source, media)
        elif name.endswith(_CONTAINERS):
            yield from read_jsonl(source)
        else:
            yield Finding("unknown_format", Where(source.raw_path), {"suffix": Path(name).suffix or name})
    except OSError as error:
        problem = error.strerror or type(error).__name__
        yield Finding("unreadable_file", Where(source.raw_path), {"problem": problem})


def _page(source: Source, media: Media) -> RawDocument | Finding:
    content = Path(source.location).read_bytes()
    if not content:
        return Finding("empty_page", Where(source.raw_path))
    return RawDocument(source.raw_path, 0, media, content, source.facts)


def read_stream(content: bytes, name: str) -> Iterator[RawDocument | Finding]:
    """The documents of a stream without a file name: JSONL, HTML or text, by how it begins."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        yield from read_lines(Source(name, name, len(content)), io.BytesIO(content))
    elif content:
        yield RawDocument(name, 0, "html" if start.startswith(b"<") else "text", content)
    else:
        yield Finding("empty_page", Where(name))
