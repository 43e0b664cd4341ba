"""Titles, hosts, licences and file names that are YAML, Markdown, HTML, Jinja, formulas or paths stay text everywhere."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from tests.tools.command import files_of, inside, small_project
from tests.tools.prose import page
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

PAYLOADS = [
    "--- !!python/object/apply:os.system [x]", "license: mit", "# 标题 | 表格 |", "[点这里](http://evil.example)", "![x](y)",
    "<script>alert(1)</script>", "</td></tr><b>粗体", "{{ 7*7 }}{% raw %}", "=cmd|' /C calc'!A0", "../../../etc/passwd",
    "$(touch owned)`id`", "@import url(x)", "\x1b]0;owned\x07\x9b31m", "\u202e倒\u2066", "云" * 300,
]  # fmt: skip
SETTINGS = """summary = "<script>x</script> | [a](b)"
[contact]
takedown = "https://yunhe.example/?a=<b>|[c](d)"
[citation]
authors = ["}} \\\\input{x} <b>"]
year = 2026
[rights]
basis = "# basis | <i> ``` ---"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages: dict[str, str | bytes] = {}
    for number, payload in enumerate(PAYLOADS):
        title, rest = page(number).split("\n", 1)
        pages[f"{number:02}.txt"] = f"{payload} {title}\n{rest}"
        facts = {"url": f"http://yunhe.example/{number}?{payload}", "license": payload, "contributor": payload}
        pages[f"{number:02}.txt.facts.json"] = json.dumps(facts)
    pages["a|b](c)<b>$(x)`y`.txt"] = page(70)
    pages["new\nline\x1b[31m.txt"] = page(71)
    folder = small_project(tmp_path_factory.mktemp("hostile") / "project", pages, SETTINGS)
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stdout + done.stderr)
    return folder


@pytest.fixture(scope="module")
def release(project: Path) -> Path:
    return project / "dist" / "small-1.0.0"


def rows(release: Path) -> list[dict[str, Any]]:
    return [row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()]


def test_every_page_is_a_row_and_the_release_is_sound(project: Path, release: Path) -> None:
    assert len(rows(release)) == len(PAYLOADS) + 2
    assert inside("verify", release, cwd=project).returncode == 0


def test_the_front_matter_holds_the_keys_of_any_card_and_no_other(release: Path) -> None:
    front = yaml.safe_load((release / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert set(front) <= {
        "pretty_name", "language", "language_bcp47", "license", "license_name", "annotations_creators", "source_datasets",
        "task_categories", "size_categories", "tags", "configs", "dataset_info",
    }  # fmt: skip
    assert front["license"] == "other"


def test_the_card_has_no_heading_link_or_markup_of_a_page(release: Path) -> None:
    from markdown_it import MarkdownIt

    body = (release / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    inline = [child for token in tokens for child in token.children or []]
    assert not [token for token in [*tokens, *inline] if token.type in ("html_block", "html_inline")]
    images = [str(token.attrs["src"]) for token in inline if token.type == "image"]
    assert sorted(images) == sorted(path for path in files_of(release) if path.startswith("figures/"))
    links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
    assert not [link for link in links if "evil" in link or link in ("b", "d", "y", "c")]
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert not [heading for heading in headings if "basis" in heading or "表格" in heading]
    assert "49" not in [token.content for token in inline]


def test_nothing_is_written_but_the_release_its_rejects_and_the_lock(project: Path) -> None:
    made = {name for name in files_of(project) if not name.startswith("raw/")}
    assert {name.split("/")[0] for name in made} == {"dataset.toml", "dist", ".imprint"}
    assert sorted(path.name for path in (project / "dist").iterdir()) == ["small-1.0.0", "small-1.0.0.rejects.jsonl"]
    assert [path.name for path in project.parent.iterdir()] == ["project"]


@pytest.mark.parametrize("command", [["clean", "raw", "--format", "human"], ["clean", "raw", "--explain"], ["validate", "raw"],
                                     ["sample", "dist/small-1.0.0"]])  # fmt: skip
def test_no_command_hands_a_control_character_on(project: Path, command: list[str]) -> None:
    done = inside(*command, cwd=project)
    assert done.returncode in (0, 1)
    shown = done.stdout + done.stderr
    assert not [c for c in shown if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066"]


def test_json_files_are_json_whatever_stands_in_them(project: Path, release: Path) -> None:
    for name in ("manifest.json", "schema.json", "croissant.json"):
        json.loads((release / name).read_text(encoding="utf-8"))
    for line in (project / "dist" / "small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)


FORMULAS = ["=1+1", "+8613", "-2+3", "@SUM(A1:A9)", "\t=1+1", '=HYPERLINK("http://evil.example")']


def with_formula(number: int, formula: str) -> dict[str, Any]:
    """A finished article that says the formula wherever it may say anything."""
    cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "other-cleaner")
    article = cleaner.clean(RawDocument("raw/a", number, "text", page(number))).article
    assert article is not None
    said = dict.fromkeys(("title", "source", "editor", "section", "license"), formula)
    return {**article.model_dump(mode="json"), **said, "authors": [formula], "site": "yunhe.example"}


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [with_formula(number, formula) for number, formula in enumerate(FORMULAS)]
    copies = [{**with_formula(number, formula), "id": f"{number:032x}"} for number, formula in enumerate(FORMULAS)]
    lines = "".join(json.dumps(record) + "\n" for record in [*records, *copies])
    folder = small_project(tmp_path_factory.mktemp("formulas"), {"a.jsonl": lines}, "[dedup]\nnear = false\n")
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_formulas_keep_their_value_in_rows_and_rejects(formulas: Path) -> None:
    found = rows(formulas / "dist" / "small-1.0.0")
    assert sorted(row["title"] for row in found) == sorted(FORMULAS)
    assert all(row["authors"] == [row["title"]] and row["license"] == row["title"] for row in found)
    rejects = (formulas / "dist" / "small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["title"] for line in rejects) == sorted(FORMULAS)
    assert {line[0] for line in rejects} == {"{"}


@pytest.mark.parametrize("path", ["dist/small-1.0.0", "dist/small-1.0.0.rejects.jsonl"])
def test_sample_shows_formulas_as_text(formulas: Path, path: str) -> None:
    shown = inside("sample", path, cwd=formulas).stdout
    assert all(formula.replace("\t", "\\t") in shown for formula in FORMULAS)
    assert "\t" not in shown


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "croissant.json"])
def test_no_line_of_a_described_release_begins_as_a_formula(formulas: Path, name: str) -> None:
    text = (formulas / "dist" / "small-1.0.0" / name).read_text(encoding="utf-8")
    cells = [cell for line in text.splitlines() for cell in [line, *line.split("|")]]
    assert not [cell for cell in cells for formula in FORMULAS if cell.strip(" ").startswith(formula)]
