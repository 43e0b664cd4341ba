"""Whatever lies between good pages in raw/: it is named, and the good pages come out as if it were not there."""

import gzip
import io
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.test_read_archives import plain, record, response
from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.actions.build import BuildRequest, build
from toolkit.actions.project import load_project
from toolkit.catalogue.reading import READING
from toolkit.cli.main import run
from toolkit.errors import InputError
from toolkit.read.bounds import FREE_BYTES, PAGE_BYTES

PAGES = 1000
EXACT = "[dedup]\nnear = false\n"  # the pages are alike on purpose
GOOD = json.dumps({"text": page(7000)}).encode() + b"\n"


def packed(columns: Mapping[str, Any]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


# What stands in raw/ under the name, and the names of the findings about it.
BAD: dict[str, tuple[bytes, dict[str, int]]] = {
    "empty.txt": (b"", {"empty_page": 1}),
    "empty.html": (b"", {"empty_page": 1}),
    "empty.jsonl": (b"", {"empty_page": 1}),
    "empty.parquet": (b"", {"empty_page": 1}),
    "empty.warc.gz": (b"", {"empty_page": 1}),
    "blank.jsonl": (b"\xef\xbb\xbf\r\n\r\n", {"empty_page": 1}),
    "mark.txt": (b"\xef\xbb\xbf", {"empty_page": 1}),
    "binary.txt": (bytes(range(256)) * 64, {"binary_page": 1}),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 16, {"binary_page": 1}),
    "binary.jsonl": (b"\x00\xff\n" * 3, {"not_utf8": 3}),
    "binary.parquet": (bytes(range(256)) * 8, {"damaged_container": 1}),
    "binary.warc": (bytes(range(256)) * 8, {"damaged_container": 1}),
    "binary.wet.gz": (bytes(range(256)) * 8, {"damaged_container": 1}),
    "archive.zip": (b"PK\x03\x04" + b"\x00" * 60, {"unknown_format": 1}),
    "brackets.jsonl": (b"[" * 1_000_000, {"nested_too_deep": 1}),
    "braces.jsonl": (b'{"text":' * 1_000_000, {"nested_too_deep": 1}),
    "nonsense.jsonl": (b'{"text": "x"\nnonsense\n[]\n{}\n', {"not_json": 3, "no_content": 1}),
    "nothing.jsonl": (b'{"title": "x"}\r\n', {"no_content": 1}),
    "long.jsonl": (b'{"text": "' + b"x" * (50 << 20) + b'"}', {"too_large": 1}),
    "large.jsonl": (b'{"text": "' + b"x" * PAGE_BYTES + b'x"}', {"too_large": 1}),
    "large.txt": (b"x" * (PAGE_BYTES + 1), {"too_large": 1}),
    "nul.txt": (b"\x00" * 5000, {"binary_page": 1}),
    "bomb.jsonl.gz": (gzip.compress(b"\x00" * (2 * FREE_BYTES)), {"damaged_container": 1}),
    "bomb.jsonl.zst": (zstandard.compress(b"\x00" * (2 * FREE_BYTES)), {"damaged_container": 1}),
    "bomb.warc.gz": (gzip.compress(response(b"<" * (2 * FREE_BYTES))), {"damaged_container": 1}),
    "bomb.parquet": (packed({"text": ["x" * (2 * FREE_BYTES)]}), {"damaged_container": 1}),
    "bomb.warc": (
        response(gzip.compress(b"<" * (PAGE_BYTES + 1)), head="Content-Encoding: gzip\r\n"), {"too_large": 1},
    ),
    "cut.jsonl.gz": (gzip.compress(b'{"text": "' + os.urandom(4000).hex().encode())[:-2000], {"damaged_container": 1}),
    "cut.jsonl.zst": (zstandard.compress(b'{"text": "x"}')[:-4], {"damaged_container": 1}),
    "cut.warc.gz": (gzip.compress(response())[:-9], {"damaged_container": 1}),
    "cut.warc": (response()[:-20], {"damaged_container": 1}),
    "cut.parquet": (packed({"text": ["x"]})[:-3], {"damaged_container": 1}),
    "columns.parquet": (packed({"body": ["x", "y"]}), {"no_content": 1}),
    "answers.warc": (
        response(status="404 Not Found") + response(b"\x89PNG", "image/png"), {"http_status": 1, "other_media": 1},
    ),
    "payload.warc": (response(b"\x00\x01", head="Content-Encoding: gzip\r\n"), {"bad_record": 1}),
    "gone.txt.facts.json": (b"{}", {"orphan_facts": 1}),
    "facts.csv": (b"file,url\nnowhere.txt,x\n", {"orphan_facts": 1, "bad_facts": 1}),
    "half.jsonl": (b'{"text": "\\ud83d"}', {"lone_surrogate": 1, "wrong_language": 1}),
}  # fmt: skip
WARNINGS = {"orphan_facts", "bad_facts", "http_status", "other_media", "lone_surrogate", "strange_name"}


def put(folder: Path, name: str) -> dict[str, int]:
    """Put one bad input into raw/; the findings it should give."""
    content, expected = BAD[name]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return expected


def put_strange_things(folder: Path, outside: Path) -> dict[str, int]:
    """Links, pipes and names that no file of bytes can stand for."""
    (outside / "secret").mkdir(parents=True)
    (outside / "secret" / "a.txt").write_text(page(8000), encoding="utf-8")
    (folder / "link.txt").symlink_to(outside / "secret" / "a.txt")
    (folder / "link").symlink_to(outside / "secret")
    (folder / "circle").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.jsonl.gz")
    for form in ("NFC", "NFD"):
        (folder / unicodedata.normalize(form, "\u00e9.txt")).write_text("短", encoding="utf-8")
    for name in (b"line\nbreak.txt", b"\xff\xfe.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("短", encoding="utf-8")
    return {"link_not_followed": 3, "not_a_file": 2, "name_taken": 1, "strange_name": 2, "no_article": 3}


def rows_of(project: Path) -> list[dict[str, Any]]:
    tables = [pq.read_table(path) for path in sorted(project.glob("dist/small-1.0.0/data/*.parquet"))]
    return sorted(pa.concat_tables(tables).to_pylist(), key=lambda row: str(row["raw_path"]))


def funnel_of(project: Path) -> dict[str, Any]:
    manifest = json.loads((project / "dist/small-1.0.0/manifest.json").read_text(encoding="utf-8"))
    funnel: dict[str, Any] = manifest["funnel"]
    return funnel


def count_all(funnel: Mapping[str, Any]) -> Counter[str]:
    return Counter(funnel["rejects"]) + Counter(funnel["unread"]) + Counter(funnel["warnings"])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of a thousand good pages, built."""
    project = small_project(tmp_path_factory.mktemp("clean"), good_pages(), EXACT)
    assert inside("build", "--workers", "2", cwd=project).returncode == 0
    return project


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with every bad input between its pages, built."""
    root = tmp_path_factory.mktemp("dirty")
    project = small_project(root / "project", good_pages(), EXACT)
    for name in BAD:
        put(project / "raw" / "m", name)
    put_strange_things(project / "raw" / "m", root / "outside")
    done = inside("build", "--workers", "2", cwd=project)
    assert done.returncode == 0, done.stderr
    return project


def good_pages() -> dict[str, str | bytes]:
    """Before and after the folder `m` of bad ones."""
    return {f"{'am' if number % 2 else 'zm'}/{number:04d}.txt": page(number) for number in range(PAGES)}


def test_the_good_pages_come_out_as_if_nothing_lay_between_them(clean: Path, dirty: Path) -> None:
    expected = rows_of(clean)
    assert len(expected) == PAGES
    assert rows_of(dirty) == expected


def test_everything_bad_is_counted_under_its_name(clean: Path, dirty: Path, tmp_path: Path) -> None:
    found, before = funnel_of(dirty), funnel_of(clean)
    expected = sum((Counter(findings) for _, findings in BAD.values()), Counter[str]())
    expected += Counter(put_strange_things_count(tmp_path))
    said = count_all(found) - count_all(before)
    assert {name: said[name] for name in expected} == dict(expected)
    assert set(said) - set(expected) <= {"rights_unknown", "title_only", "too_short"}
    assert found["rows"] == before["rows"]


def put_strange_things_count(folder: Path) -> dict[str, int]:
    (folder / "raw").mkdir()
    return put_strange_things(folder / "raw", folder / "outside")


def test_every_reject_names_its_file(dirty: Path) -> None:
    rejects = (dirty / "dist/small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    named = {json.loads(line)["raw_path"] for line in rejects}
    errors = {f"raw/m/{name}" for name, (_, findings) in BAD.items() if not set(findings) <= WARNINGS}
    assert errors <= named
    assert {"raw/m/link.txt", "raw/m/pipe.txt", "raw/m/line\\x0abreak.txt", "raw/m/\\xff\\xfe.txt"} <= named
    assert not any("secret" in name for name in named)


def test_the_manifest_pins_every_file_that_was_read(dirty: Path) -> None:
    manifest = json.loads((dirty / "dist/small-1.0.0/manifest.json").read_text(encoding="utf-8"))
    pinned = {entry["path"] for entry in manifest["inputs"]}
    assert len(pinned) == len(manifest["inputs"])
    assert {"raw/m/cut.warc", "raw/m/empty.txt", "raw/am/0001.txt"} <= pinned
    assert not pinned & {"raw/m/link.txt", "raw/m/pipe.txt", "raw/m/link", "raw/m/circle"}


def test_such_a_release_verifies(dirty: Path) -> None:
    done = inside("verify", "dist/small-1.0.0", cwd=dirty)
    assert done.returncode == 0, done.stdout + done.stderr


def test_validate_and_clean_say_what_the_build_says(dirty: Path) -> None:
    funnel = funnel_of(dirty)
    done = inside("validate", "--json", "raw/m", cwd=dirty)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    counted = count_all(funnel)
    reading = {name: count for name, count in said["by_name"].items() if name in READING}
    assert reading == {name: counted[name] for name in READING if name in counted}
    shown = inside("clean", "raw/m", cwd=dirty)
    assert shown.returncode == 0
    numbers = Counter(line.rpartition("[")[2].rstrip("]") for line in shown.stderr.splitlines() if line.endswith("]"))
    codes = Counter(finding["code"] for finding in said["findings"])
    assert {code: count for code, count in codes.items() if code.startswith("IM2")} == {
        code: count for code, count in numbers.items() if code.startswith("IM2")
    }


@pytest.mark.parametrize("name", BAD)
def test_each_alone_gives_its_finding_and_the_right_exit_code(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, {})
    expected = put(project / "raw", name)
    monkeypatch.chdir(project)
    code = run(["validate", "--json", "raw"])
    said = json.loads(capsys.readouterr().out)
    found = {kind: count for kind, count in said["by_name"].items() if kind in expected}
    assert found == expected
    assert code == (0 if set(expected) <= WARNINGS else 1)
    assert run(["clean", "raw"]) == 0
    with pytest.raises(InputError, match="no page of"):
        build(BuildRequest(load_project(project)))
    assert not list(project.glob("dist/*/manifest.json"))


def test_strange_things_alone_are_findings_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path / "project", {})
    (project / "raw").mkdir()
    expected = put_strange_things(project / "raw", tmp_path / "outside")
    monkeypatch.chdir(project)
    assert run(["validate", "--json", "raw"]) == 1
    found = json.loads(capsys.readouterr().out)["by_name"]
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(GOOD) + gzip.compress(b'{"text": "x"}')[:-9]),
        ("a.jsonl", GOOD + b"nonsense\n"),
        ("a.jsonl", b'{"text": "' + b"x" * (50 << 20) + b'"}\n' + GOOD),
        ("a.warc.gz", gzip.compress(response(page(7000).encode())) + gzip.compress(response())[:-9]),
        ("a.wet", record("conversion", page(7000).encode(), "text/plain") + b"WARC/1.0\r\n"),
        ("a.parquet", packed({"text": [page(7000), None, "x" * (PAGE_BYTES + 1)]})),
    ],
    ids=plain,
)
def test_the_good_record_beside_a_bad_one_becomes_a_row(name: str, content: bytes, tmp_path: Path) -> None:
    project = small_project(tmp_path, {name: content})
    built = build(BuildRequest(load_project(project)))
    assert built.manifest.funnel.rows == 1
    assert sum(built.manifest.funnel.unread.values()) >= 1


def test_other_peoples_columns_are_named_in_dataset_toml(tmp_path: Path) -> None:
    rows = [
        {"content": page(number), "meta": {"link": f"http://yunhe.example/{number}", "date": "2024-05-09T08:00:00Z"}}
        for number in range(4)
    ]
    columns = '[columns]\ntext = "content"\nurl = "meta.link"\nfetched_at = "meta.date"\n'
    lines = "".join(json.dumps(row) + "\n" for row in rows[:2])
    pages: dict[str, str | bytes] = {
        "a.jsonl": lines,
        "b.parquet": packed({name: [row[name] for row in rows[2:]] for name in rows[0]}),
    }
    project = small_project(tmp_path, pages, columns)
    build(BuildRequest(load_project(project)))
    found = [(row["raw_path"], row["raw_index"], row["url"], row["fetched_at"]) for row in rows_of(project)]
    assert found == [
        (path, index, f"https://yunhe.example/{number}", "2024-05-09T08:00:00Z")
        for number, (path, index) in enumerate(
            [("raw/a.jsonl", 0), ("raw/a.jsonl", 1), ("raw/b.parquet", 0), ("raw/b.parquet", 1)]
        )
    ]
