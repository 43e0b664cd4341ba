"""A contribution is judged before it enters: each kind of broken record has its code, its line and a mend that mends it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command import small_project
from tests.tools.prose import page
from toolkit.actions.project import load_project
from toolkit.actions.validate import Checker, Validation
from toolkit.catalogue import CODES
from toolkit.finding import Finding
from toolkit.identity import article_id

TODAY = "2026-06-01"
DEEP = 100_000
PINYIN = "标(biāo)准(zhǔn)对(duì)评(píng)估(gū)的(de)流(liú)程(chéng)和(hé)记(jì)录(lù)作(zuò)出统一规定，下月起施行。"
URL = "https://yunhe.example/news/7"
TEXT = (
    "云河市市场监管局近日发布电梯安全评估地方标准，将于下月起在全市范围内施行。\n标准对评估的流程和记录作出统一规定。"
)


def record(**changes: Any) -> dict[str, Any]:
    """A finished article that is in order; a field set to `...` is left out."""
    identity, basis = article_id(URL, "0" * 64)
    whole: dict[str, Any] = {
        "id": identity, "id_basis": basis, "title": "电梯新规", "text": TEXT, "language": "zh-Hans", "url": URL,
        "published_at": "2024-03-09", "fetched_at": "2024-03-10T08:00:00Z", "rights_status": "allowed",
        "license": "CC-BY-4.0", "truncated": False, "paywalled": False, "spam": False, "raw_path": "raw/a.txt",
        "raw_index": 0, "raw_sha256": "0" * 64, "cleaner": "by-hand", **changes,
    }  # fmt: skip
    whole.setdefault("char_count", len(whole["text"]) if isinstance(whole["text"], str) else 1)
    return {name: value for name, value in whole.items() if value is not ...}


def line(**changes: Any) -> bytes:
    return json.dumps(record(**changes), ensure_ascii=False).encode()


GOOD = line()
PAGE: dict[str, Any] = {"id": "1" * 32, "id_basis": "page", "url": None, "raw_sha256": "1" * 64}
OTHER = line(**PAGE)


def table(*rows: Sequence[str]) -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def row(title: str) -> bytes:
    fields = {name: str(value) for name, value in record(title=title).items()}
    return table(list(fields), [f'"{value.replace(chr(34), chr(34) * 2)}"' for value in fields.values()])


@dataclass(frozen=True)
class Broken:
    """A file that is broken, what is said of it, and the same with the mend followed."""

    name: str
    content: bytes
    code: str
    line: int | None
    mended: bytes | None  # None: the file is removed, as the mend says
    file: str = "a.jsonl"
    field: str | None = None


def lines(bad: bytes, good: bytes = GOOD) -> tuple[bytes, bytes]:
    return b"\n".join([OTHER, bad]) + b"\n", b"\n".join([OTHER, good]) + b"\n"


def in_lines(name: str, bad: bytes, code: str, field: str | None = None, good: bytes = GOOD) -> Broken:
    content, mended = lines(bad, good)
    return Broken(name, content, code, 2, mended, field=field)


LONE = GOOD.replace("电梯新规".encode(), b"\\ud83d")
TWENTY = [
    in_lines("missing field", line(language=...), "IM101", "language"),
    in_lines("wrong type", line(title=2024), "IM102", "title", line(title="2024")),
    in_lines("impossible date", line(published_at="2024-13-01"), "IM111", "published_at"),
    in_lines("future date", line(published_at="2024-05-01"), "IM106", "published_at"),
    in_lines("unknown field", line(headline="x"), "IM103", "headline"),
    in_lines("duplicate id", OTHER, "IM109", "id", b""),
    in_lines("id of another url", line(id="2" * 32), "IM108", "id"),
    in_lines("HTML in the text", line(text=f"<p>{TEXT}</p>"), "IM409", "text"),
    in_lines("pinyin in the text", line(text=PINYIN), "IM408", "text"),
    in_lines("phone number", line(text=TEXT + "电话：13900001111。"), "IM407", "text", line(text=TEXT + "电话：[手机号]。")),
    in_lines("token", line(text=TEXT + "AKIA" + "IOSFODNN7EXAMPLQ"), "IM412", "text"),
    Broken("byte order mark", b"\xef\xbb\xbf" + GOOD + b"\n", "IM118", 1, GOOD + b"\n"),
    Broken("CRLF", b"\r\n".join([GOOD, OTHER, b""]), "IM119", 1, b"\n".join([GOOD, OTHER, b""])),
    in_lines("not UTF-8", GOOD.decode().encode("gbk"), "IM112"),
    in_lines("trailing comma", GOOD[:-1] + b",}", "IM113"),
    Broken("formula in a cell", row('=HYPERLINK("http://x.example","a")'), "IM120", 2, row("电梯新规"), "a.csv", "title"),
    in_lines("10 MB in a field", line(text="云" * 10_000_000), "IM213", "text"),
    in_lines("lone surrogate", LONE, "IM215"),
    in_lines("deep nesting", GOOD[:-1] + b', "x": ' + b"[" * DEEP + b"]" * DEEP + b"}", "IM114"),
    Broken("empty file", b"", "IM201", None, None),
]  # fmt: skip


@pytest.fixture
def check(tmp_path: Path) -> Callable[[str, bytes | None], list[Finding]]:
    folder = small_project(tmp_path / "project", {})
    (folder / "raw").mkdir()

    def run(name: str, content: bytes | None) -> list[Finding]:
        path = folder / "raw" / name
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        return list(Validation(Checker(load_project(folder), TODAY), [folder / "raw"]))

    return run


Check = Callable[[str, bytes | None], list[Finding]]


@pytest.mark.parametrize("broken", TWENTY, ids=lambda broken: broken.name)
def test_a_broken_record_has_its_own_code_its_line_and_a_mend_that_mends_it(check: Check, broken: Broken) -> None:
    found = check(broken.file, broken.content)
    assert [(f.code.number, f.where.line, f.where.field) for f in found] == [(broken.code, broken.line, broken.field)]
    for lang in ("en", "zh"):
        assert found[0].message(lang)
        assert len(found[0].message(lang)) < 400
        assert found[0].mend(lang)
    assert check(broken.file, broken.mended) == []


def test_the_twenty_kinds_have_twenty_codes() -> None:
    assert len({broken.code for broken in TWENTY}) == len(TWENTY) == 20


def test_all_that_is_wrong_is_said_at_once(check: Check) -> None:
    found = check("a.jsonl", b"\n".join([line(language=..., title=5, headline=1), line(published_at="2024-5"), b"{"]))
    assert [(f.code.number, f.where.line) for f in found] == [
        ("IM102", 1), ("IM101", 1), ("IM103", 1), ("IM111", 2), ("IM105", 3), ("IM109", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.json", b"[\n" + GOOD + b",\n" + OTHER + b"\n]", None),
        ("a.json", json.dumps(record(), indent=2, ensure_ascii=False).encode(), None),
        ("a.json", b"\xef\xbb\xbf[]", "empty_page"),
        ("a.json", GOOD + b"\n" + OTHER + b"\n", None),
        ("a.json", b"[\n" + GOOD + b",\n" + line(title=5, **PAGE) + b"\n]", ("IM102", 3)),
        ("a.json", b"[\n" + GOOD + b",\n]", ("IM113", 2)),
        ("a.json", b"[\n" + GOOD + b"\n" + OTHER + b"]", ("IM105", 3)),
        ("a.json", b"[\n" + GOOD + b"\n", ("IM105", 2)),
        ("a.json", b"[1]", ("IM105", 1)),
        ("a.json", b"{\n" + GOOD, ("IM105", 2)),
        ("a.json", b'[\n{"a":' + b"[" * DEEP, ("IM114", 2)),
        ("a.json", b"[\n\xff]", ("IM112", 2)),
        ("a.csv", row("电梯新规"), None),
        ("a.csv", b"\xef\xbb\xbf" + row("电梯新规"), None),
        ("a.csv", row("-3 与 +86、@某人"), None),
        ("a.csv", row("电梯\r\n新规") + b"x\r\n", ("IM121", 5)),
        ("a.csv", b"text,text\r\n", ("IM122", 1)),
        ("a.csv", b"\xff,text\r\n", ("IM112", 1)),
        ("a.csv", b'title,text\r\n"x', ("IM204", 2)),
        ("a.csv", b'title\r\n"x\r\n\r\n', ("IM204", 2)),
        ("a.csv", b"title\r\n\r\n\r\nx\xff\r\n", ("IM112", 4)),
    ],
)  # fmt: skip
def test_json_and_csv_are_read_record_by_record(
    check: Check, name: str, content: bytes, place: tuple[str, int] | str | None
) -> None:
    found = [(f.code.number, f.where.line) for f in check(name, content)]
    if isinstance(place, str):
        assert found == [(CODES[place].number, None)]
    else:
        assert found == ([] if place is None else [place])


def test_pages_in_a_table_are_cleaned_first(check: Check) -> None:
    text = page(1).replace("\n", "\r\n")
    assert [f.name for f in check("a.csv", f'url,text\r\nhttps://yunhe.example/1,"{text}"\r\n'.encode())] == [
        "rights_unknown"
    ]


def test_an_id_that_stands_in_three_files_is_told_of_the_second_and_the_third(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{name}.jsonl": GOOD + b"\n" for name in "abc"})
    found = list(Validation(Checker(load_project(folder), TODAY), [folder / "raw"]))
    assert [(f.name, str(f.where), f.params["first"]) for f in found] == [
        ("duplicate_id", "raw/b.jsonl:1: id", "raw/a.jsonl:1"), ("duplicate_id", "raw/c.jsonl:1: id", "raw/a.jsonl:1"),
    ]  # fmt: skip


def test_a_record_that_the_schema_refuses_is_screened_all_the_same(check: Check) -> None:
    bad = line(
        language=..., headline={"a": [{"b": "key: AKIA" + "IOSFODNN7EXAMPLQ"}]}, text=f"<p>{TEXT}</p>电话：13900001111。",
        id="2" * 32, published_at="2999-01-01", char_count=3, fetched_at=None,
    )  # fmt: skip
    found = check("a.jsonl", bad + b"\n" + bad)
    assert [f.name for f in found if f.where.line == 1] == [
        "missing_field", "unknown_field", "id_mismatch", "count_mismatch", "future_date", "personal_data", "secret",
        "leftover_markup",
    ]  # fmt: skip
    assert [(f.name, f.where.line) for f in found][-1] == ("duplicate_id", 2)


@pytest.mark.parametrize("depth", [10, 900])
def test_values_deep_in_one_another_are_screened(check: Check, depth: int) -> None:
    value = json.loads("[" * depth + '"电话：13900001111"' + "]" * depth)
    assert {f.name for f in check("a.jsonl", line(extra=value))} == {"unknown_field", "personal_data"}


def test_what_is_said_in_chinese_is_chinese(check: Check) -> None:
    facts = b"file,url,fetched_at,license,contributor\na.txt,x,2024-03-09,,a@b.example\na.txt,,yesterday,,\n"
    found = check("facts.csv", facts) + [one for broken in TWENTY for one in check(broken.file, broken.content)]
    found += check(
        "b.jsonl", line(raw_index=-1, contributor="a" * 65, text=TEXT + "信箱：lin@yunhe.example", rights_status="x")
    )
    for one in found:
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", one.message("zh").replace("imprint clean --explain", "")), one


def test_schema_only_screens_nothing(tmp_path: Path) -> None:
    bad = line(text=TEXT + "电话：13900001111。")
    folder = small_project(tmp_path, {"a.jsonl": bad + b"\n" + line(language=..., **PAGE)})
    run = Validation(Checker(load_project(folder), TODAY, schema_only=True), [folder / "raw"])
    assert [finding.name for finding in run] == ["missing_field"]
    assert run.documents == 2
