"""`verify` finds whatever was changed, and names the file."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, inside, small_project
from tests.tools.prose import page
from toolkit.actions.verify import verify
from toolkit.digest import json_digest, sha256_hex


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = {**{f"{n}.txt": page(n) for n in range(12)}, "copy.txt": page(2)}
    folder = small_project(tmp_path_factory.mktemp("sound"), pages)
    assert inside("build", cwd=folder).returncode == 0
    return folder / "dist" / "small-1.0.0"


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "small-1.0.0"))


def found(release: Path) -> set[tuple[str, str | None]]:
    return {(finding.name, finding.where.path) for finding in verify(release).findings}


def test_a_release_as_built_is_sound(release: Path) -> None:
    done = inside("verify", release, cwd=release.parent)
    assert done.returncode == 0
    assert "sound: small 1.0.0, 12 rows, 10 files" in done.stdout


def test_any_flipped_byte_is_found_and_the_file_named(release: Path) -> None:
    chance = random.Random(1)
    for name, data in files_of(release).items():
        for place in {0, len(data) - 1, *chance.sample(range(len(data)), 3)}:
            flipped = bytearray(data)
            flipped[place] ^= 1 << chance.randrange(8)
            (release / name).write_bytes(flipped)
            assert name in {path for _, path in found(release)}, (name, place)
        (release / name).write_bytes(data)
    assert verify(release).sound


def test_the_command_says_which_file_and_exits_1(release: Path) -> None:
    card = release / "README.md"
    card.write_bytes(card.read_bytes().replace(b"Small", b"Large", 1))
    done = inside("verify", release, cwd=release.parent)
    assert done.returncode == 1
    assert done.stdout.startswith("README.md: error: ")
    machine = json.loads(inside("verify", "--json", release, cwd=release.parent).stdout)
    assert {(entry["code"], entry["path"]) for entry in machine["findings"]} >= {("IM603", "README.md")}


def test_missing_and_extra_files_are_named(release: Path) -> None:
    (release / "schema.json").unlink()
    (release / "data" / "extra.parquet").write_bytes(b"x")
    (release / ".hidden").write_bytes(b"x")
    (release / "link").symlink_to("/etc")
    (release / "empty").mkdir()
    assert {
        ("missing_file", "schema.json"), ("extra_file", "data/extra.parquet"), ("extra_file", ".hidden"),
        ("extra_file", "link"), ("extra_file", "empty"),
    } <= found(release)  # fmt: skip


def forge(release: Path, change: Callable[[dict[str, Any]], None] = lambda manifest: None) -> None:
    """Make the manifest agree with the bytes of every file, as somebody who covers traces would."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        path = release / entry["path"]
        data = path.read_bytes() if path.exists() else b""
        entry.update(sha256=sha256_hex(data), bytes=len(data))
    change(manifest)
    del manifest["digest"]
    manifest["digest"] = json_digest(manifest)
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    (release / "manifest.json").write_text(text, encoding="utf-8")


def rewrite(release: Path, name: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    table = pq.read_table(release / name)
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), release / name)


TRAIN = "data/train-00000-of-00001.parquet"


def test_forging_nothing_is_sound(release: Path) -> None:
    forge(release)
    assert verify(release).sound


def test_a_row_changed_under_a_forged_manifest_is_found(release: Path) -> None:
    rewrite(release, TRAIN, lambda rows: [{**rows[0], "editor": "林木"}, *rows[1:]])
    forge(release)
    assert ("content_differs", "manifest.json") in found(release)
    assert ("index_differs", "index.parquet") in found(release)


def test_a_changelog_that_tells_another_story_is_found(release: Path) -> None:
    path = release / "CHANGELOG.md"
    path.write_bytes(path.read_bytes().replace(b"The first release", b"The best release"))
    forge(release)
    assert found(release) == {("changelog_differs", "CHANGELOG.md")}


@pytest.mark.parametrize("forged", [b"<svg/>", None], ids=["another", "none"])
def test_a_figure_that_is_not_what_the_manifest_makes_it_is_found(release: Path, forged: bytes | None) -> None:
    if forged is None:
        (release / "figures" / "funnel.svg").unlink()
    else:
        (release / "figures" / "funnel.svg").write_bytes(forged)
    listed = "figures/funnel.svg"

    def unlisted(manifest: dict[str, Any]) -> None:
        manifest["files"] = [entry for entry in manifest["files"] if forged or entry["path"] != listed]

    forge(release, unlisted)
    assert found(release) == {("figure_differs", listed)}


def test_a_figure_that_there_is_nothing_to_draw_for_is_found(release: Path) -> None:
    (release / "figures" / "more.svg").write_bytes(b"<svg/>")
    forge(release, lambda manifest: manifest["files"].append({**manifest["files"][0], "path": "figures/more.svg"}))
    assert ("figure_differs", "figures/more.svg") in found(release)


def test_bars_that_are_not_those_of_the_rows_are_found(release: Path) -> None:
    forge(release, lambda manifest: manifest["stats"]["splits"]["train"].update(lengths={"10": 1}))
    assert ("count_differs", "manifest.json") in found(release)


def test_a_history_that_ends_in_another_version_is_found(release: Path) -> None:
    forge(release, lambda manifest: manifest["history"][-1].update(rows={"train": 1}))
    assert ("count_differs", "manifest.json") in found(release)


def test_quantiles_that_are_not_those_of_the_rows_are_found(release: Path) -> None:
    forge(release, lambda manifest: manifest["stats"]["splits"]["train"]["quantiles"].reverse())
    assert ("count_differs", "manifest.json") in found(release)


def test_a_row_that_breaks_the_schema_is_named(release: Path) -> None:
    rewrite(release, TRAIN, lambda rows: [rows[0], {**rows[1], "rights_status": "fine"}, *rows[2:]])
    forge(release)
    finding = next(finding for finding in verify(release).findings if finding.name == "row_invalid")
    assert (finding.where.path, finding.params["row"]) == (TRAIN, 2)
    assert "rights_status" in finding.params["problem"]


def test_a_row_taken_out_is_found(release: Path) -> None:
    rewrite(release, TRAIN, lambda rows: rows[1:])
    forge(release)
    assert ("count_differs", TRAIN) in found(release)


def test_a_text_in_both_splits_is_a_leak(release: Path) -> None:
    test = pq.read_table(release / "data/test-00000-of-00001.parquet").to_pylist()[0]
    rewrite(release, TRAIN, lambda rows: [*rows, {**test, "id": "0" * 32}])
    forge(release)
    assert "leak" in {name for name, _ in found(release)}


def test_a_near_copy_of_a_test_row_in_train_is_a_leak(release: Path) -> None:
    test = pq.read_table(release / "data/test-00000-of-00001.parquet").to_pylist()[0]
    near = test["text"].replace("试点", "试验", 1)
    rewrite(release, TRAIN, lambda rows: [*rows, {**test, "id": "0" * 32, "text": near}])
    forge(release)
    finding = next(finding for finding in verify(release).findings if finding.name == "near_leak")
    assert finding.where.path == TRAIN
    assert finding.params["similarity"] >= 90


def test_a_cluster_that_the_index_does_not_bear_out_is_found(release: Path) -> None:
    rewrite(release, TRAIN, lambda rows: [{**rows[0], "cluster_size": 7}, *rows[1:]])
    forge(release)
    assert ("index_differs", "index.parquet") in found(release)


def test_an_id_that_stands_twice_is_found(release: Path) -> None:
    rewrite(release, TRAIN, lambda rows: [*rows, rows[0]])
    forge(release)
    assert "duplicate_row" in {name for name, _ in found(release)}


def test_a_statistic_that_the_rows_do_not_bear_out_is_found(release: Path) -> None:
    forge(release, lambda manifest: manifest["stats"]["rights"].update(allowed=99))
    assert ("count_differs", "manifest.json") in found(release)


def test_a_number_in_the_card_that_is_not_the_manifests_is_found(release: Path) -> None:
    card = release / "README.md"
    text = card.read_text(encoding="utf-8")
    head, rest = text.split("---\n", 2)[1:]
    forged = "---\n" + head + "---\n" + rest.replace("12", "13")
    assert forged != text
    card.write_text(forged, encoding="utf-8")
    forge(release)
    assert ("card_differs", "README.md") in found(release)


def test_card_metadata_that_readers_would_follow_is_held_to_the_data(release: Path) -> None:
    card = release / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("num_examples: ", "num_examples: 1", 1), encoding="utf-8")
    forge(release)
    assert any(name == "card_differs" for name, _ in found(release))


def test_paths_out_of_the_release_are_refused(release: Path) -> None:
    forge(release, lambda manifest: manifest["files"][0].update(path="../../etc/passwd"))
    assert found(release) == {("bad_manifest", "manifest.json")}


@pytest.mark.parametrize("name", ["manifest.json", "schema.json", "README.md", "index.parquet", TRAIN])
def test_a_pipe_in_place_of_a_file_is_not_opened(release: Path, name: str) -> None:
    (release / name).unlink()
    os.mkfifo(release / name)
    assert name in {path for _, path in found(release)}


def test_a_schema_that_asks_the_network_is_refused(release: Path) -> None:
    (release / "schema.json").write_text('{"properties": {}, "$ref": "http://yunhe.example/x"}', encoding="utf-8")
    forge(release)
    assert ("bad_schema", "schema.json") in found(release)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"format_version": 999}'])
def test_a_broken_manifest_is_a_finding(release: Path, content: bytes) -> None:
    (release / "manifest.json").write_bytes(content)
    assert found(release) == {("bad_manifest", "manifest.json")}


def test_a_history_that_tells_other_numbers_is_found(release: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["history"][-1]["rows"]["train"] += 1

    forge(release, change)
    assert ("count_differs", "manifest.json") in found(release)
