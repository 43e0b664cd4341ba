"""One suite over every target: the same promises, the same errors."""

from itertools import count
from pathlib import Path

import pytest

from tests.tools.command import files_of
from tests.tools.releases import FILES, make_release
from toolkit.actions.publish.plan import make_plan
from toolkit.errors import ConflictError, RemoteError
from toolkit.targets.bounded import Patience
from toolkit.targets.bucket import BucketTarget
from toolkit.targets.catalog import Entry, Yank
from toolkit.targets.fetching import fetch, fetch_baseline
from toolkit.targets.folder import FolderTarget
from toolkit.targets.repository import HubTarget
from toolkit.targets.target import Remote, Shipment, Target

_NUMBERS = count()
NEXT = {**FILES, "data/train-00000-of-00001.parquet": b"PAR1 rows of 1.1.0 PAR1", "extra.json": b"[]"}


@pytest.fixture(params=["folder", "memory", "s3", "hub"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "folder":
        return FolderTarget("./published", tmp_path / "published")
    place = f"{tmp_path.name}-{next(_NUMBERS)}"
    if request.param == "memory":
        return BucketTarget(f"memory://{place}")
    if request.param == "hub":
        request.getfixturevalue("hub")
        return HubTarget(f"org/{place.replace('_', '-')}", patience=Patience(timeout=5, tries=2, wait=0.01))
    request.getfixturevalue("s3")
    return BucketTarget(f"s3://shelf/{place}")


@pytest.fixture
def first(tmp_path: Path) -> Shipment:
    return make_release(tmp_path / "small-1.0.0")


@pytest.fixture
def second(tmp_path: Path, first: Shipment) -> Shipment:
    return make_release(tmp_path / "small-1.1.0", "1.1.0", NEXT, first.manifest)


def publish(target: Target, shipment: Shipment, remote: Remote | None = None) -> Entry:
    remote = remote or target.look()
    make_plan(target.name, shipment, remote)
    place = target.send(shipment, remote, lambda done, total: None)
    assert target.read_back(shipment, place) == []
    entry = Entry.of(shipment.manifest, place)
    target.create(entry.path, entry)
    return entry


def test_a_target_that_is_not_there_yet_is_empty(target: Target) -> None:
    found = target.look()
    assert (found.catalog.latest, found.catalog.highest, found.manifest, found.files) == (None, None, None, {})


def test_a_version_comes_back_byte_for_byte(target: Target, first: Shipment, tmp_path: Path) -> None:
    entry = publish(target, first)
    assert files_of(fetch(target, entry, tmp_path / "fetched")) == files_of(first.folder)
    assert target.look().catalog.latest == entry


def test_some_files_of_a_version_come_alone(target: Target, first: Shipment, tmp_path: Path) -> None:
    wanted = frozenset({"manifest.json", "schema.json"})
    found = files_of(fetch(target, publish(target, first), tmp_path / "fetched", wanted))
    whole = files_of(first.folder)
    assert {name: found[name] for name in wanted} == {name: whole[name] for name in wanted}
    assert target.name.startswith("./") or found.keys() == wanted


def test_the_first_version_is_the_same_after_the_second(
    target: Target, first: Shipment, second: Shipment, tmp_path: Path
) -> None:
    old, new = publish(target, first), publish(target, second)
    assert files_of(fetch(target, old, tmp_path / "a")) == files_of(first.folder)
    assert files_of(fetch(target, new, tmp_path / "b")) == files_of(second.folder)
    found = target.look()
    assert (found.catalog.latest, found.manifest) == (new, second.manifest)
    assert set(found.files) == {entry.path for entry in second.files}


def test_what_is_sent_and_not_recorded_is_no_version(target: Target, first: Shipment) -> None:
    remote = target.look()
    target.send(first, remote, lambda done, total: None)
    assert target.look().catalog == remote.catalog
    publish(target, first)


def test_what_a_killed_publish_left_gives_way_to_other_content_unless_it_has_a_tag(
    target: Target, first: Shipment, tmp_path: Path
) -> None:
    target.send(first, target.look(), lambda done, total: None)
    other = make_release(tmp_path / "other", files=NEXT)
    if isinstance(target, HubTarget):
        with pytest.raises(ConflictError, match=r"the tag v1\.0\.0 is there with other content"):
            publish(target, other)
        other = first
    entry = publish(target, other)
    assert files_of(fetch(target, entry, tmp_path / "fetched")) == files_of(other.folder)


def test_of_two_publishers_one_wins_and_the_other_is_told(target: Target, first: Shipment, tmp_path: Path) -> None:
    other = make_release(tmp_path / "other", files=NEXT)
    seen = target.look()
    mine, theirs = target.send(first, seen, lambda done, total: None), None
    try:
        theirs = target.send(other, seen, lambda done, total: None)
    except ConflictError:
        assert target.look().catalog == seen.catalog
    won, lost = ((other, theirs), (first, mine)) if theirs else ((first, mine), None)
    entry = Entry.of(won[0].manifest, won[1] or "")
    target.create(entry.path, entry)
    if lost:
        entry_lost = Entry.of(lost[0].manifest, lost[1])
        with pytest.raises(ConflictError):
            target.create(entry_lost.path, entry_lost)
    assert files_of(fetch(target, entry, tmp_path / "fetched")) == files_of(won[0].folder)


def test_a_publisher_who_looked_too_early_is_told(target: Target, first: Shipment, second: Shipment) -> None:
    early = target.look()
    publish(target, first)
    with pytest.raises(ConflictError):
        target.send(second, early, lambda done, total: None)


def test_the_same_entry_twice_is_nothing_and_another_is_refused(target: Target, first: Shipment) -> None:
    entry = publish(target, first)
    target.create(entry.path, entry)
    with pytest.raises(ConflictError):
        target.create(entry.path, entry.model_copy(update={"rows": {"train": 3}}))


def test_a_withdrawn_version_is_not_the_latest_and_its_number_stays_issued(
    target: Target, first: Shipment, second: Shipment, tmp_path: Path
) -> None:
    old, new = publish(target, first), publish(target, second)
    target.create(target.look().catalog.next_yank("1.1.0"), Yank(yanked=True, reason="wrong rows"))
    catalog = target.look().catalog
    assert (catalog.latest, str(catalog.highest)) == (old, "1.1.0")
    assert files_of(fetch(target, new, tmp_path / "a")) == files_of(second.folder)
    with pytest.raises(ConflictError, match="it was withdrawn: wrong rows"):
        fetch_baseline(target, "1.1.0", new.digest, tmp_path / "b")
    target.create(catalog.next_yank("1.1.0"), Yank(yanked=False))
    assert target.look().catalog.latest == new


def test_a_baseline_is_fetched_by_its_digest(target: Target, first: Shipment, tmp_path: Path) -> None:
    with pytest.raises(RemoteError):
        fetch_baseline(target, "1.0.0", "0" * 64, tmp_path / "a")
    entry = publish(target, first)
    assert files_of(fetch_baseline(target, "1.0.0", entry.digest, tmp_path / "b")) == files_of(first.folder)
    with pytest.raises(ConflictError):
        fetch_baseline(target, "1.0.0", "0" * 64, tmp_path / "c")
    with pytest.raises(RemoteError):
        fetch_baseline(target, "1.2.0", entry.digest, tmp_path / "d")


def test_a_file_that_is_not_what_the_manifest_says_is_read_back_as_wrong(target: Target, first: Shipment) -> None:
    (first.folder / "schema.json").write_bytes(b"[]")
    place = target.send(first, target.look(), lambda done, total: None)
    assert target.read_back(first, place) == ["schema.json"]
