"""What is detected, in a release: rights of sites, secrets, counts of personal data, and what `verify` finds left."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.story.test_verify import forge, rewrite
from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.actions.fingerprint import cleaner_fingerprint
from toolkit.actions.verify.residue import _draw
from toolkit.actions.verify.run import verify
from toolkit.config import parse_config

KEY = "hf" + "_" + "aB3dE5gH7jK9mN1pQ4sT6vW8xZ2bC4dF6hJ8"
FOUND = "肇事车辆京A12345由执法人员登记，操作记录来自203.0.113.7，企业的统一社会信用代码为91350100M000100Y43。"
SETTINGS = """
[privacy]
ip = "keep"
[rights.sites]
"closed.example" = "forbidden"
"yunhe.example" = "restricted"
"""


def written(number: int, line: str = "") -> str:
    return page(number).rstrip("\n") + f"\n\n　　{line}\n" if line else page(number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages: dict[str, str | bytes] = {f"{number}.txt": page(number) for number in range(8)}
    pages |= {
        "found.txt": written(20, FOUND),
        "key.txt": written(21, f"程序里写着令牌{KEY}，任何人都能用它下载模型，负责人要求立即更换。"),
        "facts.csv": "file,url,license\n"
        "0.txt,https://news.yunhe.example/a/0.html,\n"
        "1.txt,https://closed.example/a/1.html,\n"
        "2.txt,https://closed.example/a/2.html,CC-BY-4.0\n"
        "3.txt,https://open.example/a/3.html,CC BY-NC 4.0\n",
    }
    folder = small_project(tmp_path_factory.mktemp("detected"), pages, SETTINGS)
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def release(folder: Path) -> Path:
    return folder / "dist" / "small-1.0.0"


@pytest.fixture(scope="module")
def rows(release: Path) -> dict[str, Any]:
    return {row["raw_path"][4:]: row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()}


@pytest.fixture(scope="module")
def rejects(folder: Path) -> dict[str, Any]:
    lines = (folder / "dist" / "small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return {reject["raw_path"][4:]: reject for reject in map(json.loads, lines)}


def test_the_policy_of_a_site_is_what_its_rows_say(rows: dict[str, Any], rejects: dict[str, Any]) -> None:
    said = {name: (row["rights_status"], row["rights_statement"]) for name, row in rows.items()}
    assert said["0.txt"] == ("restricted", "[rights.sites] yunhe.example: restricted")
    assert said["2.txt"] == ("allowed", "license: CC-BY-4.0")
    assert said["3.txt"] == ("restricted", "license: CC BY-NC 4.0")
    assert said["4.txt"] == ("unknown", None)
    assert rejects["1.txt"]["reason"] == "rights_withheld"


def test_a_page_that_holds_a_secret_is_rejected_and_the_secret_not_repeated(folder: Path, rejects: Any) -> None:
    assert rejects["key.txt"]["reason"] == "secret"
    assert "hugging-face" in rejects["key.txt"]["findings"][0]["message"]
    assert KEY not in json.dumps(rejects)
    said = inside("validate", "raw/key.txt", cwd=folder)
    assert said.returncode == 1
    assert "IM412" in said.stdout
    assert KEY[4:12] not in said.stdout + said.stderr


def test_new_kinds_are_replaced_counted_and_told(release: Path, rows: dict[str, Any]) -> None:
    row = rows["found.txt"]
    for shown in ("[车牌号]", "203.0.113.7", "[统一社会信用代码]"):
        assert shown in row["text"]
    assert (row["pii"]["plate"], row["pii"]["ip"], row["pii"]["credit_code"]) == (1, 1, 1)
    stats = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["stats"]["splits"]
    for kind in ("plate", "ip", "credit_code"):
        assert sum(split["pii"][kind] for split in stats.values()) == 1
    card = (release / "README.md").read_text(encoding="utf-8")
    assert "| licence plates | replaced by a placeholder |" in card
    assert "| IP addresses of the public network | kept |" in card
    assert "policies for 2 sites" in " ".join(card.split())


def test_a_release_as_built_has_no_residue(release: Path) -> None:
    assert verify(release).findings == ()


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("text", "请致电13812345678联系负责人。", "mobile"),
        ("title", "京A12345昨日被查", "plate"),
        ("authors", ["林夏", "邮箱lin@yunhe.example"], "email"),
        ("source_url", "https://yunhe.example/a?tel=13812345678", "mobile"),
    ],
)
def test_personal_data_left_in_a_row_is_found_and_the_row_named(
    release: Path, tmp_path: Path, column: str, value: Any, kind: str
) -> None:
    copy = Path(shutil.copytree(release, tmp_path / release.name))
    name = next(path.relative_to(copy).as_posix() for path in sorted(copy.glob("data/train-*")))
    rewrite(copy, name, lambda rows: [*rows[:2], {**rows[2], column: value}, *rows[3:]])
    forge(copy)
    (finding,) = [finding for finding in verify(copy).findings if finding.name == "residual_personal_data"]
    assert (finding.where.path, finding.where.field) == (name, column)
    assert (finding.params["row"], finding.params["kind"], finding.params["count"]) == (3, kind, 1)


def test_a_kind_that_a_release_keeps_or_does_not_know_is_no_residue(release: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(release, tmp_path / release.name))
    name = next(path.relative_to(copy).as_posix() for path in sorted(copy.glob("data/train-*")))
    rewrite(copy, name, lambda rows: [{**rows[0], "title": "京A12345与203.0.113.8"}, *rows[1:]])
    forge(copy, lambda manifest: manifest["config"]["privacy"].pop("plate"))
    assert "residual_personal_data" not in {finding.name for finding in verify(copy).findings}


def test_settings_of_another_shape_do_not_stop_verify(release: Path, tmp_path: Path) -> None:
    shapes: list[Any] = [[], "x", None, {"mobile": []}]
    for number, privacy in enumerate(shapes):
        copy = Path(shutil.copytree(release, tmp_path / str(number) / release.name))
        forge(copy, lambda manifest, privacy=privacy: manifest["config"].update(privacy=privacy))  # type: ignore[misc]
        assert verify(copy).findings


def test_the_sample_is_all_rows_or_a_thousand_by_the_content_digest() -> None:
    assert _draw(1000, "a") == list(range(1000))
    drawn = _draw(50_000, "a")
    assert len(set(drawn)) == 1000
    assert drawn == _draw(50_000, "a") != _draw(50_000, "b")
    assert all(0 <= number < 50_000 for number in drawn)


def test_the_policies_of_sites_are_part_of_the_fingerprint_and_reasons_are_not() -> None:
    def fingerprint(rights: str) -> str:
        return cleaner_fingerprint(parse_config(f'name = "a"\ntitle = "A"\n{rights}'))

    plain = fingerprint("")
    assert fingerprint('[rights]\nbasis = "Asked."\npublish = ["allowed"]') == plain
    assert fingerprint('[rights.sites]\n"yunhe.example" = "forbidden"') != plain
