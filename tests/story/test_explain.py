"""`imprint explain` on the example project: each fate that a page can have, told once."""

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command import example_project, inside
from tests.tools.growing import Dataset, record, text
from toolkit.actions.explain import explain
from toolkit.actions.project import load_project
from toolkit.curate.denylist import takedown
from toolkit.describe.explained import headline, parts
from toolkit.describe.explanation import Explanation, recorded


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example_project(tmp_path_factory.mktemp("explain"))
    assert inside("build", cwd=folder).returncode == 0
    return folder


def told(folder: Path, asked: str) -> Explanation:
    with contextlib.chdir(folder):
        (one,) = explain(load_project(folder), asked)
    return one


def rejects(folder: Path) -> list[dict[str, Any]]:
    (path,) = (folder / "dist").glob("*.rejects.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_is_told_from_its_raw_lines_to_its_split_and_version(project: Path) -> None:
    one = told(project, "raw/mirror/m-water.txt")
    assert (one.fate, one.release) == ("row", "standards-news-1.0.0")
    assert one.place is not None
    assert (one.place.state, one.place.facts.license) == ("same", "CC-BY-4.0")
    assert one.rerun is not None
    assert (one.rerun.evidence, one.rerun.agrees) == ("recorded", True)
    assert one.rerun.cleaning.lines[0].rule == "site_chrome"
    assert {line.rule for line in one.rerun.cleaning.lines} <= set(one.rerun.cleaning.reasons)
    assert one.deal is not None
    assert one.deal.why == "hash"
    assert one.deal.bucket is not None
    assert one.deal.share is not None
    assert (one.deal.bucket < one.deal.share) == (one.deal.split == "test")
    (version,) = one.versions
    assert (version.places, version.change) == (("dist/standards-news-1.0.0",), "added")


def test_an_id_an_address_and_a_path_name_the_same_page(project: Path) -> None:
    by_path = told(project, "raw/mirror/m-water.txt")
    assert by_path.url is not None
    by_url, by_id = told(project, by_path.url + "?utm_source=x#top"), told(project, str(by_path.id))
    assert by_path.place == by_url.place == by_id.place


def test_a_record_of_a_container_is_named_by_its_number_or_its_line(project: Path) -> None:
    one, other = told(project, "raw/feed.jsonl#4"), told(project, "raw/feed.jsonl:5")
    assert one.place == other.place
    assert one.reason == "superseded"
    assert one.cluster is not None
    assert one.cluster.winner is not None
    assert one.cluster.winner.path == "raw/feed-2.jsonl.gz"


def test_what_explain_says_of_every_page_is_what_the_build_did(project: Path) -> None:
    """The build's own judgement and the one told afterwards must never part."""
    told_of = {(reject["raw_path"], reject["raw_index"]): reject["reason"] for reject in rejects(project)}
    files = sorted({path for path, _ in told_of})
    with contextlib.chdir(project):
        seen = [one for path in files for one in explain(load_project(project), path)]
    for one in seen:
        assert one.place is not None
        if one.place.index >= 0 and one.fate == "reject":
            assert one.reason == told_of[one.place.path, one.place.index]
            assert one.rerun is not None
            assert one.rerun.agrees is True, (one.place, one.reason)
    assert {one.reason for one in seen if one.fate == "reject"} == {reject["reason"] for reject in rejects(project)}


def test_a_near_copy_names_the_row_it_lost_to_and_how_like_it_is(project: Path) -> None:
    (path,) = (reject["raw_path"] for reject in rejects(project) if reject["reason"] == "near_duplicate")
    one = told(project, path)
    assert one.cluster is not None
    assert one.cluster.winner is not None
    assert one.cluster.winner.split in ("train", "test")
    assert 70 <= (one.cluster.similarity or 0) <= 100
    assert f"{one.cluster.similarity} %" in headline(one, "en")


def test_rights_are_told_in_both_languages(project: Path) -> None:
    path = next(reject["raw_path"] for reject in rejects(project) if reject["reason"] == "rights_withheld")
    assert "rights are forbidden" in inside("explain", path, "--lang", "en", cwd=project).stdout
    assert "版权状态为 forbidden" in inside("explain", path, "--lang", "zh", cwd=project).stdout


def test_what_is_no_page_is_told_why(project: Path) -> None:
    (project / "raw" / ".hidden.txt").write_text("x", encoding="utf-8")
    fates = {
        "raw/nowhere.txt": "absent",
        "0" * 32: "absent",
        "https://example.com/nowhere.html": "absent",
        "dataset.toml": "outside",
        "raw/.hidden.txt": "hidden",
        "raw/district/street-repair.txt.facts.json": "facts",
        "raw/feed.jsonl#9999": "empty",
    }
    assert {asked: told(project, asked).reason for asked in fates} == fates
    assert {told(project, asked).fate for asked in fates} == {"missing"}
    assert told(project, "raw/broken/notes.doc").reason == "unknown_format"


def test_the_overrides_of_an_article_are_told(project: Path) -> None:
    one = told(project, "615128b041c5b602580e1c66896b03d9")
    assert (one.reason, one.by_hand[0].action) == ("dropped_by_hand", "drop")


def test_the_machine_form_is_one_json_object_and_hostile_text_is_escaped(project: Path) -> None:
    tree = json.loads(inside("explain", "raw/mirror/m-water.txt", "--json", cwd=project).stdout)
    assert tree["explanations"][0]["place"]["path"] == "raw/mirror/m-water.txt"
    for hostile in (
        "raw/\x1b[31m.txt",
        "raw/\0.txt",
        "~nobody/x",
        "raw/" + "长" * 3000,
        "#",
        ":",
        "-1",
        "raw/feed.jsonl#" + "9" * 40,
    ):
        done = inside("explain", "--", hostile, cwd=project)
        assert (done.returncode, "\x1b" in done.stdout) == (0, False), hostile


def test_too_many_pages_and_no_address_are_refused(project: Path) -> None:
    (project / "raw" / "many.jsonl").write_text("".join(record(text(n)) for n in range(21)), encoding="utf-8")
    done = inside("explain", "raw/many.jsonl", cwd=project)
    (project / "raw" / "many.jsonl").unlink()
    assert (done.returncode, "names more than 20 pages" in done.stderr) == (2, True)
    assert inside("explain", "https://example.com/", cwd=project).returncode == 2


def test_without_the_record_the_evidence_is_counted_anew_and_is_the_same(project: Path, tmp_path: Path) -> None:
    before = told(project, "raw/mirror/m-water.txt").rerun
    shutil.move(project / ".imprint" / "evidence", tmp_path / "evidence")
    after = told(project, "raw/mirror/m-water.txt").rerun
    shutil.move(tmp_path / "evidence", project / ".imprint" / "evidence")
    assert before is not None
    assert after is not None
    assert (before.evidence, after.evidence) == ("recorded", "counted")
    assert before.cleaning == after.cleaning


def test_a_page_is_followed_through_versions_until_it_is_gone(tmp_path: Path) -> None:
    """Added, edited, told from what lies in raw/ unbuilt, and pruned; the folder published to is asked too."""
    data = Dataset(tmp_path, {"a.txt": text(1), "b.txt": text(2), "c.txt": text(3), "e.txt": text(5)})
    data.released()
    identity = told(tmp_path, "raw/a.txt").id
    data.put(a_txt=text(101, like=1, changed=2), d_txt=text(4))
    assert (told(tmp_path, "raw/d.txt").fate, told(tmp_path, "raw/d.txt").reason) == ("unbuilt", None)
    edited = told(tmp_path, "raw/a.txt")
    assert edited.place is not None
    assert edited.rerun is not None
    assert (edited.id, edited.place.state, edited.rerun.agrees) == (identity, "edited", False)
    data.released()
    data.put(near_txt=text(102, like=2))
    data.remove("a.txt")
    data.released(prune=True)
    assert (told(tmp_path, "raw/near.txt").reason or "").startswith("near_t")
    gone = told(tmp_path, str(identity))
    assert (gone.fate, gone.reason) == ("removed", "pruned")
    assert [one.change for one in gone.versions] == ["added", "changed", "removed"]
    assert gone.versions[0].places == ("dist/small-1.0.0", "./published")


def test_a_contaminated_page_names_its_source(tmp_path: Path) -> None:
    data = Dataset(tmp_path, {"a.txt": text(1), "b.txt": text(2)}, '[decontaminate]\nsources = ["tests.txt"]')
    (tmp_path / "tests.txt").write_text(text(1), encoding="utf-8")
    data.build()
    one = told(tmp_path, "raw/a.txt")
    assert one.reason == "contaminated"
    assert "tests.txt" in headline(one, "zh")


def test_what_was_taken_down_shows_no_more_than_that(tmp_path: Path) -> None:
    url = "https://news.example/a.html"
    data = Dataset(tmp_path, {"a.jsonl": record(text(1), url=url), "b.txt": text(2), "c.txt": text(3)})
    row = next(row for row in data.released().rows.values() if row["url"] == url)
    (tmp_path / "takedowns.jsonl").write_text(takedown(row).to_line() + "\n", encoding="utf-8")
    for built in (False, True):
        if built:
            data.released()
        for asked in (url, row["id"], "raw/a.jsonl"):
            one = told(tmp_path, asked)
            shown = json.dumps(one.as_dict(), ensure_ascii=False).replace(json.dumps(asked), "")
            shown += "".join(line for part in parts(one, "zh") for line in part.lines)
            assert not any(secret in shown for secret in (row["title"], url, row["text"][:20]))
            assert (one.fate, one.cluster, one.deal) == ("reject" if built else "row", None, None)
    (tmp_path / "raw" / "a.jsonl").unlink()
    shutil.rmtree(tmp_path / "dist")
    shutil.rmtree(tmp_path / "published")
    assert (told(tmp_path, url).fate, told(tmp_path, url).reason) == ("removed", "taken_down")


def test_a_target_that_needs_the_network_is_not_asked(project: Path) -> None:
    lock = f'target = "org/news"\nversion = "1.0.0"\ndigest = "{"0" * 64}"\nhighest = "1.0.0"\n'
    (project / "release.lock").write_text(lock, encoding="utf-8")
    one = told(project, "raw/mirror/m-water.txt")
    (project / "release.lock").unlink()
    assert (one.unasked, one.fate) == ("org/news", "row")


def test_the_rejects_of_older_programs_are_told_as_they_are() -> None:
    old = {
        "code": "IM402",
        "name": "near_duplicate",
        "severity": "error",
        "message": "90 % the text of x (y)",
        "mend": "-",
    }
    assert recorded(old).message["zh"] == "90 % the text of x (y)"
    assert recorded({"name": "near_duplicate"}).message["en"] == "… % the text of … (…)"
