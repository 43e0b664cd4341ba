"""`imprint takedown`: an article goes and stays away, each copy of it here is named, and nothing else is touched."""

import hashlib
import io
import json
import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.command import IMPRINT, files_of, inside, small_project
from tests.tools.prose import page

URL = "https://yunhe.example/news/2.html"
NEAR = page(2).replace("近日", "日前").replace("下月", "下季")
RECORD = {"text": page(7), "url": "https://yunhe.example/news/7.html"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven pages, two of them in a container, and a near copy; built."""
    pages = {f"{n}.txt": page(n) for n in range(5)}
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in ({"text": page(6)}, RECORD))
    folder = small_project(tmp_path_factory.mktemp("built"), {**pages, "near.txt": NEAR, "feed.jsonl": lines})
    (folder / "raw" / "2.txt.facts.json").write_text(json.dumps({"url": URL}), encoding="utf-8")
    assert inside("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    paths = (folder / "dist" / "small-1.0.0").glob("data/*")
    return {row["raw_path"]: row for path in paths for row in pq.read_table(path).to_pylist()}


def receipt(folder: Path, *options: str, code: int = 0) -> Any:
    done = inside("takedown", "--json", *options, cwd=folder)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def states(said: Any) -> dict[tuple[str, str], str]:
    return {(one["kind"], one["path"]): one["state"] for one in said["copies"]}


def test_an_article_goes_with_its_near_copy_and_every_copy_is_named(folder: Path) -> None:
    gone = rows(folder)["raw/2.txt"]
    before = files_of(folder)
    said = receipt(folder, "--url", "http://YUNHE.example/news/2.html?from=feed", "--yes")
    assert said["taken_down"] == [{"id": gone["id"], "title": gone["title"], "url": URL}]
    (near,) = said["near_copies"]
    assert near["title"] == gone["title"]
    assert 70 <= near["similarity"] < 100
    assert said["lines_added"] == 1
    assert states(said) == {
        ("release", "dist/small-1.0.0"): "left",
        ("rejects", "dist/small-1.0.0.rejects.jsonl"): "left",
        ("scratch", ".imprint/cache"): "left",
        ("raw", "raw/2.txt"): "left",
        ("facts", "raw/2.txt.facts.json"): "left",
        ("raw", "raw/near.txt"): "left",
    }
    after = files_of(folder)
    line = after.pop("takedowns.jsonl").decode()
    assert after == before
    for value in (gone["id"], URL, gone["title"], gone["text"][:20]):
        assert value not in line
    left = rows(folder)
    assert inside("build", cwd=folder).returncode == 0
    assert set(left) - set(rows(folder)) == {"raw/2.txt"}
    rejects = (folder / "dist" / "small-1.0.0.rejects.jsonl").read_text(encoding="utf-8")
    assert rejects.count('"taken_down"') == 2 * 2  # reason and finding
    assert gone["title"] not in rejects


def test_on_several_cores_the_same_is_found(folder: Path) -> None:
    for name in ("a.jsonl", "z.jsonl"):  # each fills a shard, so that there are several
        record = {"text": page(2), "url": URL, "padding": " " * (4 << 20)}
        (folder / "raw" / name).write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    alone, together = (receipt(folder, "--url", URL, "-n", "--workers", str(workers)) for workers in (1, 2))
    assert alone == together
    assert {("raw", "raw/a.jsonl"), ("raw", "raw/z.jsonl"), ("raw", "raw/near.txt")} <= set(states(alone))


def test_twice_is_once(folder: Path) -> None:
    receipt(folder, "--url", URL, "--yes")
    text = (folder / "takedowns.jsonl").read_bytes()
    again = receipt(folder, "--url", URL, "--yes", "--scrub", "--raw")
    assert again["lines_added"] == 0
    third = receipt(folder, "--url", URL, "--yes")
    assert (third["taken_down"], third["lines_added"], third["copies"]) == ([], 0, [])
    assert (folder / "takedowns.jsonl").read_bytes() == text
    other = rows_of_raw(folder)
    said = receipt(folder, "--id", other, "--yes")
    assert said["lines_added"] == 1
    assert (folder / "takedowns.jsonl").read_bytes().startswith(text)


def rows_of_raw(folder: Path) -> str:
    """The id of a page that lies in raw/ alone."""
    done = inside("clean", "--json", "raw/3.txt", cwd=folder)
    identity: str = json.loads(done.stdout)["id"]
    return identity


def test_scrubbing_removes_what_is_ours_and_raw_pages_on_the_users_own_word(folder: Path) -> None:
    (folder / ".imprint" / ".imprint-0123-build").mkdir()
    (folder / ".imprint" / ".imprint-0123-build" / "rows-000000").write_bytes(b"x")
    title = rows(folder)["raw/2.txt"]["title"]
    (folder / "dist" / "small-1.0.0.report.html").write_text(f"<td>{title}</td>", encoding="utf-8")
    (folder / "dist" / "notes.txt").write_text("nothing of it", encoding="utf-8")
    foreseen = receipt(folder, "--url", URL, "--scrub", "-n")
    assert not (folder / "takedowns.jsonl").exists()
    assert (folder / "dist" / "small-1.0.0").exists()
    said = receipt(folder, "--url", URL, "--scrub", "--yes")
    assert said["copies"] == foreseen["copies"]
    assert states(said) == {
        ("release", "dist/small-1.0.0"): "removed",
        ("rejects", "dist/small-1.0.0.rejects.jsonl"): "blanked",
        ("report", "dist/small-1.0.0.report.html"): "removed",
        ("scratch", ".imprint/.imprint-0123-build"): "removed",
        ("scratch", ".imprint/cache"): "removed",
        ("raw", "raw/2.txt"): "left",
        ("facts", "raw/2.txt.facts.json"): "left",
        ("raw", "raw/near.txt"): "left",
    }
    assert {path.name for path in (folder / "dist").iterdir()} == {"small-1.0.0.rejects.jsonl", "notes.txt"}
    assert title not in (folder / "dist" / "small-1.0.0.rejects.jsonl").read_text(encoding="utf-8")
    assert [path.name for path in (folder / ".imprint").iterdir()] == ["build.lock"]
    said = receipt(folder, "--url", URL, "--scrub", "--raw", "--yes")
    assert set(states(said).values()) == {"removed"}
    names = {path.name for path in (folder / "raw").iterdir()}
    assert names == {"0.txt", "1.txt", "3.txt", "4.txt", "feed.jsonl"}


def test_a_record_of_a_container_is_named_and_left_to_its_owner(folder: Path) -> None:
    (folder / "raw" / "facts.csv").write_text(f"file,url\n4.txt,{URL.replace('2.', '4.')}\n", encoding="utf-8")
    said = receipt(folder, "--url", RECORD["url"], "--url", URL.replace("2.", "4."), "--scrub", "--raw", "--yes")
    by_hand = {one["path"]: (one["line"], one["state"]) for one in said["copies"] if one["by_hand"]}
    assert by_hand == {"raw/feed.jsonl": (2, "left"), "raw/facts.csv": (None, "left")}
    assert "write {} in place of the line" in next(one["by_hand"] for one in said["copies"] if one["line"] == 2)
    assert (folder / "raw" / "feed.jsonl").exists()
    assert not (folder / "raw" / "4.txt").exists()


def test_the_release_that_the_lock_names_stays(folder: Path) -> None:
    digest = json.loads((folder / "dist/small-1.0.0/manifest.json").read_text(encoding="utf-8"))["digest"]
    lock = f'target = "published"\nversion = "1.0.0"\ndigest = "{digest}"\nhighest = "1.0.0"\n'
    (folder / "release.lock").write_text(lock, encoding="utf-8")
    said = receipt(folder, "--url", URL, "--scrub", "--yes")
    assert states(said)[("release", "dist/small-1.0.0")] == "left"
    assert (folder / "dist" / "small-1.0.0" / "manifest.json").exists()


def test_without_a_terminal_nobody_is_asked(folder: Path) -> None:
    before = files_of(folder)
    done = inside("takedown", "--url", URL, cwd=folder)
    assert (done.returncode, done.stdout) == (5, "")
    assert "--yes" in done.stderr
    assert files_of(folder) == before


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 130)])
def test_at_a_terminal_it_shows_and_asks(folder: Path, answer: str, code: int) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [str(IMPRINT), "takedown", "--url", URL],
        cwd=folder,
        stdin=theirs,
        capture_output=True,
        check=False,
        timeout=300,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == code, done.stderr.decode()
    assert "Go on?" in done.stderr.decode()
    assert "denied with it, as near copies: 1 article" in done.stderr.decode()
    assert (folder / "takedowns.jsonl").exists() == (code == 0)
    assert ("takedowns.jsonl: 1 line added" in done.stdout.decode()) == (code == 0)


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ([], 2, "no article is named"),
        (["--id", "abc"], 2, "'abc' is no id"),
        (["--url", "yunhe"], 2, "'yunhe' is not the address of a page"),
        (["--id", "0" * 32], 3, "no release in dist/ and no page in raw/ is " + "0" * 32),
        (["--url", URL, "--raw"], 2, "--raw removes nothing by itself"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, options: list[str], code: int, message: str) -> None:
    done = inside("takedown", *options, "--yes", cwd=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "mend:" in done.stderr
    assert not (folder / "takedowns.jsonl").exists()


def test_a_release_that_cannot_be_read_is_said_to_perhaps_hold_it(folder: Path) -> None:
    (data,) = (folder / "dist" / "small-1.0.0" / "data").glob("train-*")
    data.write_bytes(data.read_bytes()[:-40])
    said = receipt(folder, "--url", URL, "--yes")
    assert data.name in said["unread"][0]
    assert said["lines_added"] == 1


def test_a_release_and_records_that_others_wrote_raise_nothing(folder: Path) -> None:
    strange = folder / "dist" / "strange-1.0.0"
    (strange / "data").mkdir(parents=True)
    (strange / "manifest.json").write_text("{", encoding="utf-8")
    pq.write_table(pa.table({"url": [URL, None], "text": [7, 8]}), strange / "data" / "a.parquet")
    pq.write_table(pa.table({"id": ["0" * 32, None], "url": [URL, URL]}), strange / "data" / "b.parquet")
    records = [{"cleaner": "x", "id": ["x"], "url": {"a": 1}, "title": 5, "text": [1]},
               {"cleaner": "x", "url": URL, "title": ["x"], "text": page(5), "raw_sha256": "short"}]  # fmt: skip
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "raw" / "records.jsonl").write_text(text, encoding="utf-8")
    (folder / "dist" / "x.rejects.jsonl").write_bytes(b'\xff\n[1]\n{"title": 5, "url": {}}\n' + b"[" * 100_000)
    said = receipt(folder, "--url", URL, "--yes", "--scrub")
    assert states(said)[("release", "dist/strange-1.0.0")] == "removed"
    assert states(said)[("raw", "raw/records.jsonl")] == "left"
    assert inside("build", cwd=folder).returncode == 0


def test_a_dump_of_several_articles_is_not_removed_for_one_of_them(tmp_path: Path) -> None:
    filler = "　　当地居民表示，这些变化他们看在眼里，日子过得比从前方便了许多。负责人说，明年还要继续做下去。\n"
    dump = "\n".join(page(number) + filler * 3 for number in (1, 30, 60))
    folder = small_project(tmp_path, {"dump.txt": dump, "a.txt": page(100)})
    held = inside("clean", "--json", "raw/dump.txt", cwd=folder).stdout.splitlines()
    assert len(held) == 3
    said = receipt(folder, "--id", json.loads(held[1])["id"], "--scrub", "--raw", "--yes")
    assert states(said) == {("raw", "raw/dump.txt"): "left"}
    assert (folder / "raw" / "dump.txt").exists()
    assert inside("build", cwd=folder).returncode == 0
    assert sorted(rows(folder)) == ["raw/a.txt", "raw/dump.txt"]


def test_a_page_that_is_no_article_is_nothing_to_deny(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.txt": page(1), "b.txt": "云河\n"})
    (folder / "raw" / "b.txt.facts.json").write_text(json.dumps({"url": URL}), encoding="utf-8")
    done = inside("takedown", "--url", URL, "--yes", cwd=folder)
    assert done.returncode == 3
    assert "raw/b.txt: " + URL + " is no article" in done.stderr


@pytest.fixture(scope="module")
def published(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project, published to the folder beside it."""
    folder = tmp_path_factory.mktemp("published")
    project = Path(shutil.copytree(built, folder / "project"))
    assert inside("publish", "dist/small-1.0.0", "../shelf", "--yes", cwd=project).returncode == 0
    return folder


def test_a_fresh_clone_without_raw_pages_makes_a_patch_that_leaves_it_out_and_nothing_else(
    published: Path, tmp_path: Path
) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    project = tmp_path / "project"
    gone = rows(project)["raw/2.txt"]
    for name in ("raw", "dist", ".imprint"):
        shutil.rmtree(project / name)
    shelf = files_of(tmp_path / "shelf")
    said = receipt(project, "--id", gone["id"], "--release", "--yes")
    assert [one["id"] for one in said["taken_down"]] == [gone["id"]]
    assert said["release"]["version"] == "1.0.1"
    assert said["release"]["changes"]["removed"] == {"taken_down": 1}
    assert (said["published"]["target"], said["published"]["versions"][0]["version"]) == ("../shelf", "1.0.0")
    held = [(one["kind"], one["by_hand"]) for one in said["copies"] if one["kind"] != "scratch"]
    assert held == [("release", "published: withdraw the version with imprint yank")]
    new = project / "dist" / "small-1.0.1"
    assert inside("verify", new, cwd=project).returncode == 0
    done = inside("diff", tmp_path / "shelf/versions/1.0.0", new, "--format", "json", cwd=project)
    differs = json.loads(done.stdout)["rows"]
    assert (differs["added"], differs["removed"]) == ({}, {"taken_down": 1})
    assert (differs["changed"], differs["moved"]) == (0, 0)
    left = {row["id"] for path in new.glob("data/*") for row in pq.read_table(path).to_pylist()}
    old = (tmp_path / "shelf/versions/1.0.0/data").glob("*")
    assert {row["id"] for path in old for row in pq.read_table(path).to_pylist()} - left == {gone["id"]}
    told = [(new / name).read_text(encoding="utf-8") for name in ("manifest.json", "README.md", "CHANGELOG.md")]
    told += [json.dumps(pq.read_table(new / "index.parquet").drop_columns("bands").to_pylist())]
    copy = "raw/near.txt", hashlib.sha256(NEAR.encode()).hexdigest()  # a loser of its cluster, whose page is not here
    for value in (gone["title"], gone["url"], gone["raw_sha256"], "raw/2.txt", gone["text"][:20], *copy):
        assert not any(value in one for one in told), value
    again = receipt(project, "--id", gone["id"], "--release", "--yes")
    assert (again["lines_added"], again["release"]["version"]) == (0, "1.0.1")
    assert files_of(tmp_path / "shelf") == shelf
    assert inside("publish", new, "../shelf", "--yes", cwd=project).returncode == 0
    last = receipt(project, "--id", gone["id"], "--release", "--yes")
    assert (last["release"]["version"], last["release"]["made"]) == ("1.0.1", False)
    assert [one["version"] for one in last["published"]["versions"]] == ["1.0.0"]


@pytest.fixture
def purging(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The command as a user gives it who types a name; what it says."""

    def call(project: Path, *options: str, typed: str, code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        done = inside("takedown", "--url", URL, "--purge-history", *options, cwd=project)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    return call


def test_a_version_that_holds_it_is_removed_for_good_after_its_target_was_typed(
    published: Path, tmp_path: Path, purging: Callable[..., str]
) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    project, shelf = tmp_path / "project", tmp_path / "shelf"
    said = purging(project, "--yes", typed="../shelf\n", code=5)
    assert "error: ../shelf@1.0.0: the latest version there holds it" in said
    receipt(project, "--url", URL, "--release", "--yes")
    assert inside("publish", "dist/small-1.0.1", "../shelf", cwd=project).returncode == 0
    before = files_of(tmp_path)
    assert "it was not confirmed; nothing was done" in purging(project, "--yes", typed="y\n", code=5)
    assert files_of(tmp_path) == before
    said = purging(project, typed="../shelf\n")
    assert "Nobody can restore it. Type ../shelf to go on: " in said
    assert all(line in said for line in ("purged: 1.0.0", "  removed: versions/1.0.0/", "  not reached: what readers"))
    assert not (shelf / "versions/1.0.0").exists()
    listed = json.loads(inside("versions", "../shelf", "--json", cwd=project).stdout)["versions"]
    assert [(one["version"], one["yanked"]) for one in listed] == [("1.0.1", False), ("1.0.0", True)]
    for refused in (("yank", "../shelf", "1.0.0", "--undo"), ("publish", "dist/small-1.0.0", "../shelf")):
        done = inside(*refused, cwd=project)
        assert (done.returncode, "its files were removed for good, after a takedown" in done.stderr) == (5, True)
    last = receipt(project, "--url", URL, "--yes", "--target", "../shelf")
    assert last["published"] == {"target": "../shelf", "versions": [], "unread": [], "purged": None}
    assert json.loads((project / "dist/small-1.0.1/manifest.json").read_bytes())["digest"] in (
        project / "release.lock"
    ).read_text(encoding="utf-8")


def test_a_target_out_of_reach_is_said_and_stops_no_takedown(
    published: Path, tmp_path: Path, purging: Callable[..., str]
) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    project = tmp_path / "project"
    (tmp_path / "shelf/versions/1.0.0.json").write_bytes(b"{")
    said = receipt(project, "--url", URL, "--yes")
    assert (said["lines_added"], said["published"]["versions"]) == (1, [])
    assert "not an entry of the catalog" in said["published"]["unread"][0]
    (tmp_path / "shelf/versions/1.0.0.json").unlink()
    (project / "release.lock").unlink()
    said = purging(project, typed="../shelf\n", code=2)
    assert "--purge-history needs a target" in said


def test_a_release_at_once_needs_a_baseline(folder: Path) -> None:
    done = inside("takedown", "--url", URL, "--release", "--yes", cwd=folder)
    assert done.returncode == 2
    assert "--release needs a baseline, and there is no release.lock" in done.stderr
    assert not (folder / "takedowns.jsonl").exists()
