"""`overrides.jsonl`: the maintainer's word on single articles is done, counted, and undone by removing the line."""

import json
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.curate.overrides import parse_overrides

PAGES = {**{f"{n}.txt": page(n) for n in range(5)}, "short.txt": "云河发布标准\n2024-03-01 来源：云河日报\n\n　　云河市昨日发布了一项新的地方标准，下月起施行。\n",
         "forbidden.txt": page(9) + "\n本文未经授权不得转载。\n", "copy.txt": page(0)}  # fmt: skip


def build(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The manifest, the rows by raw_path, the rejects by raw_path."""
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    release = folder / "dist" / "small-1.0.0"
    assert inside("verify", release, cwd=folder).returncode == 0
    rows = [row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()]
    rejects = map(json.loads, (folder / "dist/small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines())
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return manifest, {row["raw_path"][4:]: row for row in rows}, {one["raw_path"][4:]: one for one in rejects}


def override(folder: Path, *lines: dict[str, Any]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "overrides.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_project(tmp_path, PAGES)


def test_a_row_is_dropped_and_comes_back(folder: Path) -> None:
    _, rows, _ = build(folder)
    override(folder, {"id": rows["1.txt"]["id"], "action": "drop", "reason": "the author asked"})
    manifest, without, rejects = build(folder)
    assert set(rows) - set(without) == {"1.txt"}
    assert manifest["funnel"]["rejects"]["dropped_by_hand"] == manifest["funnel"]["overrides"]["drop"] == 1
    assert rejects["1.txt"]["reason"] == "dropped_by_hand"
    assert "the author asked" in rejects["1.txt"]["findings"][0]["message"]
    (folder / "overrides.jsonl").unlink()
    assert build(folder)[1] == rows


@pytest.mark.parametrize(("name", "reason"), [("short.txt", "too_short"), ("forbidden.txt", "rights_withheld")])
def test_a_reject_is_replayed_by_its_id(folder: Path, name: str, reason: str) -> None:
    _, rows, rejects = build(folder)
    assert rejects[name]["reason"] == reason
    override(folder, {"id": rejects[name]["id"], "action": "keep", "reason": "we have leave"})
    manifest, kept, _ = build(folder)
    assert set(kept) - set(rows) == {name}
    assert manifest["funnel"]["overrides"] == {"keep": 1}


def test_a_field_is_set_and_what_depends_on_it_follows(folder: Path) -> None:
    _, rows, _ = build(folder)
    text = rows["2.txt"]["text"].replace("近日", "日前", 1) + "特此说明。"
    one = rows["2.txt"]["id"]
    override(
        folder,
        {"id": one, "action": "set", "field": "title", "value": "正确的标题", "reason": "wrong line"},
        {"id": one, "action": "set", "field": "text", "value": text, "reason": "typing error"},
    )
    manifest, changed, _ = build(folder)
    assert (changed["2.txt"]["title"], changed["2.txt"]["text"]) == ("正确的标题", text)
    assert changed["2.txt"]["char_count"] == len(text)
    assert manifest["funnel"]["overrides"] == {"set": 1}
    assert {name: row for name, row in changed.items() if name != "2.txt"} == {
        name: row for name, row in rows.items() if name != "2.txt"
    }


def test_of_two_copies_the_one_kept_by_hand_is_the_row(folder: Path) -> None:
    _, rows, rejects = build(folder)
    (loser,) = {"0.txt", "copy.txt"} - set(rows)
    assert rejects[loser]["reason"] == "duplicate"
    (folder / "raw" / "copy.txt").write_text(page(0) + "\n", encoding="utf-8")  # another page, the same text
    _, rows, rejects = build(folder)
    (loser,) = {"0.txt", "copy.txt"} - set(rows)
    override(folder, {"id": rejects[loser]["id"], "action": "keep", "reason": "the better scan"})
    assert loser in build(folder)[1]


def test_an_override_that_meets_no_page_is_said_and_counted(folder: Path) -> None:
    override(folder, {"id": "0" * 32, "action": "drop", "reason": "x"})
    done = inside("build", cwd=folder)
    assert "overrides.jsonl:1: warning: no page has the id " + "0" * 32 in done.stderr
    assert build(folder)[0]["funnel"]["warnings"]["override_unused"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "overrides.jsonl:1: not JSON"),
        (
            '{"id": "x", "action": "drop", "reason": "x"}',
            "overrides.jsonl:1: id: 'x' is not written like 0123456789abcdef",
        ),
        (f'{{"id": "{"0" * 32}", "action": "drop"}}', "overrides.jsonl:1: reason: required field is missing"),
        (f'{{"id": "{"0" * 32}", "action": "set", "reason": "x"}}', "'set' needs a field"),
        (
            f'{{"id": "{"0" * 32}", "action": "set", "field": "id", "value": 1, "reason": "x"}}',
            "id cannot be set by hand",
        ),
        ("[" * 100_000, "overrides.jsonl:1: not JSON"),
    ],
)
def test_a_wrong_line_is_named(folder: Path, line: str, message: str) -> None:
    (folder / "overrides.jsonl").write_text(line + "\n", encoding="utf-8")
    done = inside("build", cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr


MAIL = "wang@yunhe.example"


def test_personal_data_set_by_hand_are_refused_at_once(folder: Path) -> None:
    _, rows, _ = build(folder)
    one = rows["2.txt"]["id"]
    title = {"id": one, "action": "set", "field": "title", "value": f"来信请寄{MAIL}", "reason": "x"}
    override(folder, {"id": one, "action": "keep", "reason": "x"}, title)
    done = inside("build", cwd=folder)
    assert "overrides.jsonl:2: title: error: this line keeps or sets what holds email: 1 [IM430]" in done.stderr
    assert "    set the field to a value with the placeholder [邮箱] in its place" in done.stderr
    manifest, kept, rejects = build(folder)
    assert set(rows) - set(kept) == {"2.txt"}
    assert rejects["2.txt"]["reason"] == "override_private"
    assert manifest["funnel"]["rejects"]["override_private"] == 1
    override(folder, {**title, "value": "来信请寄[邮箱]"})
    assert build(folder)[1]["2.txt"]["title"] == "来信请寄[邮箱]"


def test_personal_data_kept_by_hand_are_refused_and_mended_by_hand(folder: Path) -> None:
    url = f"https://yunhe.example/list?mail={MAIL}"
    (folder / "raw" / "2.txt.facts.json").write_text(json.dumps({"url": url}), encoding="utf-8")
    _, _, rejects = build(folder)
    assert rejects["2.txt"]["reason"] == "personal_data"
    one = rejects["2.txt"]["id"]
    override(folder, {"id": one, "action": "keep", "reason": "x"})
    assert "overrides.jsonl:1: url: error: this line keeps" in inside("build", cwd=folder).stderr
    assert build(folder)[2]["2.txt"]["reason"] == "override_private"
    clean = {"id": one, "action": "set", "field": "url", "value": "https://yunhe.example/list", "reason": "x"}
    override(folder, clean)
    assert build(folder)[1]["2.txt"]["url"] == "https://yunhe.example/list"


def test_twenty_thousand_lines_about_one_article_are_read_at_once() -> None:
    line = json.dumps({"id": "0" * 32, "action": "keep", "reason": "x"}) + "\n"
    start = time.process_time()
    overrides = parse_overrides(line * 20_000)
    assert time.process_time() - start < 1.5
    assert [number for number, _ in overrides.of("0" * 32)] == list(range(1, 20_001))


def test_a_value_that_the_schema_refuses_is_named(folder: Path) -> None:
    _, rows, _ = build(folder)
    one = rows["2.txt"]["id"]
    override(folder, {"id": one, "action": "set", "field": "published_at", "value": "2026-13-01", "reason": "x"})
    for workers in ("1", "2"):
        done = inside("build", "--workers", workers, cwd=folder)
        assert done.returncode == 2
        assert done.stderr.startswith(
            "error: overrides.jsonl:1: published_at: '2026-13-01': not a date of the calendar"
        )
