"""The cache of a build: nothing is cleaned twice, nothing that is remembered shows, and what is damaged is made again."""

import json
import os
import random
import shutil
import signal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, small_project
from tests.tools.growing import record
from tests.tools.prose import page
from tests.tools.raw_lines import hard_lines
from toolkit.actions.build import BuildRequest, build
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import load_project
from toolkit.storage.cache import open_library, prune

SMALL = 4_000


def lines(count: int) -> list[str]:
    """Records of one site, with a line that recurs on it; every fifth has none of its own address."""
    return [
        record(page(number) + "云河日报社版权所有联系我们\n", **address(number), fetched_at="2024-05-01T08:00:00Z")
        for number in range(count)
    ]


def address(number: int) -> dict[str, str]:
    return {"url": f"https://yunhe.example/{number}.html"} if number % 5 else {}


def html_record(number: int) -> str:
    """A page with markup: what was read of it is remembered before it is cleaned."""
    paragraphs = "".join(f"<p>{line}</p>" for line in page(number).splitlines())
    return json.dumps({"html": f"<html><body>{paragraphs}</body></html>", **address(number)}) + "\n"


def project_of(folder: Path, records: list[str]) -> Path:
    return small_project(folder, {"a.jsonl": "".join(records)})


def put(folder: Path, records: list[str]) -> None:
    (folder / "raw" / "a.jsonl").write_text("".join(records), encoding="utf-8")


def built(folder: Path, progress: Progress = silent, **how: Any) -> dict[str, bytes]:
    shutil.rmtree(folder / "dist", ignore_errors=True)
    build(BuildRequest(load_project(folder), progress=progress, **{"shard_bytes": SMALL, **how}))
    return files_of(folder / "dist")


def packs(folder: Path) -> dict[str, int]:
    """The packs by name, each with the number of its file: a pack that was written again has another."""
    return {path.name: path.stat().st_ino for path in (folder / ".imprint" / "cache").glob("*.pack")}


def entries(folder: Path) -> int:
    """How many entries the cache has."""
    index = folder / "index"
    open_library(folder / ".imprint" / "cache", index)
    return index.stat().st_size // (8 + 36)


def test_a_second_build_writes_nothing_into_the_cache_and_makes_the_same(tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(40))
    first = built(folder)
    before = packs(folder)
    assert before
    assert built(folder) == first == built(folder, cached=False)
    assert packs(folder) == before


def test_a_data_file_that_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(12))
    built(folder)
    release = folder / "dist" / "small-1.0.0"
    before = {path.name: path.stat().st_ino for path in (release / "data").iterdir()}
    (folder / "card.md").write_text("## More\n\nWords of our own.\n", encoding="utf-8")
    build(BuildRequest(load_project(folder), shard_bytes=SMALL))
    assert "Words of our own" in (release / "README.md").read_text(encoding="utf-8")
    assert {path.name: path.stat().st_ino for path in (release / "data").iterdir()} == before
    for path in (release / "data").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    damaged = files_of(release)
    (folder / "card.md").unlink()
    build(BuildRequest(load_project(folder), shard_bytes=SMALL))
    after = files_of(folder / "dist")
    assert all(damaged[name.removeprefix("small-1.0.0/")] != data for name, data in after.items() if "/data/" in name)
    assert after == built(folder, cached=False)


def test_without_a_cache_there_is_none(tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(4))
    built(folder, cached=False)
    assert not (folder / ".imprint" / "cache").exists()


def test_one_page_edited_is_one_page_cleaned_wherever_the_others_lie_now(tmp_path: Path) -> None:
    records = lines(40)
    folder = project_of(tmp_path, records)
    built(folder)
    before = entries(folder)
    put(folder, [record(page(900)), *records[:20], record(page(901), **address(20)), *records[21:]])
    second = built(folder)
    # A page without an address has no entry for its lines: nothing recurs on no site.
    assert 2 <= entries(folder) - before <= 2 + 2  # and what each data file was made of
    assert second == built(folder, cached=False)


def test_evidence_that_changes_is_heard_by_the_pages_it_concerns(tmp_path: Path) -> None:
    line = "本网原创内容欢迎转发给您的朋友们\n"
    records = [record(page(n) + line * (n in (1, 2)), url=f"https://yunhe.example/{n}.html") for n in range(6)]
    folder = project_of(tmp_path, records)
    first = built(folder)
    records[3] = record(page(3) + line, url="https://yunhe.example/3.html")
    put(folder, records)
    before = entries(folder)
    second = built(folder)
    assert second == built(folder, cached=False)
    assert second != first
    # The edited page and its lines; the two others that share the line; and what each data file was made of.
    assert 4 <= entries(folder) - before <= 4 + 2


def test_any_edits_come_out_as_without_a_cache(tmp_path: Path) -> None:
    chance, records = random.Random(5), lines(24)
    folder = project_of(tmp_path, records)
    for step in range(5):
        place = chance.randrange(len(records))
        change = chance.choice(("edit", "remove", "insert", "swap", "move", "settings"))
        if change == "edit":
            records[place] = record(page(2_000 + step), **address(step))
        elif change == "remove":
            del records[place]
        elif change == "insert":
            records.insert(place, chance.choice(("nonsense\n", "\n", record("首页\n"), records[-1])))
        elif change == "swap":
            records[0], records[place] = records[place], records[0]
        elif change == "move":
            (folder / "raw" / f"b{step}.jsonl").write_text(records.pop(place), encoding="utf-8")
        else:
            text = f'name = "small"\ntitle = "Small"\n[clean]\nmin_chars = {50 + step}\n'
            (folder / "dataset.toml").write_text(text, encoding="utf-8")
        put(folder, records)
        assert built(folder) == built(folder, cached=False), change


def test_what_the_maintainer_overrides_is_not_remembered(tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(4))
    first = built(folder)
    identity = pq.read_table(folder / "dist" / "small-1.0.0" / "index.parquet")["id"][1].as_py()
    said = {"id": identity, "action": "set", "field": "title", "value": "云河新题", "reason": "x"}
    (folder / "overrides.jsonl").write_text(json.dumps(said) + "\n", encoding="utf-8")
    assert built(folder) == built(folder, cached=False) != first
    (folder / "overrides.jsonl").unlink()
    assert built(folder) == first


@pytest.mark.parametrize("when", ["observe", "clean"])
def test_what_was_done_before_a_kill_is_not_done_again(when: str, tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.jsonl": "".join(map(html_record, range(40))), "b.jsonl": hard_lines(20)})

    def die(stage: str, done: int, total: int) -> None:
        if stage == when and done * 2 > total:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            built(folder, die)
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    before = packs(folder)
    assert len(before) > 3
    assert built(folder) == built(folder, cached=False)
    after = packs(folder)
    assert len(after) > len(before)
    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("where", [0.0, 0.5, 0.9, 1.0])
def test_damage_is_found_and_made_good(where: float, tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(12))
    first = built(folder, shard_bytes=1 << 20)
    for path in (folder / ".imprint" / "cache").glob("*.pack"):
        data = bytearray(path.read_bytes())
        data[int(where * (len(data) - 1))] ^= 0x40
        path.write_bytes(data)
    assert built(folder, shard_bytes=1 << 20) == first
    assert built(folder, shard_bytes=1 << 20) == first  # a damaged pack is gone, with what was sound in it
    sound = packs(folder)
    assert built(folder, shard_bytes=1 << 20) == first
    assert packs(folder) == sound


def test_packs_cut_short_emptied_or_replaced_are_passed_over(tmp_path: Path) -> None:
    folder = project_of(tmp_path, lines(12))
    first = built(folder)
    found = sorted((folder / ".imprint" / "cache").glob("*.pack"))
    found[0].write_bytes(found[0].read_bytes()[:-5])
    found[1].write_bytes(b"")
    found[2].write_bytes(found[3].read_bytes())
    assert built(folder) == first
    assert built(folder) == first


def test_what_no_build_has_a_use_for_goes_when_it_is_much_the_oldest_first(tmp_path: Path) -> None:
    for number, name in enumerate(["used", "old", "young", "younger", "damaged"]):
        with (tmp_path / f"{name}.pack").open("wb") as stream:
            stream.truncate(100 << 20)
        os.utime(tmp_path / f"{name}.pack", (number, number))
    prune(tmp_path, ["used.pack", "gone.pack"], ["damaged.pack"])
    assert {path.name for path in tmp_path.iterdir()} == {"used.pack", "young.pack", "younger.pack"}


def test_ten_thousand_broken_lines_in_a_row_end_a_file_wherever_its_spans_are_cut(tmp_path: Path) -> None:
    content = record(page(1)).encode() + b"x\n" * 10_500 + record(page(2)).encode()
    folder = small_project(tmp_path, {"a.jsonl": content, "b.jsonl": b"\n" * 20_000, "c.txt": page(3)})
    whole = built(folder, shard_bytes=1 << 30, cached=False)
    assert built(folder) == whole
