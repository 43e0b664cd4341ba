"""`imprint publish`, `versions` and `yank`, as a user runs them, on a plain folder."""

import json
import shutil
from pathlib import Path

import pytest
from datasets import load_dataset

from tests.tools.command import files_of, inside, small_project
from tests.tools.prose import page
from toolkit.actions.publish import prepare
from toolkit.actions.verify import CheckedRelease
from toolkit.errors import ConflictError
from toolkit.release.lock import parse_lock
from toolkit.release.manifest import parse_manifest
from toolkit.targets.folder import FolderTarget

RELEASE = "dist/small-1.0.0"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("built"), {f"{n}.txt": page(n) for n in range(12)})
    assert inside("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


def test_a_release_goes_to_a_folder_and_the_lock_names_it(project: Path, tmp_path: Path) -> None:
    done = inside("publish", RELEASE, "../shelf", cwd=project)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f'load_dataset("{tmp_path}/shelf/versions/1.0.0")\n'
    assert "../shelf@1.0.0 (folder)" in done.stderr
    assert files_of(tmp_path / "shelf/versions/1.0.0") == files_of(project / RELEASE)
    lock = parse_lock((project / "release.lock").read_text(encoding="utf-8"))
    digest = json.loads((project / RELEASE / "manifest.json").read_bytes())["digest"]
    assert (lock.target, lock.version, lock.digest, lock.highest) == ("../shelf", "1.0.0", digest, "1.0.0")


def test_load_dataset_reads_a_version_where_it_lies(project: Path, tmp_path: Path) -> None:
    inside("publish", RELEASE, "../shelf", cwd=project)
    place = str(tmp_path / "shelf/versions/1.0.0")
    loaded = load_dataset(place)
    assert {name: rows.num_rows for name, rows in loaded.items()} == {"train": 10, "test": 2}
    streamed = load_dataset(place, streaming=True)
    assert {name: list(rows) for name, rows in streamed.items()} == {n: list(rows) for n, rows in loaded.items()}


def test_a_dry_run_touches_nothing(project: Path, tmp_path: Path) -> None:
    before = files_of(tmp_path)
    done = inside("publish", RELEASE, "../shelf", "--dry-run", cwd=project)
    assert done.returncode == 0
    assert "files:  11 new, 0 replaced, 0 gone, 0 unchanged" in done.stdout
    plan = json.loads(inside("publish", RELEASE, "../shelf", "-n", "--json", cwd=project).stdout)["plan"]
    assert (plan["version"], plan["done"], len(plan["add"])) == ("1.0.0", False, 11)
    assert files_of(tmp_path) == before


def test_the_same_release_again_does_nothing_and_heals_the_lock(project: Path, tmp_path: Path) -> None:
    inside("publish", RELEASE, "../shelf", cwd=project)
    after = files_of(tmp_path)
    (project / "release.lock").unlink()
    done = inside("publish", RELEASE, "../shelf", cwd=project)
    assert done.returncode == 0
    assert "is published already; nothing to send" in done.stderr
    assert files_of(tmp_path) == after


def test_a_damaged_release_is_not_published(project: Path, tmp_path: Path) -> None:
    (project / RELEASE / "schema.json").write_bytes(b"{}")
    done = inside("publish", RELEASE, "../shelf", cwd=project)
    assert done.returncode == 1
    assert "nothing was published" in done.stderr
    told = json.loads(inside("publish", RELEASE, "../shelf", "--json", cwd=project).stdout)
    assert {finding["path"] for finding in told["findings"]} == {"schema.json"}
    assert not (tmp_path / "shelf").exists()
    assert not (project / "release.lock").exists()


def test_other_content_under_a_published_number_is_refused(project: Path) -> None:
    inside("publish", RELEASE, "../shelf", cwd=project)
    (project / "release.lock").unlink()
    (project / "raw/more.txt").write_text(page(40), encoding="utf-8")
    assert inside("build", cwd=project).returncode == 0
    done = inside("publish", RELEASE, "../shelf", cwd=project)
    assert done.returncode == 5
    assert "was published with other content; a published version is never changed" in done.stderr
    assert "mend:  build again with: imprint build --from-scratch --release-version 2.0.0" in done.stderr


def test_a_withdrawn_version_stays_and_the_lock_leaves_it(project: Path) -> None:
    inside("publish", RELEASE, "../shelf", cwd=project)
    locked = (project / "release.lock").read_bytes()
    done = inside("yank", "../shelf", "1.0.0", "--reason", "wrong \x1b[31mrows", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    lock = parse_lock((project / "release.lock").read_text(encoding="utf-8"))
    assert (lock.version, lock.digest, lock.highest) == (None, None, "1.0.0")
    shown = inside("versions", "../shelf", cwd=project).stdout
    assert "withdrawn: wrong \\x1b[31mrows" in shown
    listed = json.loads(inside("versions", "../shelf", "--json", cwd=project).stdout)
    assert [(one["version"], one["yanked"]) for one in listed["versions"]] == [("1.0.0", True)]
    assert "it was withdrawn" in inside("publish", RELEASE, "../shelf", cwd=project).stderr
    assert inside("yank", "../shelf", "v1.0.0", "--undo", cwd=project).returncode == 0
    assert (project / "release.lock").read_bytes() == locked
    assert "already in favour" in inside("yank", "../shelf", "1.0.0", "--undo", cwd=project).stderr


def test_the_number_of_the_only_version_is_not_issued_again_once_it_was_withdrawn(project: Path) -> None:
    inside("publish", RELEASE, "../shelf", cwd=project)
    stale = (project / "release.lock").read_bytes()
    inside("yank", "../shelf", "1.0.0", "--reason", "wrong rows", cwd=project)
    built = inside("build", cwd=project)
    assert built.stdout == "dist/small-2.0.0\n", built.stderr
    assert inside("publish", "dist/small-2.0.0", "../shelf", cwd=project).returncode == 0
    # A clone that has not pulled: its lock names the withdrawn version, which lies in its dist/ too.
    (project / "release.lock").write_bytes(stale)
    (project / "raw/more.txt").write_text(page(40), encoding="utf-8")
    for arguments in (("build",), ("build", "--against", RELEASE)):
        done = inside(*arguments, cwd=project)
        assert (done.returncode, "it was withdrawn: wrong rows" in done.stderr) == (5, True)
    shutil.rmtree(project.parent / "shelf")
    assert inside("build", cwd=project).stdout == "dist/small-1.1.0\n"


def test_a_version_that_is_not_there_is_a_remote_error(project: Path) -> None:
    done = inside("yank", "../shelf", "1.0.0", "--reason", "x", cwd=project)
    assert done.returncode == 4
    assert "mend:  list them with: imprint versions ../shelf" in done.stderr
    assert inside("versions", "../shelf", cwd=project).stderr == "../shelf: nothing is published there\n"


def test_outside_its_project_a_release_is_published_and_no_lock_is_made(project: Path, tmp_path: Path) -> None:
    done = inside("publish", project / RELEASE, "shelf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "release.lock").exists()
    assert not (project / "release.lock").exists()
    assert json.loads(inside("versions", "shelf", "--json", cwd=tmp_path).stdout)["versions"][0]["name"] == "small"


@pytest.fixture(scope="module")
def grew(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1.0.0 on a shelf, and beside it the project with 1.1.0 in its dist/."""
    folder = tmp_path_factory.mktemp("grew")
    project = Path(shutil.copytree(built, folder / "project"))
    assert inside("publish", RELEASE, "../shelf", cwd=project).returncode == 0
    (project / "raw/more.txt").write_text(page(40), encoding="utf-8")
    assert inside("build", cwd=project).stdout == "dist/small-1.1.0\n"
    return folder


@pytest.fixture
def grown(grew: Path, tmp_path: Path) -> Path:
    shutil.copytree(grew, tmp_path, dirs_exist_ok=True)
    return tmp_path / "project"


def checked(folder: Path, change: dict[str, object]) -> CheckedRelease:
    """A release whose manifest somebody has edited, digest and all."""
    manifest = parse_manifest((folder / "manifest.json").read_bytes()).model_copy(update=change).sealed()
    (folder / "manifest.json").write_bytes(manifest.to_bytes())
    return CheckedRelease(folder, manifest)


def test_a_second_version_shows_what_changes_and_moves_the_lock(grown: Path) -> None:
    project = grown
    planned = inside("publish", "dist/small-1.1.0", "../shelf", "-n", cwd=project)
    assert "../shelf@1.1.0 (folder), after 1.0.0" in planned.stdout
    assert "added 1 train; 0 changed; 0 moved" in planned.stdout
    assert inside("publish", "dist/small-1.1.0", "../shelf", cwd=project).returncode == 0
    assert parse_lock((project / "release.lock").read_text(encoding="utf-8")).version == "1.1.0"
    back = inside("yank", "../shelf", "1.1.0", "--reason", "wrong rows", cwd=project)
    assert back.returncode == 0
    lock = parse_lock((project / "release.lock").read_text(encoding="utf-8"))
    assert (lock.version, lock.highest) == ("1.0.0", "1.1.0")


def test_a_number_that_hides_what_has_changed_is_refused_with_the_row_and_the_right_one(
    grown: Path, tmp_path: Path
) -> None:
    project, release = grown, grown / "dist/small-1.1.0"
    history = parse_manifest((release / "manifest.json").read_bytes()).history
    assert history[-1].changes is not None
    quiet = history[-1].changes.model_copy(update={"added": {}})
    steps = (*history[:-1], history[-1].model_copy(update={"changes": quiet}))
    target = FolderTarget("../shelf", tmp_path / "shelf")
    with pytest.raises(ConflictError, match=r"1\.0\.1 is too small a number: 1 row added \([0-9a-f]{32}\)") as caught:
        prepare(checked(release, {"version": "1.0.1", "history": steps}), target, project)
    assert caught.value.mend == "ask for 1.1.0 or a larger one, or let the build compute it"
    with pytest.raises(ConflictError, match="its history does not tell what has changed since"):
        prepare(checked(release, {"version": "1.1.0", "history": steps}), target, project)
