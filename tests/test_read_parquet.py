"""Parquet with other people's columns, finished articles, and files that are broken or mean harm."""

import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.finding import Finding
from toolkit.read.bounds import FREE_BYTES, PAGE_BYTES
from toolkit.read.documents import read_documents
from toolkit.read.source import Source

PAGE = "云河市发布地方标准"
WRITTEN: dict[str, Any] = {"compression": "zstd", "row_group_size": 3}


def packed(columns: Any, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), sink, **{**WRITTEN, **options})
    return sink.getvalue()


def read(folder: Path, content: bytes, **columns: str) -> list[RawDocument | Finding]:
    path = folder / "a.parquet"
    path.write_bytes(content)
    return list(read_documents(Source("raw/a.parquet", str(path), len(content)), ColumnsConfig(**columns)))


def pages(items: list[RawDocument | Finding]) -> list[RawDocument]:
    return [item for item in items if isinstance(item, RawDocument)]


def findings(items: list[RawDocument | Finding]) -> list[tuple[str, int | None]]:
    return [(item.name, item.where.line) for item in items if isinstance(item, Finding)]


def test_rows_are_pages_in_order(tmp_path: Path) -> None:
    columns = {
        "text": [f"{PAGE}{number}" for number in range(10)],
        "url": [f"http://yunhe.example/{number}" for number in range(10)],
        "fetched_at": [datetime(2024, 3, 9, 8, tzinfo=UTC)] * 10,
    }
    items = read(tmp_path, packed(columns))
    assert [(item.raw_index, item.line, item.content) for item in pages(items)] == [
        (number, number + 1, f"{PAGE}{number}") for number in range(10)
    ]
    assert {item.facts.fetched_at for item in pages(items)} == {"2024-03-09T08:00:00Z"}
    assert pages(items)[7].facts.url == "https://yunhe.example/7"
    assert len(items) == 10


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()])
@pytest.mark.parametrize("dictionary", [True, False])
def test_text_is_read_however_it_is_stored(tmp_path: Path, kind: pa.DataType, dictionary: bool) -> None:
    values = [None if value is None else value.encode() for value in (PAGE, None, PAGE)]
    text = (
        pa.array(values, pa.binary()).cast(kind)
        if not pa.types.is_string_view(kind)
        else pa.array([PAGE, None, PAGE], kind)
    )
    items = read(
        tmp_path, packed({"text": text, "url": pa.array([b"http://yunhe.example/a"] * 3)}, use_dictionary=dictionary)
    )
    assert {item.content for item in pages(items)} in ({PAGE}, {PAGE.encode()})
    assert {item.facts.url for item in pages(items)} == {"https://yunhe.example/a"}
    assert findings(items) == [("no_content", 2)]


def test_columns_in_columns_are_found_and_the_others_never_read(tmp_path: Path) -> None:
    meta = [{"url": "http://yunhe.example/a", "date": "2024-03-09T08:00:00Z"}, None, {"url": None, "date": "gestern"}]
    content = packed({"text": [PAGE] * 3, "metadata": meta, "vector": [[0.5] * 9] * 3, "id": [1, 2, 3]})
    items = read(tmp_path, content, url="metadata.url", fetched_at="metadata.date", license="metadata.license")
    assert [(item.facts.url, item.facts.fetched_at) for item in pages(items)] == [
        ("https://yunhe.example/a", "2024-03-09T08:00:00Z"), (None, None), (None, None),
    ]  # fmt: skip
    assert findings(items) == [("bad_facts", 3)]


def test_a_finished_article_is_a_record_with_all_its_columns(tmp_path: Path) -> None:
    content = packed(
        {"text": [PAGE, PAGE], "cleaner": ["x", None], "authors": [["林木"], []], "pii": [{"qq": 1}, None]}
    )
    one, other = pages(read(tmp_path, content, text="authors"))[0], read(tmp_path, content)[1]
    assert one.record == {"text": PAGE, "cleaner": "x", "authors": ["林木"], "pii": {"qq": 1}}
    assert isinstance(other, RawDocument)
    assert (other.record, other.content) == (None, PAGE)


@pytest.mark.parametrize(
    "columns", [{"body": [PAGE]}, {"text": [[PAGE]] * 2}, {"text": [1, 2]}, {"text": [{"a": "b"}]}]
)
def test_a_file_without_pages_says_so(tmp_path: Path, columns: Any) -> None:
    assert {name for name, _ in findings(read(tmp_path, packed(columns)))} == {"no_content"}


def test_a_file_without_rows_is_empty(tmp_path: Path) -> None:
    assert [name for name, _ in findings(read(tmp_path, packed({"text": pa.array([], pa.string())})))] == ["empty_page"]


def test_a_cell_that_is_no_text_costs_its_row_alone(tmp_path: Path) -> None:
    broken = pa.StringArray.from_buffers(
        3, pa.array([0, 1, 3, 4], pa.int32()).buffers()[1], pa.py_buffer(b"a\xff\xfeb")
    )
    items = read(tmp_path, packed({"text": broken}))
    assert findings(items) == [("bad_record", 2)]
    assert [item.content for item in pages(items)] == ["a", "b"]


def test_a_cell_above_the_bound_costs_its_row_alone(tmp_path: Path) -> None:
    text = ["a", "".join(map(str, range(PAGE_BYTES // 6))), "b"]
    assert len(text[1]) > PAGE_BYTES
    items = read(tmp_path, packed({"text": text}))
    assert findings(items) == [("too_large", 2)]
    assert [item.content for item in pages(items)] == ["a", "b"]


def test_a_damaged_row_group_costs_its_own_rows(tmp_path: Path) -> None:
    content = bytearray(packed({"text": [f"{PAGE}{number}" for number in range(9)]}, compression="gzip"))
    group = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(1).column(0)
    start = group.dictionary_page_offset
    content[start : start + 60] = b"\x00" * 60
    items = read(tmp_path, bytes(content))
    assert findings(items) == [("damaged_container", 4)]
    assert [item.raw_index for item in pages(items)] == [0, 1, 2, 6, 7, 8]


def test_a_file_cut_short_or_of_another_kind_is_damaged(tmp_path: Path) -> None:
    content = packed({"text": [PAGE] * 9})
    for wrong in (content[:-1], content[: len(content) // 2], b"PAR1", b"PAR1PAR1", b"\x00" * 99, b"{}"):
        assert findings(read(tmp_path, wrong)) == [("damaged_container", 1)]


def test_metadata_that_ends_pyarrows_process_is_never_asked_for(tmp_path: Path) -> None:
    """Reading a column's own metadata aborts in C++ where its level histograms are malformed."""
    source = Path(__file__).parents[1] / "toolkit" / "read" / "parquet.py"
    assert ".column(" not in source.read_text(encoding="utf-8").replace("batch.column(", "").replace("row.column(", "")
    content = packed({"text": [PAGE, None]}, write_page_index=True)
    for place in range(len(content) - 600, len(content) - 8):
        for value in (0x00, 0x15, 0x39, 0xFF):
            read(tmp_path, content[:place] + bytes([value]) + content[place + 1 :])


BOMBS = {
    "one cell": {"text": ["x" * (16 * FREE_BYTES)]},
    "one entry in every row": {"text": pa.array(["x" * PAGE_BYTES] * 40).dictionary_encode()},
    "no cell at all": {"text": pa.nulls(3_000_000, pa.string())},
    "empty cells": {"text": pa.array([""] * 3_000_000)},
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_said_in_little_time_and_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(packed(BOMBS[name], row_group_size=3_000_000, store_schema=False))
    code = f"""
import os, re
from toolkit.read.documents import read_documents
from toolkit.read.source import Source
items = list(read_documents(Source("a.parquet", {str(path)!r}, os.path.getsize({str(path)!r}))))
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
print(items[-1].name, len(items) < 50, peak < 700_000 or peak)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60)
    assert done.stdout == "damaged_container True True\n"
