import gzip
import json
import os
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zstandard

from toolkit.article import PageFacts, RawDocument
from toolkit.errors import InputError
from toolkit.finding import Finding
from toolkit.read.documents import read_documents, read_stream
from toolkit.read.jsonl import Accepted
from toolkit.read.source import Listing, list_sources

PAGE = "云河市发布地方标准\n"


def listing(root: Path) -> Listing:
    return list_sources([root / "raw"], root)


def documents(root: Path) -> list[RawDocument | Finding]:
    return [item for source in listing(root).sources for item in read_documents(source)]


def put(root: Path, name: str, content: str | bytes) -> Path:
    path = root / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def names(items: Sequence[RawDocument | Finding]) -> list[str]:
    return [item.name if isinstance(item, Finding) else item.raw_path for item in items]


def only(items: Sequence[RawDocument | Finding]) -> RawDocument:
    (item,) = items
    assert isinstance(item, RawDocument)
    return item


def test_files_come_in_the_order_of_their_names_not_of_the_disk(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "B.txt", "云.txt", "b/10.txt"):
        put(tmp_path, name, PAGE)
    assert [source.raw_path for source in listing(tmp_path).sources] == [
        "raw/B.txt", "raw/a.txt", "raw/b/10.txt", "raw/b/2.txt", "raw/云.txt",
    ]  # fmt: skip


def test_hidden_files_are_no_pages(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, ".git/b.txt", PAGE)
    put(tmp_path, ".c.txt", PAGE)
    assert [source.raw_path for source in listing(tmp_path).sources] == ["raw/a.txt"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        listing(tmp_path)


def test_the_ending_decides_how_a_file_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, "b.HTML", "<p>云河</p>")
    put(tmp_path, "c.pdf", "%PDF")
    put(tmp_path, "d", PAGE)
    put(tmp_path, "e.txt", "")
    found = documents(tmp_path)
    assert names(found) == ["raw/a.txt", "raw/b.HTML", "unknown_format", "unknown_format", "empty_page"]
    assert [item.media for item in found if isinstance(item, RawDocument)] == ["text", "html"]


@pytest.mark.parametrize(
    ("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstandard.compress)]
)
def test_jsonl_is_read_however_it_is_packed(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    lines = [{"text": "一"}, {"html": "<p>二</p>"}, {"text": "三", "url": "http://yunhe.example/3"}]
    put(tmp_path, name, pack("".join(json.dumps(line) + "\n" for line in lines).encode()))
    found = [item for item in documents(tmp_path) if isinstance(item, RawDocument)]
    assert [(item.raw_index, item.media, item.content, item.line) for item in found] == [
        (0, "text", "一", 1), (1, "html", "<p>二</p>", 2), (2, "text", "三", 3),
    ]  # fmt: skip
    assert found[2].facts.url == "https://yunhe.example/3"


def test_a_bad_line_costs_itself_alone(tmp_path: Path) -> None:
    bad = [b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"title": 1}', b'{"text": 5}', b"[" * 100_000]
    put(tmp_path, "a.jsonl", b"\n".join([b'{"text": "x"}', *bad, b"", b'{"text": "y"}']))
    found = documents(tmp_path)
    assert names(found) == [
        "raw/a.jsonl",
        *["not_json"] * 3,
        "not_utf8",
        *["no_content"] * 2,
        "nested_too_deep",
        "raw/a.jsonl",
    ]
    assert isinstance(found[-1], RawDocument)
    assert (found[-1].raw_index, found[-1].line) == (8, 10)
    assert all(item.where.line for item in found if isinstance(item, Finding))


@pytest.mark.parametrize(("name", "start"), [("a.jsonl", "{"), ("b.json", "[{")])
def test_where_json_ends_too_early_what_stands_before_is_shown(tmp_path: Path, name: str, start: str) -> None:
    put(tmp_path, name, f'{start}"text": "甲乙"\n\n')
    (finding,) = documents(tmp_path)
    assert isinstance(finding, Finding)
    assert (finding.name, finding.where.line) == ("not_json", 1)
    assert finding.params == {"column": len(start) + 13, "near": f'{start}"text": "甲乙"…'}


@pytest.mark.parametrize(("name", "pack"), [("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstandard.compress)])
def test_a_container_cut_short_gives_what_stands_before_the_cut(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    lines = b"".join(json.dumps({"text": os.urandom(300).hex()}).encode() + b"\n" for _ in range(1000))
    packed = pack(lines)
    put(tmp_path, name, packed[: len(packed) * 2 // 3])
    found = documents(tmp_path)
    assert isinstance(found[-1], Finding)
    assert found[-1].name == "damaged_container"
    assert sum(isinstance(item, RawDocument) for item in found) == len(found) - 1 - names(found).count("not_json") > 100


def test_a_record_with_a_cleaner_is_a_finished_article(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", '{"cleaner": "x", "text": "y"}')
    assert only(documents(tmp_path)).record == {"cleaner": "x", "text": "y"}


def test_a_page_digest_is_of_the_page_not_of_its_container(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, "b.jsonl", json.dumps({"text": PAGE}))
    one, other = documents(tmp_path)
    assert isinstance(one, RawDocument)
    assert isinstance(other, RawDocument)
    assert one.raw_sha256 == other.raw_sha256


FACTS: dict[str, Any] = {
    "url": "http://yunhe.example/a", "fetched_at": "2024-03-09T08:00:00+08:00", "license": "CC-BY-4.0",
    "contributor": "lin",
}  # fmt: skip
READ = PageFacts("https://yunhe.example/a", "2024-03-09T00:00:00Z", "CC-BY-4.0", "lin")


def test_facts_come_from_a_sidecar(tmp_path: Path) -> None:
    put(tmp_path, "a.html", "<p>x</p>")
    put(tmp_path, "a.html.facts.json", json.dumps(FACTS))
    assert only(documents(tmp_path)).facts == READ


def test_facts_come_from_the_table_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path, "x/a.txt", PAGE)
    put(tmp_path, "x/facts.csv", "\ufefffile,url,fetched_at,license,contributor\na.txt," + ",".join(FACTS.values()))
    assert only(documents(tmp_path)).facts == READ


def test_a_sidecar_says_more_than_the_table_and_the_record_more_than_both(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", json.dumps({"text": "x", "contributor": "mo"}))
    put(tmp_path, "facts.csv", "file,license,contributor\na.jsonl,MIT,lin\n")
    put(tmp_path, "a.jsonl.facts.json", json.dumps({"license": "CC0-1.0"}))
    assert only(documents(tmp_path)).facts == PageFacts(license="CC0-1.0", contributor="mo")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "yunhe.example"), ("url", 7), ("fetched_at", "2024-03-09T08:00:00"), ("fetched_at", "gestern"),
        ("fetched_at", "0001-01-01T00:00:00+14:00"), ("license", "a\nb"), ("contributor", "lin@yunhe.example"),
        ("contributor", ["lin"]), ("license", "x" * 9999),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_said_and_left_out(tmp_path: Path, field: str, value: Any) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, "a.txt.facts.json", json.dumps({**FACTS, field: value}))
    found = listing(tmp_path)
    assert [(finding.name, finding.where.field) for finding in found.findings] == [("bad_facts", field)]
    assert getattr(found.sources[0].facts, field) is None
    assert sum(getattr(found.sources[0].facts, name) is not None for name in FACTS) == 3


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"file": 1', b"\xff"])
def test_a_broken_sidecar_never_costs_the_page(tmp_path: Path, content: str | bytes) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, "a.txt.facts.json", content)
    found = listing(tmp_path)
    assert [finding.name for finding in found.findings] == ["bad_facts"]
    assert len(found.sources) == 1


def test_facts_without_a_page_are_said(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", PAGE)
    put(tmp_path, "b.txt.facts.json", "{}")
    put(tmp_path, "facts.csv", "file,license\nc.txt,MIT\n")
    assert [finding.params["file"] for finding in listing(tmp_path).findings] == ["raw/b.txt", "raw/c.txt"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"text": "x"}', "text"),
        (b"<html>", "html"),
        ("云河".encode(), "text"),
        (b'\xef\xbb\xbf {"text": "x"}', "text"),
    ],
)
def test_standard_input_is_known_by_how_it_begins(content: bytes, expected: str) -> None:
    assert (
        only([item for item in read_stream(BytesIO(content), "stdin") if not isinstance(item, Accepted)]).media
        == expected
    )
