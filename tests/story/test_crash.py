"""A build may be killed at any moment: `dist/` holds a whole release or none, and the next build succeeds."""

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools.command import IMPRINT, ROOT, files_of, imprint, small_project
from tests.tools.prose import page

PAGES = {**{f"{n}.txt": page(n) for n in range(8)}, "copy.txt": page(3), "stub.txt": "首页\n"}
RELEASE = "small-1.0.0"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an undisturbed build."""
    folder = small_project(tmp_path_factory.mktemp("whole"), PAGES)
    assert imprint("build", "--workers", "1", cwd=folder).returncode == 0
    return files_of(folder / "dist")


def visible(folder: Path) -> dict[str, bytes]:
    """What a user sees in dist/: everything but the temporaries that the next build sweeps."""
    return {name: data for name, data in files_of(folder / "dist").items() if not name.startswith(".imprint-")}


def assert_swept(folder: Path) -> None:
    """Nothing is left of builds that died, but what they gave to the cache."""
    assert {path.name for path in (folder / ".imprint").iterdir()} <= {"build.lock", "cache", "evidence"}
    assert {path.suffix for path in (folder / ".imprint" / "cache").iterdir()} == {".pack"}


def test_killed_before_and_after_every_file_write_dist_is_whole_or_empty(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = small_project(tmp_path, PAGES)
    killing = subprocess.Popen(
        [sys.executable, "-m", "tests.tools.killer", str(folder), "1", "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert killing.stdout is not None
    kills = 0
    for line in killing.stdout:
        state = json.loads(line)
        shown = [name for name in state["dist"] if not name.startswith(".imprint-")]
        assert shown in ([], [f"{RELEASE}.rejects.jsonl"], [RELEASE, f"{RELEASE}.rejects.jsonl"]), state
        kills += state["event"] is not None
    assert killing.wait() == 0
    assert kills > 30
    assert visible(folder) == files_of(folder / "dist") == whole
    assert_swept(folder)


def test_a_release_that_was_there_before_the_kill_is_there_or_whole_again(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = small_project(tmp_path, {**PAGES, "old.txt": page(50)})
    assert imprint("build", cwd=folder).returncode == 0
    (folder / "raw" / "old.txt").unlink()
    killing = [sys.executable, "-m", "tests.tools.killer", str(folder), "2", "2"]  # the other half of the places
    done = subprocess.run(killing, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) > 30
    assert files_of(folder / "dist") == whole


def test_on_a_full_or_read_only_disk_nothing_is_lost(tmp_path: Path, whole: dict[str, bytes]) -> None:
    folder = small_project(tmp_path, PAGES)
    assert imprint("build", cwd=folder).returncode == 0
    (folder / "raw" / "new.txt").write_text(page(60), encoding="utf-8")
    refusing = [sys.executable, "-m", "tests.tools.full_disk", str(folder)]
    done = subprocess.run(refusing, cwd=ROOT, capture_output=True, text=True, check=True)
    *refused, last = map(json.loads, done.stdout.splitlines())
    assert len(refused) > 10
    for state in refused:
        error, mend = state["said"].splitlines()
        assert (state["code"], state["same"]) == (3, True), state
        assert error.startswith(f"error: {folder}")
        assert error.endswith("Read-only file system" if state["n"] == 0 else "No space left on device")
        assert mend == "mend:  free space or permissions there, then run it again"
    assert (last["code"], last["same"]) == (0, False)
    assert_swept(folder)


@pytest.mark.parametrize(
    ("kibibytes", "problem"), [(0, "cannot start worker processes: "), (4, "rows-000000: cannot write: ")]
)
def test_a_disk_that_fills_under_two_workers_is_one_error(
    kibibytes: int, problem: str, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = small_project(tmp_path, PAGES)
    command = f"ulimit -f {kibibytes * 2}; exec {shlex.quote(str(IMPRINT))} build --workers 2"  # in blocks of 512 bytes
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["error", "mend"]
    assert problem in done.stderr
    assert files_of(folder / "dist") == {}
    assert imprint("build", cwd=folder).returncode == 0
    assert files_of(folder / "dist") == whole


def test_workers_die_with_the_build_that_started_them(tmp_path: Path, whole: dict[str, bytes]) -> None:
    folder = small_project(tmp_path, PAGES)
    running = subprocess.Popen([str(IMPRINT), "build", "--workers", "2"], cwd=folder, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob(".imprint/.imprint-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    running.send_signal(signal.SIGKILL)
    running.wait()
    while members(running.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert members(running.pid) == []
    assert imprint("build", "--workers", "2", cwd=folder).returncode == 0
    assert files_of(folder / "dist") == whole


def members(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def test_two_builds_at_once_do_not_meet(tmp_path: Path) -> None:
    folder = small_project(tmp_path, PAGES)
    from filelock import FileLock

    (folder / ".imprint").mkdir()
    with FileLock(folder / ".imprint" / "build.lock"):
        done = imprint("build", cwd=folder)
    assert done.returncode == 5
    assert "another build is at work in this project" in done.stderr
    assert imprint("build", cwd=folder).returncode == 0


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    folder = small_project(tmp_path, PAGES)
    (folder / "dist").write_bytes(b"a file, where a folder should be")
    done = imprint("build", cwd=folder)
    assert done.returncode == 3
    assert done.stderr.startswith(f"error: {folder / 'dist'}: cannot write: ")
    assert "mend:  " in done.stderr
    assert "Traceback" not in done.stderr
