"""What was taken down stays away: recognised by id, url, page and text, and near copies by a sketch that tells nothing."""

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.curate.denylist import (
    NEAR,
    NO_DENYLIST,
    Denylist,
    denied,
    sketch,
    takedown,
)
from toolkit.curate.signature import shingles, similarity_permille
from toolkit.curate.takedowns import parse_takedowns
from toolkit.errors import ConfigError

TEXT = "".join(page(3).split("\n\n")[1:])
ROW: dict[str, Any] = {
    "id": "0" * 32, "id_basis": "url", "title": "标题甲", "text": TEXT, "language": "zh-Hans", "url": "https://yunhe.example/a.html",
    "rights_status": "unknown", "truncated": False, "paywalled": False, "spam": False, "char_count": len(TEXT), "raw_path": "raw/a.txt",
    "raw_index": 0, "raw_sha256": "0" * 64, "cleaner": "x",
}  # fmt: skip
OTHER: dict[str, Any] = {
    "id": "1" * 32,
    "url": None,
    "raw_sha256": "1" * 64,
    "text": "梧溪区的图书馆延长了开放时间。" * 20,
}
DENYLIST = Denylist.of((takedown(ROW),))


@pytest.mark.parametrize(("field", "mark"), [("id", "id"), ("url", "url"), ("raw_sha256", "page"), ("text", "text")])
def test_an_article_is_denied_by_each_of_its_marks(field: str, mark: str) -> None:
    assert denied(DENYLIST, OTHER) is None
    assert denied(DENYLIST, {**OTHER, field: ROW[field]}) == mark


def test_white_space_and_composition_change_no_text() -> None:
    text = TEXT[:40] + "é"
    denylist = Denylist.of((takedown({**ROW, "text": text, "char_count": len(text)}),))
    assert denied(denylist, {"text": "\n".join(text[:40]) + " e\u0301\n"}) == "text"


def test_a_near_copy_is_denied_and_a_page_by_the_same_template_is_not() -> None:
    edited = TEXT.replace("近日", "日前").replace("下月", "明年一月") + "特此公告。"
    assert denied(DENYLIST, {**OTHER, "text": edited}) == NEAR
    other = "".join(page(4).split("\n\n")[1:])
    assert 100 < similarity_permille(shingles(TEXT), shingles(other)) < 600
    assert denied(DENYLIST, {**OTHER, "text": other}) is None


@pytest.mark.parametrize("record", [{}, {"id": 7, "url": ["x"], "raw_sha256": None, "text": {"a": 1}}, {"text": ""},
                                    {"text": "\ud800", "id": "\udc00"}, {"text": " \n"}])  # fmt: skip
def test_a_record_that_is_none_raises_nothing(record: dict[str, Any]) -> None:
    assert denied(DENYLIST, record) is None
    assert denied(NO_DENYLIST, record) is None


def altered(text: str, share: float, chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x9000)) if chance.random() < share else c for c in text)


def test_the_estimate_is_as_good_as_promised() -> None:
    chance = random.Random(7)
    met = 0
    for size, error in ((80, 0.088), (300, 0.063), (700, 0.044), (2000, 0.032)):  # greatest standard errors
        for share in [0.01, 0.03, 0.15, 0.4] * 12:
            text = altered("云" * size, 1.0, chance)
            other = altered(text, share, chance)
            true = similarity_permille(shingles(text), shingles(other))
            estimate = Denylist(frozenset("x"), sketches=(sketch(text),)).resembles(other)
            assert true > 350 or estimate is None
            assert true < 850 or estimate is not None
            assert estimate is None or abs(estimate - true) < 5000 * error
            met += estimate is not None
    assert met > 48


@pytest.mark.parametrize(("size", "bits"), [(3, 128), (60, 128), (270, 256), (600, 512), (1100, 1024), (9000, 1024)])
def test_a_sketch_tells_less_than_the_text(size: int, bits: int) -> None:
    assert len(sketch(altered("云" * size, 1.0, random.Random(size)))) * 8 == bits


def test_the_most_similar_of_many_sketches_is_told() -> None:
    chance = random.Random(5)
    texts = [altered("云" * size, 1.0, chance) for size in (100, 300, 600, 1200, 100, 300, 600, 1200)]
    denylist = Denylist(frozenset("x"), sketches=tuple(map(sketch, texts)))
    assert [denylist.resembles(text) for text in texts] == [1000] * len(texts)
    assert denylist.resembles(altered("云" * 600, 1.0, chance)) is None
    assert all(denylist.resembles(altered(text, 0.01, chance)) for text in texts)


def test_a_sketch_is_frozen_for_ever() -> None:
    assert sketch("云河市发布地方标准，下月起施行。").hex() == "9360342a657fa11a9237a1623d72cc29"
    long = "".join(chr(0x4E00 + n * n % 9973) for n in range(2000))
    assert sketch(long).hex()[-64:] == "8645943cd4e3cb67d7ea583a5816b0f07fbe3595e967f085d4fc8ed14bb30383"


@given(st.lists(st.integers(0, 11), max_size=12))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_lines_and_a_line_said_twice_change_nothing(order: list[int]) -> None:
    lines = [takedown({**ROW, "id": f"{n:032d}", "text": page(n), "char_count": len(page(n))}) for n in order]
    one, other = Denylist.of(tuple(lines)), Denylist.of((*reversed(lines), *lines))
    for n in range(0, 12, 3):
        asked = {"id": f"{n:032d}", "text": page(n) + "。"}
        assert denied(one, asked) == denied(other, asked) == ("id" if n in order else None)


def test_a_denylist_crosses_processes_after_it_was_asked() -> None:
    assert denied(DENYLIST, {**OTHER, "text": TEXT + "。"}) == NEAR
    assert denied(pickle.loads(pickle.dumps(DENYLIST)), {**OTHER, "text": TEXT + "。"}) == NEAR


def test_a_line_holds_digests_and_the_sketch_alone_and_is_read_back() -> None:
    line = takedown(ROW).to_line()
    assert sorted(json.loads(line)) == ["id", "page", "sketch", "text", "url"]
    assert all(set(value) <= set("0123456789abcdef") for value in json.loads(line).values())
    assert parse_takedowns(f"\n{line}\n\n") == (takedown(ROW),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "takedowns.jsonl:2: not JSON"),
        ("[1]", "takedowns.jsonl:2: "),
        ("{}", "takedowns.jsonl:2: id: "),
        ('{"id": "x"}', "takedowns.jsonl:2: id: "),
        ("[" * 100_000, "takedowns.jsonl:2: not JSON"),
        ('{"reason": "x"}', "takedowns.jsonl:2: "),
    ],
)
def test_a_wrong_line_is_named(line: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_takedowns("\n" + line)
    assert str(caught.value).startswith(message)
    assert caught.value.mend


def built(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]], str]:
    """The manifest, the rows, the rejects, and everything that was written."""
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    release, rejects = folder / "dist" / "small-1.0.0", folder / "dist" / "small-1.0.0.rejects.jsonl"
    rows = [row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()]
    text = rejects.read_text(encoding="utf-8")
    manifest = (release / "manifest.json").read_text(encoding="utf-8")
    written = text + manifest + (release / "README.md").read_text(encoding="utf-8")
    return json.loads(manifest), rows, [json.loads(line) for line in text.splitlines()], written


def test_a_build_leaves_out_what_was_taken_down_and_says_no_more_of_it_than_the_count(tmp_path: Path) -> None:
    pages = {f"{n}.txt": page(n) for n in range(5)}
    copies = {"near.txt": page(2).replace("近日", "日前"), "stub.txt": "云河要闻\n"}
    folder = small_project(tmp_path, {**pages, **copies})
    url = {"url": "https://yunhe.example/a/stub.html"}
    for name in ("1.txt", "2.txt"):
        facts = json.dumps({"url": f"https://yunhe.example/a/{name}"})
        (folder / "raw" / f"{name}.facts.json").write_text(facts, encoding="utf-8")
    (folder / "raw" / "stub.txt.facts.json").write_text(json.dumps(url), encoding="utf-8")
    _, rows, _, _ = built(folder)
    gone = next(row for row in rows if row["raw_path"] == "raw/2.txt")
    lines = [takedown(gone)]
    lines += [takedown({**ROW, **url, "text": "另一篇早已撤下的旧文。"})]
    (folder / "takedowns.jsonl").write_text("".join(f"{line.to_line()}\n" for line in lines), encoding="utf-8")
    manifest, left, rejects, written = built(folder)
    said = {one["raw_path"]: one for one in rejects if one["reason"] == "taken_down"}
    assert {path: one["findings"][0]["message"].rpartition(": ")[2] for path, one in said.items()} == {
        "raw/2.txt": "id", "raw/near.txt": NEAR, "raw/stub.txt": "url",
    }  # fmt: skip
    assert manifest["funnel"]["rejects"]["taken_down"] == 3
    assert inside("verify", folder / "dist" / "small-1.0.0", cwd=folder).returncode == 0
    assert {row["raw_path"] for row in left} == {f"raw/{n}.txt" for n in (0, 1, 3, 4)}
    assert not any(one["title"] or one["url"] for one in said.values())
    assert gone["title"] not in written and gone["url"] not in written and url["url"] not in written
    assert not any(name in file["path"] for file in manifest["inputs"] for name in ("2.txt", "near.txt", "stub.txt"))
    assert gone["raw_sha256"] not in json.dumps(manifest)
    keep = [{"id": said[path]["id"], "action": "keep", "reason": "another article"} for path in said]
    text = "".join(json.dumps(line) + "\n" for line in keep)
    (folder / "overrides.jsonl").write_text(text, encoding="utf-8")
    assert {row["raw_path"] for row in built(folder)[1]} == {f"raw/{n}.txt" for n in (0, 1, 3, 4)} | {"raw/near.txt"}
