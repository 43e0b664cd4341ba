"""`imprint diff`: what became of every row, whatever wrote the releases, and nothing in them is obeyed."""

import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from tests.story.test_verify import forge, rewrite
from tests.tools.command import inside, small_project
from tests.tools.make_old_release import FIXTURE
from tests.tools.prose import page
from toolkit.actions.diff import diff
from toolkit.cli.diff_text import human, markdown
from toolkit.cli.diff_tree import tree
from toolkit.errors import InputError

EDITED = (3, 7, 20, 31)
EVIL = "云\x1b[31m\u202e|`<b>x</b>](http://e.example) $$\r\n# 头"


def record(number: int, text: str) -> str:
    url = f"https://news{number % 3}.yunhe.example/a/{number}.html"
    return json.dumps({"url": url, "text": text}, ensure_ascii=False)


def built(folder: Path, records: list[str]) -> Path:
    small_project(folder, {"a.jsonl": "\n".join(records)})
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "small-1.0.0"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("diff")
    edited = {number: page(number).replace("近日", "昨日") for number in EDITED}
    old = [record(number, page(number)) for number in range(40)]
    new = [record(number, edited.get(number, page(number))) for number in range(2, 50)]
    return built(folder / "old", old), built(folder / "new", new)


@pytest.fixture
def new(releases: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(releases[1], tmp_path / "small-1.0.0"))


def rows_of(release: Path) -> dict[str, tuple[str, str]]:
    """By id: split and text."""
    return {
        row["id"]: (path.name.split("-")[0], row["text"])
        for path in release.glob("data/*.parquet")
        for row in pq.read_table(path).to_pylist()
    }


def test_the_counts_are_those_of_the_data_files(releases: tuple[Path, Path]) -> None:
    found = tree(diff(*releases, sample=0))
    old, new = map(rows_of, releases)
    assert found["rows"]["added"] == dict(Counter(new[one][0] for one in new.keys() - old.keys()))
    assert found["rows"]["removed"] == {"absent": 2}
    assert found["rows"]["changed"] == len(EDITED) == sum(old[one][1] != new[one][1] for one in old.keys() & new.keys())
    assert found["rows"]["moved"] == sum(old[one][0] != new[one][0] for one in old.keys() & new.keys())
    assert found["rows"]["first"]["removed"] == [one for one in old if one not in new]
    assert (found["rows"]["old"], found["rows"]["new"]) == (40, 48)
    assert found["counts"]["sites"]["news0.yunhe.example"] == {"old": 14, "new": 16}
    assert found["version"]["calls_for"] == "major"
    assert (found["version"]["needed"], found["version"]["truthful"]) == ("2.0.0", False)


def test_the_sample_shows_the_edit_and_is_the_same_each_time(releases: tuple[Path, Path]) -> None:
    sample = diff(*releases, sample=2).sample
    assert sample == diff(*releases, sample=2).sample
    assert len(sample) == 2
    for row in sample:
        (gone,), (come,) = ([line for line in row.text if line[0] == sign] for sign in "-+")
        assert gone[1:].replace("近日", "昨日") == come[1:]
        assert [field.column for field in row.fields] == ["raw_sha256"]
    assert len(diff(*releases, sample=99).sample) == len(EDITED)


def test_the_command_says_it_all_at_80_columns(releases: tuple[Path, Path]) -> None:
    done = inside("diff", *releases, cwd=releases[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert done.stdout.startswith(
        "small 1.0.0 to 1.0.0\nthe changes call for 2.0.0 (major): 1.0.0 says too little\n\nrows   old  new\n"
    )
    assert ["removed:", "absent", "2"] in [line.split() for line in done.stdout.splitlines()]
    assert done.stdout.count("\nchanged in t") == 3
    assert inside("diff", *releases, "--exit-code", "--sample", "0", cwd=releases[0]).returncode == 1


def test_a_release_does_not_differ_from_its_copy(releases: tuple[Path, Path], new: Path) -> None:
    done = inside("diff", releases[1], new, "--exit-code", "--json", cwd=new)
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr, found["differs"]) == (0, "", False)
    assert found["upload"] == {"files": [], "bytes": 0}
    assert (found["version"]["calls_for"], found["version"]["needed"]) == ("none", "1.0.0")
    assert "nothing differs" in list(human(diff(releases[1], new, sample=3)))


def test_another_card_alone_is_a_patch_and_sends_two_files(releases: tuple[Path, Path], new: Path) -> None:
    (new / "README.md").write_bytes((new / "README.md").read_bytes() + b"More.\n")
    forge(new)
    found = tree(diff(releases[1], new, sample=3))
    sizes = [{"path": name, "bytes": (new / name).stat().st_size} for name in ("README.md", "manifest.json")]
    assert (found["version"]["calls_for"], found["upload"]["files"]) == ("patch", sizes)
    assert found["upload"]["bytes"] == sum((new / name).stat().st_size for name in ("README.md", "manifest.json"))


def test_a_large_enough_number_is_the_truth(releases: tuple[Path, Path], new: Path) -> None:
    forge(new, lambda manifest: manifest.update(version="2.0.0"))
    found = diff(releases[0], new, sample=0)
    assert found.truthful
    assert "the changes call for 2.0.0 (major)" in list(human(found))


def test_removed_and_moved_rows_are_read_off_the_index(releases: tuple[Path, Path], new: Path) -> None:
    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for entry, reason in zip(entries[:3], ("pruned", "taken_down", "taken_down"), strict=True):
            entry.update(split=None, reason=reason)
        other = {"train": "test", "test": "train"}
        entries[9].update(split=other[entries[9]["split"]])
        return entries

    rewrite(new, "index.parquet", change)
    forge(new)
    found = diff(releases[1], new, sample=0)
    assert found.changes.removed == {"pruned": 1, "taken_down": 2}
    assert (found.changes.moved, found.changes.changed) == (1, 0)
    assert any(line.startswith("removed: taken_down") for line in human(found))


def test_a_history_that_counts_otherwise_is_named(releases: tuple[Path, Path], new: Path) -> None:
    digest = json.loads((releases[0] / "manifest.json").read_bytes())["digest"]
    counts = diff(*releases, sample=0).changes.model_dump(mode="json")

    def grow(manifest: dict[str, Any], changes: dict[str, Any]) -> None:
        manifest["baseline"] = {"version": "1.0.0", "digest": digest}
        manifest["history"].append({"version": "2.0.0", "rows": {}, "changes": changes})

    forge(new, lambda manifest: grow(manifest, counts))
    assert "grew from this very 1.0.0" in list(human(diff(releases[0], new, sample=0)))
    forge(new, lambda manifest: grow(manifest, {**counts, "changed": 0}))
    found = diff(releases[0], new, sample=0)
    assert "grew from this very 1.0.0; its history counts other changes" in list(human(found))
    assert tree(found)["version"]["history_agrees"] is False


def edit_schema(release: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    schema = json.loads((release / "schema.json").read_bytes())
    change(schema)
    (release / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    forge(release)


def test_columns_tell_whom_they_break(releases: tuple[Path, Path], new: Path) -> None:
    def change(schema: dict[str, Any]) -> None:
        del schema["properties"]["section"]
        schema["properties"]["grade"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        schema["required"] = [name for name in schema["required"] if name != "section"] + ["grade"]

    edit_schema(new, change)
    found = diff(releases[1], new, sample=0)
    columns = [(one["kind"], one["column"], one["breaks"], one["readers"]) for one in tree(found)["columns"]]
    assert columns == [
        ("removed", "section", True, "breaks readers that name it"),
        ("added", "grade", False, "readers that name their columns do not notice it"),
    ]
    assert "! column removed: section: string or null" in list(human(found))
    assert any(line.startswith("- **breaking** column removed: `section`") for line in markdown(found))


SCHEMA = """
from toolkit import Article
from toolkit.article import Record

class Mark(Record):
    points: int = 1
    judge: str = ""

class Graded(Article):
    grade: str | None = None
    marks: tuple[Mark, ...] = (Mark(),)
"""


def built_graded(folder: Path, pages: Path, source: str) -> Path:
    (folder / "schema").mkdir(parents=True)
    (folder / "schema" / "article.py").write_text(source, encoding="utf-8")
    small_project(folder, {"a.jsonl": pages.read_bytes()}, 'schema = "schema/article.py:Graded"\n')
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "small-1.0.0"


def test_rows_of_a_release_built_anew_under_another_schema_are_compared_in_what_both_have(
    releases: tuple[Path, Path], tmp_path: Path
) -> None:
    pages = releases[1].parents[1] / "raw" / "a.jsonl"
    graded = built_graded(tmp_path / "graded", pages, SCHEMA)
    found = diff(releases[1], graded, sample=9)
    assert [(change.kind, change.column) for change in found.changes.columns] == [
        ("added", "grade"),
        ("added", "marks"),
    ]
    assert (found.changes.changed, found.level) == (0, "minor")
    assert diff(releases[0], graded, sample=9).changes.changed == len(EDITED)
    assert diff(graded, releases[1], sample=0).level == "major"
    fewer = built_graded(tmp_path / "fewer", pages, SCHEMA.replace('    judge: str = ""\n', ""))
    found = diff(fewer, graded, sample=9)
    assert [(change.kind, change.column) for change in found.changes.columns] == [("added", "marks[].judge")]
    assert (found.changes.changed, found.level) == (0, "minor")
    rewrite(graded, "data/train-00000-of-00001.parquet", lambda rows: rows[1:])
    forge(graded)
    with pytest.raises(InputError, match="its rows are not those of the data files"):
        diff(fewer, graded, sample=0)


def test_a_release_of_format_1_is_an_old_one_like_any_other(releases: tuple[Path, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(FIXTURE) as archive:
        archive.extractall(tmp_path)
    found = diff(tmp_path / "small-1.0.0", releases[1], sample=3)
    assert (found.changes.removed, sum(found.changes.added.values())) == ({"absent": 3}, 48)
    lines = list(human(found))
    assert any(line.split()[:2] == ["train", "old"] and line.count("–") == 4 for line in lines)
    assert {change.kind for change in found.changes.columns} <= {"added"}


def poison(release: Path, gone: str) -> None:
    """Foreign words wherever a release can hold some; the row `gone` is said to have been removed for such a reason."""
    rewrite(release, "index.parquet", lambda rows: [{**rows[0], "id": gone, "split": None, "reason": EVIL}, *rows])
    edit_schema(release, lambda schema: schema["properties"].update({EVIL: {"type": EVIL}}))
    name = "data/train-00000-of-00001.parquet"
    rewrite(release, name, lambda rows: [{**row, "title": EVIL, "text": f"{EVIL}{'文' * 999}"} for row in rows])

    def change(manifest: dict[str, Any]) -> None:
        stats = manifest["stats"]
        stats.update(sites={EVIL: 1, "云" * 99: 2}, languages={EVIL: 10**30}, date_quantiles=[EVIL] * 5)
        stats["splits"][EVIL] = {**stats["splits"]["train"], "quantiles": [10**40] * 5}
        manifest["name"] = EVIL

    forge(release, change)


def test_foreign_words_stay_words(releases: tuple[Path, Path], new: Path) -> None:
    old = rows_of(releases[0])
    poison(new, next(iter(old.keys() - rows_of(new).keys())))
    found = diff(releases[0], new, sample=4)
    lines = "\n".join(human(found)).split("\n")
    assert max(map(cell_len, lines)) <= 80
    marked = "\n".join(markdown(found))
    for text in (*lines, *marked.split("\n")):
        assert not set(text) & {"\x1b", "\u202e", "\r", "\x85", "\u2028"}, text
    tokens = MarkdownIt("commonmark").enable("table").parse(marked)
    kinds = {child.type for token in tokens for child in token.children or [token]}
    assert not {kind for kind in kinds if "html" in kind or "link" in kind or "image" in kind}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2", *["h3"] * len(found.sample)]
    assert json.loads(json.dumps(tree(found)))["rows"]["removed"] == {"absent": 1, EVIL: 1}


def damage_index(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Callable[[Path], None]:
    def damage(release: Path) -> None:
        rewrite(release, "index.parquet", change)
        forge(release)

    return damage


def no_parquet(release: Path) -> None:
    (release / "index.parquet").write_bytes(b"PAR1")
    forge(release)


def unnamed(release: Path) -> None:
    def drop(manifest: dict[str, Any]) -> None:
        manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != "index.parquet"]

    forge(release, drop)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (shutil.rmtree, "no such folder"),
        (lambda release: (release / "manifest.json").write_text("{}"), "manifest.json: not a manifest: it names no"),
        (lambda release: forge(release, lambda tree: tree.update(version="new")), "'new' is not a version"),
        (lambda release: (release / "index.parquet").write_bytes(b""), "index.parquet: its bytes are not those"),
        (lambda release: (release / "schema.json").unlink(), "schema.json: No such file"),
        (unnamed, "manifest.json: it does not name index.parquet"),
        (no_parquet, "index.parquet: not a readable Parquet file"),
        (damage_index(lambda rows: [{**rows[0], "id": "x"}, *rows[1:]]), "index.parquet: not an index: an id or a"),
        (damage_index(lambda rows: [{**row, "row_digest": "x" * 64} for row in rows]), "not an index: an id or a"),
        (damage_index(lambda rows: [*rows, rows[0]]), "index.parquet: not an index: two rows have the same id"),
        (damage_index(lambda rows: rows[::-1]), "index.parquet: its rows are not those of the data files"),
        (lambda release: edit_schema(release, lambda tree: tree.update(properties=1)), "it names no properties"),
        (lambda release: edit_schema(release, lambda tree: tree.update(required=1)), None),
        (lambda release: edit_schema(release, lambda tree: tree["properties"].update(a={"$ref": 1})), "refers to 1"),
        (lambda release: shutil.rmtree(release / "data"), "data/t"),
    ],
)  # fmt: skip
def test_a_damaged_release_is_an_error_that_names_the_file(
    releases: tuple[Path, Path], new: Path, damage: Callable[[Path], Any], problem: str | None
) -> None:
    damage(new)
    if problem is None:
        assert diff(releases[0], new, sample=9).differs
        return
    with pytest.raises(InputError) as caught:
        diff(releases[0], new, sample=9)
    assert problem in str(caught.value)
    assert caught.value.mend


def test_the_command_ends_with_3_at_a_damaged_release(releases: tuple[Path, Path], new: Path) -> None:
    (new / "index.parquet").write_bytes(b"")
    done = inside("diff", releases[0], new, cwd=new)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"error: {new}/index.parquet: its bytes are not those that the manifest names\n"
        f"mend:  see what else is wrong with: imprint verify {new}\n"
    )
