"""What only a plain folder promises: it holds release folders as they are, and no kill at any moment halves one."""

import os
from pathlib import Path

import pytest

from tests.contract.test_targets import NEXT, publish
from tests.tools.command import files_of
from tests.tools.killer import kill_at
from tests.tools.releases import make_release
from toolkit.errors import ConfigError, ConflictError, RemoteError
from toolkit.targets.fetching import fetch
from toolkit.targets.folder import FolderTarget
from toolkit.targets.opening import open_target, spell


def test_killed_at_any_change_the_folder_holds_the_old_version_or_the_new_one(tmp_path: Path) -> None:
    target = FolderTarget("./published", tmp_path / "published")
    first = make_release(tmp_path / "small-1.0.0")
    publish(target, first)
    second = make_release(tmp_path / "small-1.1.0", "1.1.0", NEXT, first.manifest)
    kills = 0
    while target.look().catalog.get("1.1.0") is None:
        kills += 1
        if kill_at(lambda: publish(target, second), kills) is None:
            break
        seen = target.look()
        for entry in seen.catalog.entries.values():
            folder = first.folder if entry.version == "1.0.0" else second.folder
            assert files_of(fetch(target, entry, tmp_path)) == files_of(folder)
    assert kills > 15
    assert files_of(target.root / "versions" / "1.1.0") == files_of(second.folder)


def test_the_next_publish_sweeps_what_killed_ones_left(tmp_path: Path) -> None:
    target = FolderTarget("./published", tmp_path / "published")
    first = make_release(tmp_path / "small-1.0.0")
    for number in (4, 8, 12):
        assert kill_at(lambda: publish(target, first), number) is not None
    publish(target, first)
    names = {path.name for path in (target.root / "versions").iterdir()}
    assert names == {"1.0.0", "1.0.0.json", ".imprint.lock"}


def test_a_published_file_that_was_changed_is_named(tmp_path: Path) -> None:
    target = FolderTarget("./published", tmp_path / "published")
    entry = publish(target, make_release(tmp_path / "small-1.0.0"))
    (target.root / "versions/1.0.0/schema.json").write_bytes(b"[]")
    with pytest.raises(ConflictError, match=r"published@1\.0\.0: schema\.json: not the file that was published"):
        fetch(target, entry, tmp_path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"[" * 100_000, b'{"version": "9.9.9"}', b"\xff"])
def test_an_entry_that_is_none_is_named(tmp_path: Path, data: bytes) -> None:
    target = FolderTarget("./published", tmp_path)
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "1.0.0.json").write_bytes(data)
    with pytest.raises(RemoteError, match=r"versions/1\.0\.0\.json: not an entry of the catalog"):
        target.look()


def test_an_entry_that_points_out_of_the_target_is_refused(tmp_path: Path) -> None:
    target = FolderTarget("./published", tmp_path / "published")
    publish(target, make_release(tmp_path / "small-1.0.0"))
    path = target.root / "versions/1.0.0.json"
    path.write_bytes(path.read_bytes().replace(b"versions/1.0.0", b"versions/../../x"))
    with pytest.raises(RemoteError, match="not an entry"):
        target.look()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_out_of_reach(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        target = FolderTarget("./published", tmp_path / "published")
        with pytest.raises(RemoteError):
            publish(target, make_release(tmp_path / "small-1.0.0"))
    finally:
        tmp_path.chmod(0o700)


def test_targets_are_spelled_from_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert spell("published", tmp_path) == "./published"
    assert spell(str(tmp_path.parent / "shelf"), tmp_path) == "../shelf"
    assert spell("org/name", tmp_path) == "org/name"
    assert spell("./org/name", tmp_path) == "./org/name"
    assert spell("s3://bucket/path/", tmp_path) == "s3://bucket/path"
    (tmp_path / "org" / "name").mkdir(parents=True)
    assert spell("org/name", tmp_path) == "./org/name"


def test_a_release_is_no_target(tmp_path: Path) -> None:
    make_release(tmp_path / "small-1.0.0")
    with pytest.raises(ConfigError, match="a release lies there"):
        open_target("./small-1.0.0/versions", tmp_path)
