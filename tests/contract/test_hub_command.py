"""`imprint publish` to a Hub on this machine, refused: by the login, by the gate, by the user."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, inside, small_project
from tests.tools.hub_faults import Fault
from tests.tools.hub_repo import READ_TOKEN, TOKEN, Blob, Commit
from tests.tools.hub_server import HubServer
from tests.tools.prose import page
from tests.tools.releases import SETTINGS
from toolkit.actions.publish.gate import gate
from toolkit.actions.verify import CheckedRelease
from toolkit.actions.verify.files import read_manifest
from toolkit.cli.main import run
from toolkit.curate.overrides import NO_OVERRIDES, parse_overrides
from toolkit.release.manifest import Manifest

RELEASE = "dist/small-1.0.0"
Said = tuple[int, str, str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("built"), {f"{n}.txt": page(n) for n in range(3)}, SETTINGS)
    assert inside("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(built, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def publish(hub: HubServer, project: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    del hub, project

    def call(*arguments: str) -> Said:
        code = run(["publish", RELEASE, *arguments])
        return (code, *capfd.readouterr())

    return call


def test_a_dry_run_shows_the_plan_and_touches_nothing(
    hub: HubServer, project: Path, publish: Callable[..., Said]
) -> None:
    code, out, _ = publish("org/small", "-n", "--private")
    assert code == 0
    assert "org/small@1.0.0 (private)" in out
    assert "on nothing: the repository is made, tag v1.0.0" in out
    assert hub.hub.repos == {}
    assert not (project / "release.lock").exists()


def test_nobody_is_asked_where_nobody_can_answer(hub: HubServer, publish: Callable[..., Said]) -> None:
    code, _, err = publish("org/small")
    assert (code, "then say --yes" in err) == (5, True)
    assert hub.hub.repos == {}


@pytest.mark.parametrize(
    ("token", "name", "what", "mend"),
    [
        ("", "org/small", "you are not logged in to the Hub", "hf auth login"),
        ("hf_" + "Unknown" * 5, "org/small", "the Hub does not accept this login", "hf auth login"),
        (READ_TOKEN, "org/small", "the token of maintainer may only read", "hf auth login"),
        (None, "elsewhere/small", "maintainer does not belong to elsewhere", "maintainer, org"),
    ],
)
def test_a_login_that_may_not_publish_is_told_which_and_how(
    hub: HubServer, publish: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, token: str | None, name: str,
    what: str, mend: str,
) -> None:  # fmt: skip
    if token is not None:
        monkeypatch.setenv("HF_TOKEN", token)
    code, out, err = publish(name, "--yes")
    assert code == 4, err
    assert f"error: {name}: {what}" in err
    assert mend in err
    assert not token or token not in out + err
    assert hub.hub.repos == {}


def test_a_member_who_may_not_write_to_the_repository_is_told_so(hub: HubServer, publish: Callable[..., Said]) -> None:
    hub.hub.new_repo("org/small")
    hub.hub.readonly = {"org/small"}
    code, _, err = publish("org/small", "--yes")
    assert (code, "error: org/small: this login may not do that: " in err) == (4, True)
    assert f"mend:  make a token that may write at {hub.url}/settings/tokens" in err
    assert len(hub.hub.repos["org/small"].commits) == 1


def test_the_token_stands_in_no_message_log_or_file(
    hub: HubServer, project: Path, publish: Callable[..., Said], caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    told = [publish("org/small", "-n", "--json"), publish("org/small", "--yes", "--json"), publish("org/small")]
    for words in (["versions", "org/small"], ["verify", "org/small@1.0.0"], ["versions", "org/none"]):
        told.append((run(words), *capfd.readouterr()))
    hub.faults.plant(Fault("500", 1, for_good=True))
    told.append((run(["verify", "org/small@1.0.0", "--json"]), *capfd.readouterr()))
    assert [code for code, _, _ in told] == [0, 0, 0, 0, 0, 4, 4]
    assert any("huggingface" in record.name or "httpx" in record.name for record in caplog.records)
    held = b"".join(
        [*files_of(project).values(), *(blob.data for blob in hub.hub.repos["org/small"].tip.files.values())]
    )
    for said in (caplog.text, *(text for _, out, err in told for text in (out, err)), held.decode("latin-1")):
        assert TOKEN not in said


def test_a_token_in_what_the_server_says_is_not_repeated(hub: HubServer, publish: Callable[..., Said]) -> None:
    hub.hub.refusal = "no commits for hf_" + "PlantedTokenForTests0123456789abcd"
    code, out, err = publish("org/small", "--yes")
    assert (code, "no commits for hf_…" in err) == (4, True)
    assert "PlantedToken" not in out + err


def test_a_gated_dataset_says_where_to_ask(
    hub: HubServer, publish: Callable[..., Said], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish("org/small", "--yes")[0] == 0
    hub.hub.repos["org/small"].gated = True
    monkeypatch.setenv("HF_TOKEN", READ_TOKEN)
    assert run(["verify", "org/small@1.0.0"]) == 4
    said = capfd.readouterr().err
    assert "error: org/small: the dataset is gated, and this login was not let in" in said
    assert f"mend:  ask for access at {hub.url}/datasets/org/small" in said


def test_files_of_others_are_let_alone_but_never_overwritten(hub: HubServer, publish: Callable[..., Said]) -> None:
    repo = hub.hub.new_repo("org/small")
    repo.add({**repo.tip.files, "notes/others.md": Blob(b"theirs")}, "by hand")
    repo.add({**repo.tip.files, "README.md": Blob(b"# theirs")}, "by hand")
    code, _, err = publish("org/small", "--yes")
    assert (code, "others have changed README.md there" in err) == (5, True)
    repo.add({path: blob for path, blob in repo.tip.files.items() if path != "README.md"}, "by hand")
    assert publish("org/small", "--yes")[0] == 0
    assert repo.tip.files["notes/others.md"].data == b"theirs"


def test_a_file_of_others_that_readers_would_take_for_rows_is_refused(
    hub: HubServer, publish: Callable[..., Said]
) -> None:
    repo = hub.hub.new_repo("org/small")
    repo.add({**repo.tip.files, "data/train-extra.parquet": Blob(b"PAR1", lfs=True)}, "by hand")
    code, _, err = publish("org/small", "--yes")
    assert (code, "others have changed data/train-extra.parquet there" in err) == (5, True)


def test_tags_that_are_no_versions_are_let_alone(hub: HubServer, publish: Callable[..., Said]) -> None:
    repo = hub.hub.new_repo("org/small")
    repo.tags.update(dict.fromkeys(("stable", "v1", "v01.0.0", "v1.0.0.yank-1", "v2.0.0-rc1"), repo.tip.oid))
    assert publish("org/small", "--yes")[0] == 0


def test_a_tag_that_somebody_removed_is_put_back(hub: HubServer, publish: Callable[..., Said]) -> None:
    assert publish("org/small", "--yes")[0] == 0
    place = hub.hub.repos["org/small"].tags.pop("v1.0.0")
    assert publish("org/small", "--yes")[0] == 0
    assert hub.hub.repos["org/small"].tags == {"v1.0.0": place}


@pytest.mark.parametrize("path", ["schema.json", "index.parquet"])
def test_a_file_that_the_repository_ignores_is_named_before_anything_is_committed(
    hub: HubServer, publish: Callable[..., Said], path: str
) -> None:
    hub.hub.ignored = {path}
    code, _, err = publish("org/small", "--yes")
    assert (code, f"error: org/small: {path}: the repository ignores this file" in err) == (5, True)
    assert len(hub.hub.repos["org/small"].commits) == 1
    assert hub.hub.repos["org/small"].tags == {}


def test_a_path_that_leads_out_of_the_release_is_not_followed(
    hub: HubServer, project: Path, publish: Callable[..., Said], tmp_path: Path
) -> None:
    assert publish("org/small", "--yes")[0] == 0
    repo = hub.hub.repos["org/small"]
    commit = repo.at("v1.0.0")
    evil = {**commit.files, "data/../../../evil": Blob(b"evil")}
    repo.commits[1] = Commit(commit.oid, evil, commit.title)
    assert run(["verify", "org/small@1.0.0"]) == 0
    assert "resolve" in hub.log
    assert list(tmp_path.rglob("evil")) == []


def test_a_repository_that_is_public_is_not_made_private(hub: HubServer, publish: Callable[..., Said]) -> None:
    hub.hub.new_repo("org/small")
    code, _, err = publish("org/small", "--yes", "--private")
    assert (code, "the repository is there already, and public" in err) == (5, True)


def test_a_public_dataset_must_say_why_whom_and_how(
    hub: HubServer, project: Path, publish: Callable[..., Said]
) -> None:
    small_project(project, {})
    assert inside("build", cwd=project).returncode == 0
    code, out, _ = publish("org/small", "--yes")
    assert code == 1
    assert all(name in out for name in ("[rights] basis", "[contact]", "[citation]"))
    assert hub.hub.repos == {}
    assert publish("org/small", "--yes", "--private")[0] == 0
    assert hub.hub.repos["org/small"].private


def through_the_gate(project: Path, column: str, value: str, **options: object) -> list[tuple[str, str | None]]:
    """What the gate says where one row of the release is changed; and `card` where the column is that."""
    folder = project / RELEASE
    if column == "card":
        (folder / "README.md").write_text((folder / "README.md").read_text("utf-8") + value, encoding="utf-8")
    else:
        path = folder / "data/train-00000-of-00001.parquet"
        table = pq.read_table(path)
        rows = table.to_pylist()
        rows[0][column] = value
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    manifest = read_manifest(folder)
    assert isinstance(manifest, Manifest)
    overrides = parse_overrides(str(options.get("overrides", ""))) if options else NO_OVERRIDES
    findings = gate(CheckedRelease(folder, manifest), False, overrides)
    assert all("row 1 (" in finding.message() or "the card" in finding.message() for finding in findings)
    return [(finding.name, finding.where.field) for finding in findings]


SECRET = "ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5"


@pytest.mark.parametrize(
    ("column", "value", "finding"),
    [
        ("title", f"通知 {SECRET}", ("secret_in_release", "title")),
        ("text", "联系电话：13912345678。", ("personal_data_in_release", "text")),
        ("rights_status", "forbidden", ("rights_in_release", "rights_status")),
        ("card", f"\n{SECRET}\n", ("secret_in_release", None)),
        ("card", "\n联系电话：13912345678。\n", ("personal_data_in_release", None)),
    ],
)
def test_what_must_not_leave_the_house_is_named_with_its_row(
    project: Path, column: str, value: str, finding: tuple[str, str | None]
) -> None:
    assert through_the_gate(project, column, value) == [finding]


def test_an_article_that_the_maintainer_keeps_is_let_out_whatever_its_rights(project: Path) -> None:
    row = pq.read_table(project / RELEASE / "data/train-00000-of-00001.parquet").to_pylist()[0]
    line = f'{{"id": "{row["id"]}", "action": "keep", "reason": "its author gave us leave"}}'
    assert through_the_gate(project, "rights_status", "forbidden", overrides=line) == []
