"""Reading what was put into raw/ to do harm, or got there by accident: bombs, links, pipes, names, broken lines."""

import gzip
import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zstandard

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig, parse_config
from toolkit.errors import ConfigError, InputError
from toolkit.finding import Finding
from toolkit.read.bounds import FREE_BYTES, PAGE_BYTES, PATIENCE, RECORD_BYTES
from toolkit.read.documents import read_documents, read_stream
from toolkit.read.opening import pin
from toolkit.read.source import Pin, Source, list_sources

PAGE = "云河市发布地方标准\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def read(raw: Path) -> list[RawDocument | Finding]:
    """Everything that a command is told of the folder."""
    listing = list_sources([raw], raw.parent)
    return [*listing.findings, *(item for source in listing.sources for item in read_documents(source))]


def told(raw: Path) -> list[tuple[str, str | None, int | None]]:
    return [(item.name, item.where.path, item.where.line) for item in read(raw) if isinstance(item, Finding)]


def paths(raw: Path) -> list[str]:
    return [item.raw_path for item in read(raw) if isinstance(item, RawDocument)]


def pins(raw: Path) -> list[str]:
    pinned = [pin(source) for source in list_sources([raw], raw.parent).sources]
    return [item.name for item in pinned if isinstance(item, Finding)]


def test_links_are_never_followed_and_always_said(raw: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for place in (outside, raw):
        (place / "a.txt").write_text(PAGE, encoding="utf-8")
    (raw / "b.txt").symlink_to(outside / "a.txt")
    (raw / "c.txt").symlink_to(raw / "a.txt")
    (raw / "d").symlink_to(outside)
    (raw / "e").symlink_to(raw)  # a circle
    (raw / "f.txt").symlink_to(tmp_path / "nowhere")
    (raw / "facts.csv").symlink_to(outside / "a.txt")
    assert told(raw) == [
        ("link_not_followed", f"raw/{name}", None) for name in ("b.txt", "c.txt", "d", "e", "f.txt", "facts.csv")
    ]
    assert paths(raw) == ["raw/a.txt"]
    assert pins(raw) == ["link_not_followed"] * 6


def test_a_link_that_the_user_names_is_the_users_own_wish(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (raw / "a.txt").symlink_to(tmp_path / "page.txt")
    (source,) = list_sources([raw / "a.txt"], tmp_path).sources
    assert isinstance(next(read_documents(source)), RawDocument)


def test_pipes_devices_and_sockets_are_never_opened(raw: Path) -> None:
    os.mkfifo(raw / "a.txt")
    os.mkfifo(raw / "b.jsonl.gz")
    os.mkfifo(raw / "facts.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(raw)  # the name of a socket may be short only
        listening.bind("s.html")
        os.chdir(here)
        start = time.monotonic()
        assert told(raw) == [
            ("not_a_file", f"raw/{name}", None) for name in ("a.txt", "b.jsonl.gz", "facts.csv", "s.html")
        ]
        assert pins(raw) == ["not_a_file"] * 4
        assert time.monotonic() - start < 5
    (device,) = read_documents(Source("raw/null.txt", "/dev/null", 0))
    assert isinstance(device, Finding)
    assert device.message() == "a device, not a regular file; it was not opened"


def test_a_pipe_that_the_user_names_is_refused_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(InputError, match="not a regular file"):
        list_sources([tmp_path / "a.txt"], tmp_path)


def test_a_file_that_goes_or_turns_into_something_else_is_a_finding(raw: Path) -> None:
    for name in ("a.txt", "b.txt", "c.jsonl", "d.parquet"):
        (raw / name).write_text(PAGE, encoding="utf-8")
    sources = list_sources([raw], raw.parent).sources
    (raw / "a.txt").unlink()
    (raw / "b.txt").unlink()
    os.mkfifo(raw / "b.txt")
    (raw / "c.jsonl").unlink()
    (raw / "c.jsonl").symlink_to("/etc/hostname")
    (raw / "d.parquet").unlink()
    (raw / "d.parquet").mkdir()
    names = ["unreadable_file", "not_a_file", "link_not_followed", "not_a_file"]
    items = [item for source in sources for item in read_documents(source)]
    assert [item.name for item in items if isinstance(item, Finding)] == names
    assert [item.name for item in map(pin, sources) if isinstance(item, Finding)] == names


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_a_finding(raw: Path) -> None:
    (raw / "a.txt").write_text(PAGE, encoding="utf-8")
    (raw / "a.txt").chmod(0)
    (raw / "b").mkdir(mode=0)
    assert told(raw) == [("unreadable_file", "raw/a.txt", None), ("unreadable_file", "raw/b", None)]


def test_a_pin_is_the_digest_of_the_file(raw: Path) -> None:
    (raw / "a.txt").write_bytes(b"abc")
    (source,) = list_sources([raw], raw.parent).sources
    assert pin(source) == Pin(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_names_that_are_no_line_of_text_are_spelled_out_and_said(raw: Path) -> None:
    for name in (b"a\n.txt", b"b\xff.txt", b"c\x1b[31m.txt", "d\u2028.txt".encode(), "好　的.txt".encode()):
        Path(os.fsdecode(os.fsencode(raw) + b"/" + name)).write_text(PAGE, encoding="utf-8")
    assert paths(raw) == [
        "raw/a\\x0a.txt", "raw/b\\xff.txt", "raw/c\\x1b[31m.txt", "raw/d\\u2028.txt", "raw/好　的.txt",
    ]  # fmt: skip
    assert [name for name, _, _ in told(raw)] == ["strange_name"] * 4


def test_facts_of_a_strangely_named_page_are_found(raw: Path) -> None:
    name = unicodedata.normalize("NFD", "é\n.txt")
    (raw / name).write_text(PAGE, encoding="utf-8")
    (raw / "facts.csv").write_text(f'file,license\n"{name}",MIT\n', encoding="utf-8")
    (document,) = (item for item in read(raw) if isinstance(item, RawDocument))
    assert document.facts.license == "MIT"


def test_of_two_names_that_are_one_after_normalisation_the_first_is_read(raw: Path) -> None:
    names = [unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD")]
    for name in names:
        (raw / name).write_text(PAGE, encoding="utf-8")
    first = min(names, key=str.encode)
    listing = list_sources([raw], raw.parent)
    assert [Path(source.location).name for source in listing.sources if source.refused is None] == [first]
    assert told(raw) == [("name_taken", "raw/é.txt", None)]
    assert pins(raw) == ["name_taken"]


def test_two_files_outside_the_project_may_have_one_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(PAGE, encoding="utf-8")
    listing = list_sources([tmp_path / "a", tmp_path / "b"], tmp_path / "project")
    assert [source.refused for source in listing.sources] == [None, None]


def test_folders_may_be_nested_as_deep_as_paths_go(raw: Path) -> None:
    here = Path.cwd()
    os.chdir(raw)
    for _ in range(1500):
        Path("a").mkdir()
        os.chdir("a")
    Path("a.txt").write_text(PAGE, encoding="utf-8")
    os.chdir(here)
    try:
        assert paths(raw) == ["raw/" + "a/" * 1500 + "a.txt"]
    finally:
        subprocess.run(["rm", "-rf", str(raw / "a")], check=True)


@pytest.mark.parametrize(
    "suffix", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet", "warc", "warc.gz", "wet", "txt", "html"]
)
def test_an_empty_file_is_said(raw: Path, suffix: str) -> None:
    (raw / f"a.{suffix}").touch()
    assert told(raw) == [("empty_page", f"raw/a.{suffix}", None)]


@pytest.mark.parametrize("content", [b"\n\r\n  \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_a_file_of_blank_lines_is_empty(raw: Path, content: bytes) -> None:
    (raw / "a.jsonl").write_bytes(content)
    assert told(raw) == [("empty_page", "raw/a.jsonl", None)]


GOOD = b'{"text": "x"}'
LINES = {
    "not_json": [
        b"\x00" * 30, b'{"text": "x"', b"nonsense", GOOD + GOOD, b'{"text": "a\x00b"}', b'{"n": ' + b"9" * 5000 + b"}",
        "｛｝".encode(),
    ],
    "nested_too_deep": [b"[" * 1_000_000, b'{"a":' * 1_000_000],
    "not_utf8": [b'{"text": "\xff"}', GOOD.decode().encode("utf-16")],
    "trailing_comma": [b'{"text": "x",}', b'{"text": ["x" , ] }', b'{"text": "x",'],
    "no_content": [b"{}", b'{"text": ""}', b'{"text": null, "html": 5}', b'{"text": ["x"]}', b'{"html": {"a": "b"}}'],
    "too_large": [b'{"text": "' + b"x" * (PAGE_BYTES + 1) + b'"}', b'{"text": "' + b"x" * (50 << 20) + b'"}'],
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_bad_line_costs_itself_alone(raw: Path, name: str) -> None:
    for bad in LINES[name]:
        (raw / "a.jsonl").write_bytes(b"\n".join([GOOD, bad, GOOD]))
        found = told(raw)
        assert found[0] == (name, "raw/a.jsonl", 2), bad[:40]
        assert {kind for kind, _, _ in found} == {name}  # UTF-16 holds a line feed of its own
        assert len(paths(raw)) == 2


def test_a_line_may_be_as_long_as_a_record_and_no_longer(raw: Path) -> None:
    for extra in (0, 1):
        line = b'{"text": "x", "more": "' + b"y" * (RECORD_BYTES - 26 + extra) + b'"}\n'
        assert len(line) == RECORD_BYTES + extra
        (raw / "a.jsonl").write_bytes(line + GOOD)
        assert told(raw) == [("too_large", "raw/a.jsonl", 1)] * extra
        assert len(paths(raw)) == 2 - extra


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter(raw: Path) -> None:
    (raw / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n" + GOOD + b"\r\n")
    items = read(raw)
    assert [(item.raw_index, item.content) for item in items if isinstance(item, RawDocument)] == [(0, "x"), (1, "x")]
    assert len(items) == 2


def test_half_a_surrogate_pair_is_read_as_a_replacement_character(raw: Path) -> None:
    lines = [
        rb'{"text": "a\ud83db", "\udc00": {"k": ["\ud800"]}}',
        rb'{"text": "\ud83d\ude00"}',
        rb'{"text": "\\ud83d"}',
    ]
    finished = rb'{"cleaner": "x", "\ud800": "\udfff"}'
    (raw / "a.jsonl").write_bytes(b"\n".join([*lines, finished]))
    items = [item for item in read(raw) if isinstance(item, RawDocument)]
    assert [item.content for item in items] == ["a\ufffdb", "\U0001f600", "\\ud83d", ""]
    assert items[3].record == {"cleaner": "x", "\ufffd": "\ufffd"}
    assert told(raw) == [("lone_surrogate", "raw/a.jsonl", 1), ("lone_surrogate", "raw/a.jsonl", 4)]


def test_a_page_file_above_the_bound_is_said(raw: Path) -> None:
    (raw / "a.txt").write_bytes(b"x" * PAGE_BYTES)
    (raw / "b.txt").write_bytes(b"x" * (PAGE_BYTES + 1))
    assert (told(raw), paths(raw)) == ([("too_large", "raw/b.txt", None)], ["raw/a.txt"])
    assert [getattr(item, "name", None) for item in read_stream(BytesIO(b"x" * (PAGE_BYTES + 1)), "stdin")] == [
        "too_large"
    ]


def test_text_is_measured_in_bytes(raw: Path) -> None:
    for extra in (0, 1):
        text = "云" * (PAGE_BYTES // 3) + "x" * (PAGE_BYTES % 3 + extra)
        (raw / "a.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf-8")
        assert len(told(raw)) == extra


PACKED: list[tuple[str, Callable[[bytes], bytes]]] = [("gz", gzip.compress), ("zst", zstandard.compress)]


@pytest.mark.parametrize(("suffix", "pack"), PACKED)
def test_a_bomb_is_said_and_costs_what_follows_it(raw: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(GOOD + b"\n") + pack(b"\x00" * (4 * FREE_BYTES)) + pack(b"\n" + GOOD)
    (raw / f"a.jsonl.{suffix}").write_bytes(bomb)
    start = time.monotonic()
    assert [name for name, _, _ in told(raw)] == ["damaged_container"]
    assert time.monotonic() - start < 10
    assert len(paths(raw)) == 1


@pytest.mark.parametrize(("suffix", "pack"), PACKED)
def test_a_bomb_of_empty_lines_is_one_too(raw: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    (raw / f"a.jsonl.{suffix}").write_bytes(pack(GOOD + b"\n" * (2 * FREE_BYTES)))
    assert [name for name, _, _ in told(raw)] == ["damaged_container"]


def test_pages_that_repeat_each_other_are_no_bomb(raw: Path) -> None:
    text = "".join(json.dumps({"text": os.urandom(60).hex() + "云河市发布地方标准" * 200}) + "\n" for _ in range(3000))
    (raw / "a.jsonl.zst").write_bytes(zstandard.compress(text.encode()))
    assert len(text) > FREE_BYTES / 2
    assert (told(raw), len(paths(raw))) == ([], 3000)


def peak_memory(code: str) -> int:
    """MiB that a process needs at its peak to run `code`."""
    code += "\nprint(open('/proc/self/status').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=120)
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak is not None
    return int(peak[1]) >> 10


READ = """
from toolkit.read.documents import read_documents
from toolkit.read.source import Source
import os
for _ in read_documents(Source({name!r}, {path!r}, os.path.getsize({path!r}))): pass
"""


def test_memory_stays_bounded_however_well_a_file_is_packed(raw: Path) -> None:
    path = raw / "a.jsonl.zst"
    path.write_bytes(zstandard.compress(b"x" * (1 << 30)))
    used = peak_memory(READ.format(name=path.name, path=str(path)))
    assert used < 500


@pytest.mark.parametrize(
    ("suffix", "pack"), [("jsonl", bytes), *((f"jsonl.{suffix}", pack) for suffix, pack in PACKED)]
)
def test_no_end_of_errors_is_an_end_of_reading(raw: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    (raw / f"a.{suffix}").write_bytes(pack(b"{}\n" * (PATIENCE * 3)))
    found = told(raw)
    assert [name for name, _, _ in found] == [*["no_content"] * PATIENCE, "damaged_container"]


def test_errors_that_good_records_stand_between_are_all_said(raw: Path) -> None:
    (raw / "a.jsonl").write_bytes((b"{}\n" * (PATIENCE - 1) + GOOD + b"\n") * 2)
    assert len(told(raw)) == 2 * (PATIENCE - 1)
    assert len(paths(raw)) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.csv", ("file," + ",".join("abc" for _ in range(200_000)) + "\n" + "x\n" * 200_000).encode()),
        ("facts.csv", b'file,url\n"' + b"x" * 200_000), ("facts.csv", b"file\x00\n\x00"), ("facts.csv", b"\xff\xfe"),
        ("facts.csv", b"url\na"), ("a.txt.facts.json", b'{"url": "\\ud800", "license": "\\u0000"}'),
        ("a.txt.facts.json", b"[" * 1_000_000), ("a.txt.facts.json", b'{"url": ' + b"9" * 5000 + b"}"),
        ("facts.csv", b"file,url\n/etc/passwd,x\n../../x,y\n"),
    ],
)  # fmt: skip
def test_hostile_facts_cost_neither_the_page_nor_the_time(raw: Path, name: str, content: bytes) -> None:
    (raw / "a.txt").write_text(PAGE, encoding="utf-8")
    (raw / name).write_bytes(content)
    start = time.monotonic()
    assert paths(raw) == ["raw/a.txt"]
    assert {kind for kind, _, _ in told(raw)} <= {"bad_facts", "orphan_facts"}
    assert told(raw)
    assert time.monotonic() - start < 5


def test_an_orphan_sidecar_is_said_beside_its_own_name(raw: Path) -> None:
    (raw / "b.txt.facts.json").write_text("{}", encoding="utf-8")
    assert told(raw) == [("orphan_facts", "raw/b.txt.facts.json", None)]


DIALECTS: list[tuple[dict[str, str], dict[str, Any]]] = [
    (
        {"url": "metadata.url", "fetched_at": "metadata.date"},  # datatrove
        {"text": PAGE, "id": "1", "metadata": {"url": "http://yunhe.example/a", "date": "2024-03-09T08:00:00Z"}},
    ),
    (
        {"url": "metadata.url", "fetched_at": "added", "license": "metadata.license"},  # Dolma
        {
            "id": "1", "text": PAGE, "source": "web", "added": "2024-03-09T08:00:00.000Z", "created": "2024-01-01",
            "metadata": {"url": "http://yunhe.example/a", "license": "CC0-1.0"},
        },
    ),
    ({"url": "meta.src.url"}, {"text": PAGE, "meta": {"src": {"url": "http://yunhe.example/a"}}}),  # Data-Juicer
    ({"text": "content", "url": "链接"}, {"content": PAGE, "text": "no", "链接": "http://yunhe.example/a"}),
    ({"html": "text"}, {"text": f"<p>{PAGE}</p>", "url": "http://yunhe.example/a"}),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "record"), DIALECTS)
def test_one_map_reads_other_peoples_records(raw: Path, columns: dict[str, str], record: dict[str, Any]) -> None:
    (raw / "a.jsonl").write_text("\n" + json.dumps(record), encoding="utf-8")
    (source,) = list_sources([raw], raw.parent).sources
    (page,) = read_documents(source, ColumnsConfig(**columns))
    assert isinstance(page, RawDocument)
    assert PAGE in str(page.content)
    assert page.facts.url == "https://yunhe.example/a"
    assert (page.facts.fetched_at or "2024-03-09T08:00:00Z") == "2024-03-09T08:00:00Z"
    assert (page.raw_index, page.line) == (0, 2)


def test_a_record_without_the_mapped_column_says_which(raw: Path) -> None:
    (raw / "a.jsonl").write_text('{"text": "x", "metadata": "no table"}', encoding="utf-8")
    (source,) = list_sources([raw], raw.parent).sources
    (finding,) = read_documents(source, ColumnsConfig(text="metadata.body"))
    assert isinstance(finding, Finding)
    assert finding.message() == "the record has neither 'metadata.body' nor 'html'"


@pytest.mark.parametrize("line", ['text = ""', 'text = "a..b"', 'text = ".a"', 'body = "x"', "text = 5", 'url = "a."'])
def test_a_wrong_column_map_is_refused(line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(f'name = "x"\ntitle = "X"\n[columns]\n{line}\n')
    assert (caught.value.where.field or "").startswith("columns.")


@pytest.fixture(autouse=True)
def _no_core_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)
