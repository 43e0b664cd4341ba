"""JSONL, plain, gzip or Zstandard: one record a line, a page or a finished article."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import zstandard

from toolkit.article import Media, PageFacts, RawDocument
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.facts import FACT_NAMES, check_facts
from toolkit.read.source import Source
from toolkit.read.zstd import ZstdStream

_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


def read_jsonl(source: Source) -> Iterator[RawDocument | Finding]:
    """Each record of a file in order. A line that is not a record costs itself, damage costs what follows it."""
    with _open(source) as stream:
        yield from read_lines(source, stream)


def read_lines(source: Source, stream: IO[bytes]) -> Iterator[RawDocument | Finding]:
    """Each record of a stream of lines; see `read_jsonl`."""
    index, number = -1, 0
    try:
        for number, line in enumerate(stream, 1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                index += 1
                yield from _record(source, index, number, line)
    except _DAMAGE as error:
        problem = str(error) or type(error).__name__
        yield Finding("damaged_container", Where(source.raw_path, number + 1), {"problem": problem})


@contextmanager
def _open(source: Source) -> Iterator[IO[bytes]]:
    with Path(source.location).open("rb") as file:
        if source.location.endswith(".gz"):
            yield gzip.GzipFile(fileobj=file)  # type: ignore[misc]
        elif source.location.endswith(".zst"):
            yield io.BufferedReader(ZstdStream(file))
        else:
            yield file


def _record(source: Source, index: int, number: int, line: bytes) -> Iterator[RawDocument | Finding]:
    where = Where(source.raw_path, number)
    try:
        record = parse_record(line)
    except ValueError as error:
        yield Finding("not_json", where, {"problem": str(error)})
        return
    if record.get("cleaner"):
        yield RawDocument(source.raw_path, index, "text", "", record=record, line=number)
        return
    facts, problems = _facts(source, record, where)
    yield from problems
    html, text = record.get("html"), record.get("text")
    content = html if isinstance(html, str) and html else text
    if not isinstance(content, str) or not content:
        yield Finding("no_content", where)
        return
    media: Media = "html" if content is html else "text"
    yield RawDocument(source.raw_path, index, media, content, facts, line=number)


def parse_record(line: bytes) -> dict[str, Any]:
    """One line -> one object. Raises `ValueError`, its text one line."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at column {error.colno}") from None
    if not isinstance(record, dict):
        raise ValueError("not an object")
    return record


def _facts(source: Source, record: dict[str, Any], where: Where) -> tuple[PageFacts, list[Finding]]:
    """The record's own facts before those of its container; a container's url is not its records' url."""
    beside = {name: getattr(source.facts, name) for name in FACT_NAMES if name != "url"}
    said = {name: record[name] for name in FACT_NAMES if record.get(name) not in (None, "")}
    return check_facts({**beside, **said}, where)
