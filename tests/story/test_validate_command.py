"""`imprint validate` as people and programs see it: the same findings and the same exit code in every format."""

import gzip
import json
import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.story.test_validate import GOOD, OTHER, TEXT, line
from tests.tools.command import IMPRINT, ROOT, inside, small_project
from toolkit.catalogue import CODES
from toolkit.cli.main import run

HOSTILE = "a]b](x)|<b>%0A::error::\\x1b[31m{0}\u202e"


def numbered(number: int, **changes: Any) -> bytes:
    """A record of an id of its own."""
    return line(id=f"{number:032x}", id_basis="page", url=None, **changes)


BAD = b"\n".join(
    [
        numbered(2, language=...),
        numbered(3, title=["\x1b]0;x\x07", HOSTILE]),
        numbered(4, text=TEXT + "电话：13900001111。"),
        OTHER,
    ]
)
FORMATS = ["auto", "human", "json", "jsonl", "github", "sarif", "md"]


Said = tuple[int, str, str]
Validate = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_project(tmp_path / "data", {"a.jsonl": BAD, "b,c:d%.jsonl": GOOD + b"\n" + GOOD})


@pytest.fixture
def validate(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Validate:
    """The command in this process, in the folder: exit code, stdout, stderr."""
    monkeypatch.chdir(folder)

    def call(*arguments: str, **env: str) -> Said:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        code = run(["validate", *arguments])
        for name in env:
            monkeypatch.delenv(name)
        return code, *capfd.readouterr()

    return call


@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(validate: Validate, form: str) -> None:
    code, out, err = validate("raw", "--format", form)
    assert (code, err) == (1, "")
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
    for arguments in (
        ["--ignore", "IM1,IM407"],
        ["--select", "IM406"],
        ["--ignore", "IM1", "--ignore", "personal_data"],
    ):
        assert validate("raw", "--format", form, *arguments)[0] == 0


def test_json_and_jsonl_say_the_same(validate: Validate) -> None:
    tree = json.loads(validate("raw", "--json")[1])
    lines = validate("raw", "--format", "jsonl")[1].splitlines()
    assert tree["findings"] == [json.loads(text) for text in lines]
    assert set(tree["findings"][0]) == {
        "code", "name", "severity", "path", "line", "field", "value", "message", "mend",
    }  # fmt: skip
    assert tree["counts"] == {"documents": 6, "errors": 4, "warnings": 0, "hidden": 0}
    assert [(f["code"], f["path"], f["line"]) for f in tree["findings"]] == [
        ("IM101", "raw/a.jsonl", 1), ("IM102", "raw/a.jsonl", 2), ("IM407", "raw/a.jsonl", 3),
        ("IM109", "raw/b,c:d%.jsonl", 2),
    ]  # fmt: skip


def test_no_more_are_shown_than_asked_for_and_all_are_counted(validate: Validate) -> None:
    tree = json.loads(validate("raw", "--json", "--max-findings", "2")[1])
    assert len(tree["findings"]) == 2
    assert tree["counts"] == {"documents": 6, "errors": 4, "warnings": 0, "hidden": 2}
    code, human, _ = validate("raw", "--max-findings", "0")
    assert code == 1
    assert human.splitlines()[0].split() == ["1", "IM109", "duplicate_id"]


def test_annotations_stand_at_the_line_and_cannot_be_forged(validate: Validate, folder: Path) -> None:
    summary = folder / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(folder.parent)}
    out = validate("raw", "--format", "github", **env)[1].splitlines()
    assert len(out) == 5
    assert out[0].startswith(
        "::error file=data/raw/a.jsonl,line=1,title=IM101 language::required field is missing%0Aadd"
    )
    assert "%250A::error::" in out[1]
    assert out[3].startswith("::error file=data/raw/b%2Cc%3Ad%25.jsonl,line=2,title=IM109 id::")
    assert "IM407" in summary.read_text(encoding="utf-8")


# The schema of the standard as its technical committee published it; from the npm package @microsoft/jest-sarif
# 1.0.0-beta.0 (MIT).
SARIF = ROOT / "tests" / "fixtures" / "sarif-2.1.0-rtm.5.json.gz"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sarif_is_valid_against_the_published_schema(validate: Validate, lang: str) -> None:
    tree = json.loads(validate("raw", "--format", "sarif", "--lang", lang)[1])
    jsonschema.Draft4Validator(json.loads(gzip.decompress(SARIF.read_bytes()))).validate(tree)
    assert tree["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = tree["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == len(CODES)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert "\\[" in run["results"][1]["message"]["text"]
    for result in run["results"]:
        assert re.fullmatch(r"(?!/)([\w.~/-]|%[0-9A-F]{2})+", _uri(result), re.ASCII)


def _uri(result: dict[str, Any]) -> str:
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_the_comment_is_a_table_that_no_value_breaks(validate: Validate, folder: Path) -> None:
    out = validate("raw", "--format", "md")[1]
    rows = [text for text in out.splitlines() if text.startswith("| error")]
    assert len(rows) == 4
    assert all(len(text.replace("\\|", "").split("|")) == 6 for text in rows)
    assert "<b>" not in out
    many = folder / "raw" / "many.jsonl"
    many.write_bytes(b"{]\n" * 5000)
    assert len(validate("raw", "--format", "md")[1]) < 65_536


def test_the_language_is_the_locales_and_english_for_programs(validate: Validate) -> None:
    zh = {"LANG": "zh_CN.UTF-8"}
    assert "缺少必填字段" in validate("raw", **zh)[1]
    assert "缺少必填字段" in validate("raw", "--lang", "zh")[1]
    assert "required field is missing" in validate("raw", LC_ALL="C.UTF-8", **zh)[1]
    assert "required field is missing" in validate("raw", "--lang", "en", **zh)[1]
    assert "缺少" not in validate("raw", "--json", **zh)[1]


def test_colour_is_for_terminals_and_as_the_variables_say(validate: Validate, folder: Path) -> None:
    assert "\x1b[" in validate("raw", FORCE_COLOR="1")[1]
    assert "\x1b[" not in validate("raw", FORCE_COLOR="1", NO_COLOR="1")[1]
    ours, theirs = pty.openpty()
    with subprocess.Popen([str(IMPRINT), "validate", "raw"], cwd=folder, stdout=theirs, stderr=theirs, close_fds=True):
        os.close(theirs)
        shown = os.read(ours, 4096)
    os.close(ours)
    assert b"\x1b[31m" in shown


def test_a_code_is_explained_with_a_bad_and_a_good_example(validate: Validate) -> None:
    status, out, _ = validate("--explain", "im102")
    assert status == 0
    assert out.splitlines() == [
        "IM102 wrong_type (error)",
        "  <value> is not of the type <expected>",
        "  mend: write a value of that type: "
        "a string in double quotes, a list (array) in square brackets, a number or true and false without",
        '  bad:  {"title": 2024}',
        '  good: {"title": "二〇二四年标准化工作要点"}',
    ]
    assert "类型应为" in validate("--explain", "wrong_type", "--lang", "zh")[1]
    assert "以 GBK 保存的文件" in validate("--explain", "IM112", "--lang", "zh")[1]
    for code in CODES.values():
        assert len(validate("--explain", code.number)[1].splitlines()) == 5
    for wrong in ("IM999", "IM", "", "nonsense"):
        assert validate("--explain", wrong)[0] == 2
        assert validate(".", "--select", wrong or "IM")[0] == 2
    assert "Missing argument" in validate()[2]


def test_standard_input_is_read_as_it_comes(tmp_path: Path) -> None:
    """A finding is out before the writer has closed the pipe."""
    command = [str(IMPRINT), "validate", "-", "--format", "jsonl"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        run.stdin.write(line(language=...) + b"\n")
        run.stdin.flush()
        assert json.loads(run.stdout.readline())["code"] == "IM101"
        run.stdin.close()
        assert run.wait(60) == 1


@pytest.mark.parametrize("content", [b"[\n" + GOOD + b"]", b"{\n" + GOOD[1:], GOOD + b"\n" + OTHER, b"\n\n" + GOOD])
def test_json_and_json_lines_are_told_apart_on_standard_input(tmp_path: Path, content: bytes) -> None:
    done = inside("validate", "-", "--json", cwd=tmp_path, stdin=content)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["findings"] == []


def test_parquet_is_checked_row_by_row(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = small_project(tmp_path, {})
    (folder / "raw").mkdir()
    rows = [json.loads(GOOD), {**json.loads(OTHER), "published_at": "2024-02-30"}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "raw" / "a.parquet")
    (finding,) = json.loads(inside("validate", "raw", "--json", cwd=folder).stdout)["findings"]
    assert (finding["code"], finding["line"], finding["field"]) == ("IM111", 2, "published_at")


def test_one_record_is_checked_without_the_libraries_of_a_build(tmp_path: Path) -> None:
    """They take longer to load than a contributor should wait for the first finding."""
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"\n")
    heavy = "numpy pyarrow rensa toolkit.clean.rules".split()
    code = f"import sys; from toolkit.cli.main import run; run(['validate', 'a.jsonl']); sys.exit(str({{*{heavy}}} & {{*sys.modules}}))"
    done = subprocess.run(
        [str(IMPRINT.with_name("python")), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "set()"


def test_many_records_are_checked_in_bounded_memory(tmp_path: Path) -> None:
    """Twenty times the records take no more than the ids of the others."""
    code = (
        "import sys; from toolkit.cli.main import run; code = run(['validate', sys.argv[1], '--schema-only']);"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr); sys.exit(code)"
    )
    peaks = []
    for count in (1_000, 20_000):
        path = tmp_path / f"{count}.jsonl"
        path.write_bytes(b"".join(line(id=f"{n:032x}", id_basis="page", url=None) + b"\n" for n in range(count)))
        done = subprocess.run(
            [str(IMPRINT.with_name("python")), "-c", code, path], cwd=ROOT, capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stderr))
    assert peaks[1] - peaks[0] < 20_000  # KiB; the records themselves are 20 MB
