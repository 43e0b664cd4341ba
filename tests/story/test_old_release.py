"""The promise to read old manifests: a release of format 1, written by another toolkit, stays sound."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pytest

from tests.story.test_verify import forge
from tests.tools.command import inside
from tests.tools.make_old_release import FIXTURE, OTHER_VERSION
from toolkit.actions.verify import verify
from toolkit.release.manifest import GENERATOR, parse_manifest


@pytest.fixture
def release(tmp_path: Path) -> Path:
    with zipfile.ZipFile(FIXTURE) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "small-1.0.0"


def found(release: Path) -> set[str]:
    return {finding.name for finding in verify(release).findings}


def test_a_release_of_format_1_by_another_toolkit_is_sound(release: Path) -> None:
    manifest = parse_manifest((release / "manifest.json").read_bytes())
    assert manifest.format_version == 1
    assert manifest.generator == f"imprint {OTHER_VERSION}" != GENERATOR
    done = inside("verify", release, cwd=release.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert ": sound: small 1.0.0, 3 rows, 7 files, content " in done.stdout


def test_it_loads_and_can_be_sampled(release: Path, tmp_path: Path) -> None:
    loaded = datasets.load_dataset(str(release), cache_dir=str(tmp_path / "cache"))
    assert sum(map(len, loaded.values())) == 3
    assert inside("sample", release, cwd=tmp_path).stdout.count("raw/") == 3


def change_text(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_words_of_another_version_are_its_own(release: Path) -> None:
    change_text(release / "README.md", lambda text: f"{text}\nA sentence of that version.\n")
    change_text(release / "croissant.json", lambda text: text.replace("Nothing was checked", "Nobody checked them"))
    forge(release)
    assert found(release) == set()


def test_its_metadata_are_held_to_the_data_all_the_same(release: Path) -> None:
    change_text(release / "README.md", lambda text: text.replace("num_examples: ", "num_examples: 1", 1))
    change_text(release / "croissant.json", lambda text: text.replace('"sha256": "', '"sha256": "0', 1))
    forge(release)
    assert found(release) == {"card_differs", "croissant_differs"}


def test_a_field_that_the_manifest_does_not_have_yet_is_not_asked_of_it(release: Path) -> None:
    """`baseline` has a default, as every field of a later version must: a manifest without it is whole."""
    forge(release, lambda manifest: manifest.pop("baseline"))
    assert found(release) == set()


def without_format(manifest: dict[str, Any]) -> None:
    del manifest["format_version"]


@pytest.mark.parametrize(
    "change",
    [
        without_format,
        lambda manifest: manifest.update(format_version=0),
        lambda manifest: manifest.update(format_version=True),
        lambda manifest: manifest.update(format_version=2),
        lambda manifest: manifest.update(nonsense=1),
        lambda manifest: manifest["funnel"].update(rows="3"),
        lambda manifest: manifest["funnel"].update(rows=3.0),
    ],
)
def test_what_is_not_format_1_is_refused(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    forge(release, change)
    assert found(release) == {"bad_manifest"}


def test_a_newer_format_is_named(release: Path) -> None:
    forge(release, lambda manifest: manifest.update(format_version=2))
    assert "format_version 2 is newer than this program" in inside("verify", release, cwd=release).stdout


def test_the_fixture_is_small_and_holds_what_the_manifest_names() -> None:
    assert FIXTURE.stat().st_size < 60_000
    with zipfile.ZipFile(FIXTURE) as archive:
        names = {name.removeprefix("small-1.0.0/") for name in archive.namelist()}
        manifest = json.loads(archive.read("small-1.0.0/manifest.json"))
    assert names == {"manifest.json", *(entry["path"] for entry in manifest["files"])}


def test_it_has_a_report_though_it_counts_no_lengths_or_months(release: Path) -> None:
    done = inside("report", release, cwd=release.parent)
    assert done.returncode == 0, done.stderr
    assert release.with_name("small-1.0.0.report.html").read_bytes().count(b"<article") == 3
