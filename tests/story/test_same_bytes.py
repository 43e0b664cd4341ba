"""The same input gives the same bytes, whoever builds it, wherever and whenever."""

import os
import random
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.tools.command import example_project, files_of, imprint

CLOCK = """
import os, time, datetime
_shift = float(os.environ["CLOCK_SHIFT"])
_time, _gmtime, _localtime = time.time, time.gmtime, time.localtime
time.time = lambda: _time() + _shift
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
"""


def built(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Everything in dist/ after a build."""
    done = imprint("build", *arguments, cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    return files_of(folder / "dist")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(example_project(tmp_path_factory.mktemp("expected")), "--workers", "1")


def test_with_two_workers(tmp_path: Path, expected: dict[str, bytes]) -> None:
    assert built(example_project(tmp_path), "--workers", "2") == expected


def test_with_the_files_created_in_another_order_in_another_folder(tmp_path: Path, expected: dict[str, bytes]) -> None:
    source = example_project(tmp_path / "source")
    folder = tmp_path / "云河 项目"
    files = [path for path in source.rglob("*") if path.is_file()]
    for path in random.Random(7).sample(files, len(files)):
        copy = folder / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    assert built(folder) == expected


def test_on_another_day_in_another_time_zone(tmp_path: Path, expected: dict[str, bytes]) -> None:
    folder = example_project(tmp_path / "project")
    year = 400 * 86_400
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - year, time.time() - year))
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    env = {"PYTHONPATH": str(clock), "CLOCK_SHIFT": str(year), "TZ": "Pacific/Kiritimati"}
    assert built(folder, env=env) == expected


@pytest.mark.parametrize(("locale", "seed"), [("POSIX", "1"), ("zh_CN.GB18030", "4242"), ("tr_TR.UTF-8", "7")])
def test_in_another_locale_with_another_hash_seed(
    tmp_path: Path, expected: dict[str, bytes], locale: str, seed: str
) -> None:
    spoken = {"LC_ALL": locale, "LANG": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert built(example_project(tmp_path), env={**spoken, "PYTHONHASHSEED": seed}) == expected


def test_from_a_folder_below_the_project(tmp_path: Path, expected: dict[str, bytes]) -> None:
    folder = example_project(tmp_path)
    assert imprint("build", cwd=folder / "raw").returncode == 0
    assert files_of(folder / "dist") == expected


def test_the_shards_that_work_is_cut_into_do_not_show(tmp_path: Path, expected: dict[str, bytes]) -> None:
    """A page of ballast changes where shards are cut; without its own reject the rest is the same."""
    folder = example_project(tmp_path)
    (folder / "raw" / "aaa.txt").write_bytes(b"\x00" * (5 << 20))
    files = built(folder)
    for name, data in expected.items():
        if "/data/" in name:
            assert files[name] == data
