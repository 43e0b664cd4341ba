"""Exit codes, streams and messages of the command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.command import IMPRINT, imprint, inside, small_project
from tests.tools.prose import page

HEAVY = {"pyarrow", "datasets", "huggingface_hub", "rich", "opencc", "pypinyin", "pydantic", "numpy", "lxml"}


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from toolkit.cli.main import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "build" in done.stdout
    assert {name.split(".")[0] for name in done.stderr.split()} & HEAVY == set()


def test_commands_leave_pandas_out_and_arrow_finds_it_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(3)})
    code = (
        "import sys, pyarrow as pa; from toolkit.cli.main import run\n"
        "if __name__ == '__main__':\n"
        "    code = run(['build', '--workers', '1']) or run(['validate', 'raw', '--against', 'dist/small-1.0.0'])\n"
        "    print(code, 'pandas' in sys.modules, len(pa.table({'a': [1]}).to_pandas()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False 1", done.stderr


def test_every_command_has_help(tmp_path: Path) -> None:
    table = imprint("--help", cwd=tmp_path).stdout.split("Commands:\n")[1]
    commands = [line.split()[0] for line in table.splitlines() if line]
    assert {"clean", "validate", "build", "verify", "schema"} <= set(commands)
    for command in commands:
        done = inside(command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith(f"Usage: imprint {command}")


def test_the_version_is_said(tmp_path: Path) -> None:
    assert imprint("--version", cwd=tmp_path).stdout.startswith("imprint, version 0.")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["build"], 2, "no dataset.toml here"),
        (["nonsense"], 2, "No such command"),
        (["clean"], 2, "Missing argument"),
        (["clean", "missing.txt"], 3, "error: missing.txt: no such file or folder\nmend:  "),
        (["verify", "missing"], 3, "error: missing: no such folder\nmend:  "),
    ],
)
def test_an_error_says_what_where_and_how_to_mend_it(
    tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    done = inside(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense = 1", "dataset.toml: nonsense: no such key"),
        ("[split]\ntest_share = 2", "dataset.toml: split.test_share: 2: "),
        ("[clean]\nscript = 'zh'", "dataset.toml: clean.script: 'zh': "),
        ("license = 'free'", "dataset.toml: license: 'free': not a licence id"),
        ("language = ['chinese']", "dataset.toml: language.0: 'chinese': not an ISO 639 language code"),
        ("title = [", "dataset.toml:"),
        ("schema = 'schema/none.py:X'", "none.py: No such file"),
        ("schema = '../out.py:X'", "dataset.toml: schema: ../out.py lies outside the project"),
    ],
)
def test_a_wrong_setting_is_named_by_its_key(tmp_path: Path, line: str, message: str) -> None:
    folder = small_project(tmp_path, {"a.txt": page(1)}, line)
    done = inside("build", cwd=folder)
    assert done.returncode in (2, 3)
    assert message in done.stderr
    assert "mend:  " in done.stderr


def test_the_schema_file_is_named_where_it_is_wrong(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.txt": page(1)}, "schema = 'schema/article.py:Mine'\n")
    (folder / "schema").mkdir()
    schema = folder / "schema" / "article.py"
    for source, message in (
        ("class Mine(:\n", "schema/article.py:1: SyntaxError"),
        ("import nothing_of_this_name\n", "schema/article.py: ModuleNotFoundError"),
        ("class Mine: ...\n", "schema/article.py: Mine is not a subclass of toolkit.Article"),
        (
            "from toolkit import Article\nclass Mine(Article):\n    x: dict[str, int]\n",
            "x: dict[str, int] has no column form",
        ),
    ):
        schema.write_text(source, encoding="utf-8")
        done = inside("build", cwd=folder)
        assert done.returncode == 2, done.stderr
        assert message in done.stderr


def test_clean_gives_what_validate_accepts(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(3)})
    cleaned = imprint("clean", "raw", cwd=folder)
    assert cleaned.returncode == 0
    records = [json.loads(line) for line in cleaned.stdout.splitlines()]
    assert [record["raw_path"] for record in records] == ["raw/0.txt", "raw/1.txt", "raw/2.txt"]
    (folder / "articles.jsonl").write_text(cleaned.stdout, encoding="utf-8")
    done = imprint("validate", "--json", "articles.jsonl", cwd=folder)
    assert done.returncode == 0, done.stdout
    counts = json.loads(done.stdout)["counts"]
    assert (counts["documents"], counts["errors"]) == (3, 0)


def test_finished_articles_in_raw_become_rows_as_they_are(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(4)})
    articles = inside("clean", "raw", cwd=folder).stdout
    other = small_project(tmp_path / "other", {"articles.jsonl": articles})
    assert inside("build", cwd=other).returncode == 0
    manifest = json.loads((other / "dist/small-1.0.0/manifest.json").read_text())
    assert manifest["funnel"]["rows"] == 4


def test_a_finding_has_its_code_place_message_and_mend(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.txt": page(1)})
    record = json.loads(inside("clean", "raw", cwd=folder).stdout)
    bad = [
        {**record, "published_at": "2026-13-01"}, {**record, "extra": 1}, {**record, "title": 5},
        {key: value for key, value in record.items() if key != "language"},
        {**record, "char_count": 1}, {**record, "text": record["text"] + "电话13900001111。"},
        {**record, "published_at": "2999-01-01"},
    ]  # fmt: skip
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in bad) + "{]\n"
    done = imprint("validate", "--json", "-", cwd=folder, stdin=lines.encode())
    assert done.returncode == 1
    findings = [f for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"]
    assert [(f["line"], f["name"], f["field"]) for f in findings if f["name"] != "duplicate_id"] == [
        (1, "impossible_date", "published_at"), (2, "unknown_field", "extra"), (3, "wrong_type", "title"),
        (4, "missing_field", "language"), (5, "count_mismatch", "char_count"), (6, "count_mismatch", "char_count"),
        (6, "personal_data", "text"), (7, "future_date", "published_at"), (8, "not_json", None),
    ]  # fmt: skip
    assert all(f["code"].startswith("IM") and f["path"] == "stdin" and f["message"] and f["mend"] for f in findings)


def test_explain_names_a_rule_and_a_reason_for_every_line(tmp_path: Path) -> None:
    folder = small_project(
        tmp_path, {"a.txt": "首页 > 新闻 > 正文\n" + page(1) + "\n（责任编辑：林木）\n分享到：微信 微博\n"}
    )
    text = (folder / "raw" / "a.txt").read_text(encoding="utf-8")
    (line,) = inside("clean", "--explain", "--json", "raw/a.txt", cwd=folder).stdout.splitlines()
    lines = json.loads(line)["lines"]
    assert [entry["line"] for entry in lines] == list(range(1, len(text.splitlines()) + 1))
    assert all(entry["rule"] and entry["reason"] for entry in lines)
    assert {True, False} == {entry["kept"] for entry in lines}
    human = imprint("clean", "--explain", "raw/a.txt", cwd=folder, env={"COLUMNS": "160"}).stdout
    assert "责任编辑" in human
    assert lines[0]["rule"] in human
    chinese = inside("clean", "--explain", "--lang", "zh", "raw/a.txt", cwd=folder).stdout
    assert "面包屑导航" in chinese and "breadcrumb: the" not in chinese


def test_each_record_of_a_container_is_named(tmp_path: Path) -> None:
    records = "".join(json.dumps({"text": page(n)}, ensure_ascii=False) + "\n\n" for n in range(2))
    folder = small_project(tmp_path, {"a.jsonl": records})
    assert inside("clean", "--format", "human", "raw", cwd=folder).stdout.count("# raw/a.jsonl:3\n") == 1
    lines = inside("clean", "--explain", "--json", "raw", cwd=folder).stdout.splitlines()
    assert [(one["raw_path"], one["line"]) for one in map(json.loads, lines)] == [
        ("raw/a.jsonl", 1),
        ("raw/a.jsonl", 3),
    ]


def test_a_page_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    hostile = page(1).replace("发布", "\x1b]0;owned\x07\u202e发布")
    folder = small_project(tmp_path, {"a.txt": hostile, "b\x1b[31m.pdf": b"x"})
    for arguments in (["clean", "--format", "human"], ["clean", "--explain"], ["validate"]):
        done = inside(*arguments, "raw", cwd=folder)
        assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr), arguments


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(200)})
    done = subprocess.run(
        f"{IMPRINT} clean raw | head -1", shell=True, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
