"""Bytes at random, and good files with random damage: reading gives documents and findings, and nothing else."""

import gzip
import io
import json
import random
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_read_archives import CODED, PAGE, record, response
from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.finding import Finding
from toolkit.read.documents import read_documents, read_stream
from toolkit.read.facts import read_facts
from toolkit.read.jsonl import Accepted
from toolkit.read.opening import pin
from toolkit.read.source import Source

RECORDS: list[Any] = [
    {"text": "\ud83d云河"}, {"html": "<p>", "metadata": {"url": "x"}}, {"cleaner": "x"}, {"text": None}, [],
]  # fmt: skip
LINES = b"".join(json.dumps(line).encode() + b"\n" for line in RECORDS)
ARCHIVE = b"".join([
    record("warcinfo", b"a: b\r\n"), *(response(CODED[head], head=f"{head}\r\n") for head in CODED),
    response(b"", "image/png"), record("conversion", PAGE, "text/plain"), record("revisit", b""),
])  # fmt: skip


def table(compression: str) -> bytes:
    sink = io.BytesIO()
    rows = {"text": ["云河", None, "x"] * 3, "metadata": [{"url": "http://yunhe.example/a", "date": None}] * 9}
    pq.write_table(pa.table(rows), sink, compression=compression, row_group_size=4)
    return sink.getvalue()


SEEDS: dict[str, list[bytes]] = {
    ".txt": ["云河市\r\n发布".encode("gb18030")],
    ".html": [PAGE],
    ".jsonl": [LINES],
    ".jsonl.gz": [gzip.compress(LINES), gzip.compress(LINES[:50]) + gzip.compress(LINES[50:])],
    ".jsonl.zst": [zstandard.compress(LINES), zstandard.compress(LINES[:50]) + zstandard.compress(LINES[50:])],
    ".parquet": [table(compression) for compression in ("none", "zstd", "snappy", "gzip")],
    ".warc": [ARCHIVE],
    ".warc.gz": [gzip.compress(ARCHIVE), gzip.compress(ARCHIVE[:900]) + gzip.compress(ARCHIVE[900:])],
    ".wet": [record("conversion", PAGE, "text/plain") * 3],
    ".wet.gz": [gzip.compress(record("conversion", PAGE, "text/plain")) * 3],
    "/facts.csv": [b"file,url,license\na.txt,http://yunhe.example/a,MIT\n"],
    "/a.txt.facts.json": [b'{"url": "http://yunhe.example/a", "fetched_at": "2024-03-09T08:00:00Z"}'],
}
MAPS = (ColumnsConfig(), ColumnsConfig(url="metadata.url", text="metadata.text", fetched_at="metadata.date"))
TOKENS = (
    b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"WARC/1.0\r\n", b"Content-Length: 9999999999999\r\n", b"PAR1", b"-1",
    b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b'"\\ud800"', b"[" * 3000, b"{", b'"', b"\x7f\xff\xff\xff", b"9" * 5000,
    b"HTTP/1.1 200 OK\r\n\r\n", b"ffffffff\r\n",
)  # fmt: skip


def damage(content: bytes, chance: random.Random) -> bytes:
    """A few bytes lost, doubled, overwritten, put in or turned, or the end cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randrange(1, 60))
        changes: tuple[Callable[[], bytes], ...] = (
            lambda: b"",
            lambda start=start, end=end: bytes(data[start:end]) * 3,  # type: ignore[misc]
            lambda start=start, end=end: chance.randbytes(end - start),  # type: ignore[misc]
            lambda: chance.choice(TOKENS),
            lambda start=start, end=end: bytes(byte ^ 1 << chance.randrange(8) for byte in data[start:end]),  # type: ignore[misc]
        )
        data[start:end] = chance.choice(changes)()
        if chance.random() < 0.1:
            del data[start:]
    return bytes(data)


def check(folder: Path, name: str, content: bytes, columns: ColumnsConfig) -> None:
    """Read as a command would; every finding can be written down in one line, and it takes no time."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    start = time.monotonic()
    source = Source(f"raw/{name}", str(path), len(content))
    if name.endswith((".csv", ".facts.json")):
        items: list[RawDocument | Finding] = list(read_facts([path], lambda file: f"raw/{file.name}").findings)
    else:
        streamed = read_stream(BytesIO(content), "stdin", columns)
        items = [*read_documents(source, columns), *(item for item in streamed if not isinstance(item, Accepted))]
        assert items, "nothing was said"
        assert not isinstance(pin(source), Finding)
    for item in items:
        if isinstance(item, Finding):
            assert "\n" not in item.message() + item.mend(), item
            json.dumps(item.as_dict()).encode()
        else:
            assert len(item.raw_sha256) == 64
    assert time.monotonic() - start < 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("suffix", SEEDS)
@RELAXED
@given(content=st.binary(max_size=400), columns=st.sampled_from(MAPS))
def test_no_bytes_are_too_much_for_a_reader(folder: Path, suffix: str, content: bytes, columns: ColumnsConfig) -> None:
    check(folder, f"a{suffix}", content, columns)


@pytest.mark.parametrize("suffix", SEEDS)
@RELAXED
@given(seed=st.integers(0, 1 << 40), columns=st.sampled_from(MAPS))
def test_no_damage_is_too_much_for_a_reader(folder: Path, suffix: str, seed: int, columns: ColumnsConfig) -> None:
    chance = random.Random(seed)
    check(folder, f"a{suffix}", damage(chance.choice(SEEDS[suffix]), chance), columns)
