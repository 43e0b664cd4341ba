"""WARC and WET as crawlers write them, and as disks and networks leave them."""

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter

from toolkit.article import RawDocument
from toolkit.errors import ConfigError
from toolkit.finding import Finding
from toolkit.read.bounds import PAGE_BYTES, RECORD_BYTES
from toolkit.read.documents import read_documents
from toolkit.read.source import Source


def plain(value: Any) -> str | None:
    """The id of a parameter; gzip writes the time, and every worker must find the same tests."""
    return "bytes" if isinstance(value, bytes) else None


PAGE = "<html><p>云河市发布地方标准</p></html>".encode()


def record(kind: str, block: bytes, media: str = "application/http; msgtype=response", **more: Any) -> bytes:
    """One WARC record; `length` overrules the true one."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {more.get('uri', 'http://yunhe.example/a?utm_source=x')}",
        f"WARC-Date: {more.get('date', '2024-03-09T08:00:00Z')}",
        f"Content-Type: {media}",
        f"Content-Length: {more.get('length', len(block))}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(
    page: bytes = PAGE, media: str = "text/html; charset=utf-8", status: str = "200 OK", head: str = ""
) -> bytes:
    """A response record."""
    return record("response", f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{head}\r\n".encode() + page)


def read(folder: Path, name: str, content: bytes) -> list[RawDocument | Finding]:
    path = folder / name
    path.write_bytes(content)
    return list(read_documents(Source(f"raw/{name}", str(path), len(content))))


def pages(items: list[RawDocument | Finding]) -> list[RawDocument]:
    return [item for item in items if isinstance(item, RawDocument)]


def findings(items: list[RawDocument | Finding]) -> list[tuple[str, int | None]]:
    return [(item.name, item.where.line) for item in items if isinstance(item, Finding)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_html_response_is_a_page_with_its_url_and_time(tmp_path: Path, pack: Any) -> None:
    about = record("warcinfo", b"software: x\r\n", "application/warc-fields")
    name = "a.warc" if pack is bytes else "a.warc.gz"
    items = read(tmp_path, name, pack(about) + pack(response()) + pack(record("request", b"GET / HTTP/1.1\r\n\r\n")))
    (page,) = pages(items)
    assert len(items) == 1
    assert (page.media, page.content, page.raw_index, page.line) == ("html", PAGE, 1, 2)
    assert (page.facts.url, page.facts.fetched_at) == ("https://yunhe.example/a", "2024-03-09T08:00:00Z")


def test_a_conversion_record_is_text_and_a_resource_a_page(tmp_path: Path) -> None:
    text = "云河市发布地方标准".encode()
    items = read(tmp_path, "a.wet", record("conversion", text, "text/plain") + record("resource", PAGE, "text/html"))
    assert [(page.media, page.content) for page in pages(items)] == [("text", text), ("html", PAGE)]


def test_what_is_no_page_is_passed_over_and_said(tmp_path: Path) -> None:
    content = [
        response(b"\x89PNG", "image/png"), response(status="404 Not Found"), record("revisit", b""),
        record("conversion", b"{}", "application/json"), response(status="301 Moved"), response(),
    ]  # fmt: skip
    items = read(tmp_path, "a.warc", b"".join(content))
    assert findings(items) == [
        ("other_media", 1), ("http_status", 2), ("other_media", 3), ("other_media", 4), ("http_status", 5),
    ]  # fmt: skip
    assert [page.line for page in pages(items)] == [6]
    assert {item.severity for item in items if isinstance(item, Finding)} == {"warning"}


def chunked(data: bytes) -> bytes:
    pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
    return b"".join(b"%x;name=value\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def brotli(data: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(data)
    writer.close()
    return packed.getvalue()


CODED = {
    "Transfer-Encoding: chunked": chunked(PAGE),
    "Content-Encoding: gzip": gzip.compress(PAGE),
    "Content-Encoding: x-gzip": gzip.compress(PAGE),
    "Content-Encoding: deflate": zlib.compress(PAGE),
    "content-encoding: DEFLATE": zlib.compress(PAGE)[2:-4],
    "Content-Encoding: zstd": zstandard.compress(PAGE),
    "Content-Encoding: br": brotli(PAGE),
    "Content-Encoding: gzip\r\nTransfer-Encoding: chunked": chunked(gzip.compress(PAGE)),
    "Content-Encoding: identity": PAGE,
}


@pytest.mark.parametrize("head", CODED)
def test_the_codings_of_a_response_are_undone(tmp_path: Path, head: str) -> None:
    (page,) = pages(read(tmp_path, "a.warc", response(CODED[head], head=f"{head}\r\n") + response(b"", "image/png")))
    assert page.content == PAGE


@pytest.mark.parametrize("head", CODED)
def test_a_coding_that_the_crawler_has_undone_is_no_matter(tmp_path: Path, head: str) -> None:
    (page,) = pages(read(tmp_path, "a.warc", response(head=f"{head}\r\n")))
    assert page.content == PAGE


@pytest.mark.parametrize(
    ("head", "payload"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)[:-9]), ("Content-Encoding: br", b"\xff" * 40),
        ("Content-Encoding: zstd", zstandard.compress(PAGE)[:-9]), ("Content-Encoding: zstd", b"\x00" * 40),
        ("Content-Encoding: deflate", zlib.compress(PAGE)[:-9]), ("Content-Encoding: compress", b"\x1f\x9d\x90"),
        ("Transfer-Encoding: chunked", chunked(PAGE)[:-9]), ("Transfer-Encoding: chunked", b"zzz"),
    ],
    ids=plain,
)  # fmt: skip
def test_a_damaged_payload_costs_its_record_alone(tmp_path: Path, head: str, payload: bytes) -> None:
    items = read(tmp_path, "a.warc", response() + response(payload, head=f"{head}\r\n") + response())
    assert findings(items) == [("bad_record", 2)]
    assert [page.line for page in pages(items)] == [1, 3]


@pytest.mark.parametrize(
    "block", [b"", b"\x00\xff", b"<html>", b"HTTP/1.1 200 OK", b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/"]
)
def test_a_block_that_is_no_response_costs_its_record_alone(tmp_path: Path, block: bytes) -> None:
    items = read(tmp_path, "a.warc", record("response", block) + response())
    assert findings(items) == [("bad_record", 1)]
    assert [page.line for page in pages(items)] == [2]


def test_a_page_that_unpacks_beyond_the_bound_costs_its_record_alone(tmp_path: Path) -> None:
    for pack, name in ((gzip.compress, "gzip"), (zstandard.compress, "zstd"), (brotli, "br")):
        bomb = response(pack(b"<" * (PAGE_BYTES + 1)), head=f"Content-Encoding: {name}\r\n")
        items = read(tmp_path, "a.warc", bomb + response())
        assert findings(items) == [("too_large", 1)]
        assert [page.line for page in pages(items)] == [2]


def test_a_record_beyond_the_bound_is_passed_over(tmp_path: Path) -> None:
    items = read(tmp_path, "a.warc.gz", gzip.compress(response(b"<" + b"ab" * (RECORD_BYTES // 2)) + response(), 1))
    assert findings(items) == [("damaged_container", 1)]  # packed as well as that it is a bomb
    items = read(tmp_path, "a.warc", response(b"<" + b"ab" * (RECORD_BYTES // 2)) + response())
    assert findings(items) == [("too_large", 1)]
    assert [page.line for page in pages(items)] == [2]


def test_a_gzip_member_cut_anywhere_is_said_and_what_stands_before_it_is_read(tmp_path: Path) -> None:
    first, second = gzip.compress(response()), gzip.compress(response(PAGE * 3))
    for cut in range(1, len(second)):
        items = read(tmp_path, "a.warc.gz", first + second[:cut])
        assert [page.line for page in pages(items)][:1] == [1]
        assert findings(items)[-1] in [("damaged_container", 2), ("damaged_container", 3)], cut
        assert len(findings(items)) == 1


def test_a_plain_archive_cut_anywhere_is_said(tmp_path: Path) -> None:
    for second in (
        response(PAGE * 3),
        response(b"\x89PNG" * 9, "image/png"),
        record("request", b"GET / HTTP/1.1\r\n\r\n"),
    ):
        for cut in range(1, len(second) - 4):
            items = read(tmp_path, "a.warc", response() + second[:cut])
            assert [page.line for page in pages(items)][:1] == [1]
            assert ("damaged_container", 2) in findings(items), cut


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"not a record\r\n\r\n", b"WARC/1.0\r\n\r\n"])
def test_what_follows_damage_is_lost_and_said(tmp_path: Path, damage: bytes) -> None:
    items = read(tmp_path, "a.warc", response() + damage + response())
    assert [page.line for page in pages(items)] == [1]
    assert findings(items) == [("damaged_container", 2)]


@pytest.mark.parametrize("length", [10**18, 10**30, -1, "", "five", "５"])
def test_a_length_that_lies_is_damage(tmp_path: Path, length: Any) -> None:
    items = read(tmp_path, "a.warc", response() + record("response", PAGE, length=length))
    assert findings(items) == [("damaged_container", 2)]


@pytest.mark.parametrize(
    "content", [b"WARC", b"\x00" * 999, b"PK\x03\x04" + b"\x00" * 60, gzip.compress(b"")], ids=plain
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wet", "a.wet.gz"])
def test_what_is_no_archive_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    (item,) = read(tmp_path, name, content)
    assert isinstance(item, Finding)
    assert item.name in ("damaged_container", "empty_page")


def test_wrong_facts_of_a_record_are_left_out_and_said(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    items = read(tmp_path, "a.warc", record("response", block, uri="dns:yunhe.example", date="gestern"))
    assert findings(items) == [("bad_facts", 1), ("bad_facts", 1)]
    (page,) = pages(items)
    assert (page.facts.url, page.facts.fetched_at) == (None, None)


def test_an_address_in_angle_brackets_is_an_address(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    (page,) = pages(read(tmp_path, "a.warc", record("response", block, uri="<http://yunhe.example/b>")))
    assert page.facts.url == "https://yunhe.example/b"


def test_without_fastwarc_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, "a.warc", response())
    assert (caught.value.mend, caught.value.where.path) == ("pip install 'imprint[warc]'", "raw/a.warc")
    assert findings(read(tmp_path, "b.jsonl", b"{}")) == [("no_content", 1)]
