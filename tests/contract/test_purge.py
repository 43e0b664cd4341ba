"""Versions removed for good: every trace that can be reached is gone, and what stays is as it was."""

import copy
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.contract.test_targets import publish
from tests.tools.command import files_of
from tests.tools.hub_faults import Fault
from tests.tools.hub_server import HubServer
from tests.tools.hub_trial import PATIENCE
from tests.tools.releases import FILES, make_release
from toolkit.errors import ConflictError, ToolkitError
from toolkit.targets.bucket import BucketTarget
from toolkit.targets.catalog import Entry, Yank
from toolkit.targets.fetching import fetch, fetch_files
from toolkit.targets.folder import FolderTarget
from toolkit.targets.repository import HubTarget
from toolkit.targets.target import Shipment, Target

ROWS, SECRET = "data/train-00000-of-00001.parquet", b"PAR1 the article PAR1"
WRITES = [
    *((name, "dead") for name in ("lfs_delete", "delete_branch", "delete_tag", "squash", "commit", "create_tag")),
    *((name, "dying") for name in ("delete_tag", "squash", "commit")),
]  # fmt: skip
Shelf = dict[str, tuple[Shipment, Entry]]


@pytest.fixture(params=["folder", "s3", "hub"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "folder":
        return FolderTarget("./published", tmp_path / "published")
    if request.param == "s3":
        request.getfixturevalue("s3")
        return BucketTarget(f"s3://shelf/{tmp_path.name}")
    request.getfixturevalue("hub")
    return HubTarget("org/small", patience=PATIENCE)


def fill(target: Target, folder: Path) -> Shelf:
    """1.0.0 without the article, 1.1.0 and its card with it, 1.2.0 with some of its files, 1.2.1 without."""
    contents: dict[str, Mapping[str, bytes]] = {
        "1.0.0": FILES,
        "1.1.0": {**FILES, ROWS: SECRET, "README.md": b"# Small, with the article\n"},
        "1.2.0": {**FILES, ROWS: SECRET + b"more", "more.parquet": b"PAR1 others PAR1"},
        "1.2.1": {**FILES, ROWS: b"PAR1 without it PAR1", "more.parquet": b"PAR1 others PAR1"},
    }
    shelf: Shelf = {}
    for version, files in contents.items():
        before = next((one[0].manifest for one in reversed(shelf.values())), None)
        shipment = make_release(folder / version, version, files, before)
        shelf[version] = shipment, publish(target, shipment)
    return shelf


def withdraw(target: Target, *versions: str) -> list[Entry]:
    """As the command does, before anything goes."""
    for version in versions:
        target.create(target.catalog().next_yank(version), Yank(yanked=True, purged=True))
    catalog = target.catalog()
    return [entry for version in versions if (entry := catalog.get(version))]


def check_left(target: Target, shelf: Shelf, tmp_path: Path, *versions: str) -> None:
    """These are byte for byte what they were, and readers are led to them."""
    for version in versions:
        entry = target.catalog().get(version)
        assert entry is not None
        assert files_of(fetch(target, entry, tmp_path / f"left-{version}")) == files_of(shelf[version][0].folder)


def gone(target: Target, entry: Entry, tmp_path: Path) -> bool:
    try:
        fetch_files(target, entry, tmp_path / "gone")
    except ToolkitError:
        return True
    return False


def test_versions_go_for_good_and_the_others_stay(target: Target, tmp_path: Path) -> None:
    shelf = fill(target, tmp_path)
    gone_ones = [shelf["1.1.0"][1], shelf["1.2.0"][1]]
    foreseen = target.survey(gone_ones)
    assert foreseen.removed
    assert any("downloaded" in one for one in foreseen.unreached)
    check_left(target, shelf, tmp_path, "1.0.0", "1.1.0", "1.2.0", "1.2.1")
    assert target.purge(withdraw(target, "1.1.0", "1.2.0")) == ()
    check_left(target, shelf, tmp_path, "1.0.0", "1.2.1")
    assert all(gone(target, entry, tmp_path) for entry in gone_ones)
    catalog = target.catalog()
    assert (catalog.latest and catalog.latest.version, str(catalog.highest)) == ("1.2.1", "1.2.1")
    assert set(map(str, catalog.entries)) == {"1.0.0", "1.1.0", "1.2.0", "1.2.1"}
    assert target.purge([entry for entry in catalog.entries.values() if entry.version in ("1.1.0", "1.2.0")]) == ()
    check_left(target, shelf, tmp_path, "1.0.0", "1.2.1")
    after = make_release(tmp_path / "1.3.0", "1.3.0", {**FILES, "x.json": b"{}"}, shelf["1.2.1"][0].manifest)
    assert files_of(fetch(target, publish(target, after), tmp_path / "after")) == files_of(after.folder)


def test_what_a_broken_publish_left_goes_too(target: Target, tmp_path: Path) -> None:
    if isinstance(target, HubTarget):
        pytest.skip("there it is a commit, which gives way to the next publish")
    shelf = fill(target, tmp_path)
    begun = make_release(tmp_path / "1.3.0", "1.3.0", {**FILES, ROWS: SECRET}, shelf["1.2.1"][0].manifest)
    place = target.send(begun, target.look(), lambda done, total: None)
    assert f"{place}/, which no version names" in target.survey([shelf["1.1.0"][1]]).removed
    target.purge(withdraw(target, "1.1.0"))
    assert target.read_back(begun, place) != []


def everything(server: HubServer) -> list[bytes]:
    """All bytes that the Hub can still be asked for."""
    repo = server.hub.repos["org/small"]
    held = [blob.data for commit in repo.commits for blob in commit.files.values() if not blob.lfs]
    return [*held, *server.hub.objects.values()]


@pytest.fixture
def shelved(hub: HubServer, tmp_path: Path) -> tuple[HubTarget, Shelf]:
    del hub
    target = HubTarget("org/small", patience=PATIENCE)
    return target, fill(target, tmp_path)


def test_on_the_hub_a_version_that_grew_from_it_goes_with_it_and_no_ref_leads_there(
    hub: HubServer, shelved: tuple[HubTarget, Shelf], tmp_path: Path
) -> None:
    target, shelf = shelved
    repo = hub.hub.repos["org/small"]
    repo.others["refs/convert/parquet"] = repo.tags["v1.1.0"]
    assert any(SECRET in data for data in everything(hub))
    foreseen = target.survey([shelf["1.1.0"][1]])
    assert [entry.version for entry in foreseen.versions] == ["1.1.0", "1.2.0"]
    target.purge(withdraw(target, "1.1.0"))
    assert (set(repo.tags), repo.others) == ({"v1.0.0", "v1.2.1"}, {})
    assert not any(b"article" in data for data in everything(hub))
    assert b"PAR1 others PAR1" in everything(hub)
    assert len(repo.history("main")) == 2
    check_left(target, shelf, tmp_path, "1.0.0", "1.2.1")


def test_what_the_hub_holds_on_to_is_said(hub: HubServer, shelved: tuple[HubTarget, Shelf]) -> None:
    target, shelf = shelved
    repo = hub.hub.repos["org/small"]
    refs = {"refs/heads/dev": "v1.2.0", "refs/pr/1": "v1.1.0", "refs/pr/2": "v1.0.0", "refs/convert/duckdb": "v1.1.0"}
    repo.others.update({ref: repo.tags[tag] for ref, tag in refs.items()})
    hub.hub.protected = {"refs/convert/duckdb"}
    unreached = target.survey([shelf["1.1.0"][1]]).unreached
    assert [one.partition(",")[0] for one in unreached if "leads to it" in one] == ["dev", "refs/pr/1"]
    refused = target.purge(withdraw(target, "1.1.0"))
    assert refused == ("refs/convert/duckdb: the Hub does not let it go; it is made anew from main",)


def test_killed_at_any_write_the_next_run_ends_it_and_no_kept_version_is_harmed(
    hub: HubServer, shelved: tuple[HubTarget, Shelf], tmp_path: Path
) -> None:
    target, shelf = shelved
    repo = hub.hub.repos["org/small"]
    repo.others["refs/convert/parquet"] = repo.tags["v1.1.0"]
    entries, before = withdraw(target, "1.1.0", "1.2.0"), copy.deepcopy(hub.hub)
    for name, kind in WRITES:
        hub.hub = copy.deepcopy(before)
        hub.faults.plant(Fault(kind, 1, name))
        with pytest.raises(ToolkitError):
            target.purge(entries)
        assert hub.faults.struck, name
        hub.faults.plant(None)
        for version in ("1.0.0", "1.2.1"):
            held = target.catalog().get(version)
            assert held is not None
            assert files_of(fetch_files(target, held, tmp_path / f"kept-{version}")) == files_of(
                shelf[version][0].folder
            )
        target.purge(entries)
        assert set(hub.hub.repos["org/small"].tags) == {"v1.0.0", "v1.2.1"}
        assert not any(b"article" in data for data in everything(hub))
        assert not target.survey(entries).removed


def test_the_latest_version_on_the_hub_is_not_removed_nor_one_that_others_have_changed(
    hub: HubServer, shelved: tuple[HubTarget, Shelf]
) -> None:
    target, shelf = shelved
    with pytest.raises(ConflictError, match="no version would be left on main"):
        target.survey([shelf["1.2.1"][1]])
    repo = hub.hub.repos["org/small"]
    repo.add({**repo.tip.files, "README.md": repo.at("v1.1.0").files["README.md"]}, "by hand")
    with pytest.raises(ConflictError, match=r"README\.md on main is not that of 1\.2\.1"):
        target.survey([shelf["1.1.0"][1]])
