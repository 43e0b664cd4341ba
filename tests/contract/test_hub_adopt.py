"""`imprint adopt org/name`: a dataset straight from a Hub on this machine, and the first release after it."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.hub_faults import Fault
from tests.tools.hub_repo import Blob, Repo
from tests.tools.hub_server import HubServer
from tests.tools.prose import page
from toolkit.cli.main import run

Said = tuple[int, str, str]
Command = Callable[..., Said]


def parquet(numbers: range) -> Blob:
    rows = [{"content": page(n), "link": f"https://yunhe.example/{n}.html"} for n in numbers]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream)
    return Blob(stream.getvalue(), lfs=True)


@pytest.fixture
def repo(hub: HubServer) -> Repo:
    """As somebody else made it: two shards of train, one of test, a card, a table that is no data."""
    made = Repo(private=False)
    files = {
        "README.md": Blob("# 云河新闻\n".encode()), "notes.jsonl": Blob(b'{"content": "x"}\n'),
        "data/train-00000-of-00002.parquet": parquet(range(20, 26)),
        "data/train-00001-of-00002.parquet": parquet(range(4)),
        "data/test-00000-of-00001.parquet": parquet(range(100, 103)), "../evil.parquet": parquet(range(1)),
    }  # fmt: skip
    made.add(files, "first")
    hub.hub.repos["org/yunhe"] = made
    return made


@pytest.fixture
def command(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    del hub
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def call(*arguments: str) -> Said:
        code = run(list(arguments))
        return (code, *capfd.readouterr())

    return call


def texts(release: str, split: str) -> list[str]:
    files = sorted(Path(release).glob(f"data/{split}-*.parquet"))
    return [text for file in files for text in pq.read_table(file, columns=["text"])["text"].to_pylist()]


def test_the_first_release_after_it_moves_no_row(repo: Repo, command: Command) -> None:
    code, out, err = command("adopt", "org/yunhe")
    assert (code, out) == (0, "dist/yunhe-1.0.0\n"), err
    assert f"read: org/yunhe@{repo.tip.oid}" in err
    train, test = (texts("dist/yunhe-1.0.0", split) for split in ("train", "test"))
    assert train == [page(n) for n in (*range(20, 26), *range(4))]
    assert test == [page(n) for n in range(100, 103)]
    assert 'text = "content"' in Path("dataset.toml").read_text(encoding="utf-8")
    assert sorted(path.name for path in Path().iterdir()) == [".imprint", "dataset.toml", "dist", "release.lock"]

    assert "nothing has changed" in command("build", "--workers", "1")[2]
    more = [{"content": page(n), "link": f"https://yunhe.example/{n}.html"} for n in (200, 201)]
    Path("raw").mkdir()
    Path("raw/more.jsonl").write_text("".join(json.dumps(one) + "\n" for one in more), encoding="utf-8")
    assert command("build", "--workers", "1")[:2] == (0, "dist/yunhe-1.1.0\n")
    assert texts("dist/yunhe-1.1.0", "train")[: len(train)] == train
    assert texts("dist/yunhe-1.1.0", "test")[: len(test)] == test
    changes = command("diff", "--json", "dist/yunhe-1.0.0", "dist/yunhe-1.1.0")[1]
    assert '"moved": 0' in changes
    assert command("verify", "dist/yunhe-1.1.0")[0] == 0


@pytest.mark.parametrize(
    ("name", "words", "code"), [("org/nothing", "no such dataset", 4), ("org/bare", "no files", 3)]
)
def test_what_is_no_dataset_of_rows_is_said(hub: HubServer, command: Command, name: str, words: str, code: int) -> None:
    bare = Repo(private=False)
    bare.add({"README.md": Blob(b"# bare\n")}, "first")
    hub.hub.repos["org/bare"] = bare
    status, out, err = command("adopt", name)
    assert (status, out) == (code, "")
    assert words in err
    assert "mend:" in err
    assert not Path("dataset.toml").exists()


def test_a_folder_of_that_name_goes_before_the_hub(repo: Repo, hub: HubServer, command: Command) -> None:
    del repo
    Path("org/yunhe").mkdir(parents=True)
    Path("org/yunhe/train.jsonl").write_text(json.dumps({"text": page(7)}) + "\n", encoding="utf-8")
    assert command("adopt", "org/yunhe")[0] == 0
    assert hub.log == []


def test_a_download_that_breaks_off_is_made_once_more(repo: Repo, hub: HubServer, command: Command) -> None:
    del repo
    hub.faults.plant(Fault("drop-during", name="resolve"))
    assert command("adopt", "org/yunhe")[0] == 0
    assert texts("dist/yunhe-1.0.0", "test") == [page(n) for n in range(100, 103)]
