"""`imprint schema --check`: which columns changed, and whether old rows and their readers are left behind."""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.command import ROOT, inside, small_project
from toolkit.article import Article
from toolkit.errors import ConfigError
from toolkit.schema.compare import Change, accepted_schema, compare_schemas
from toolkit.schema.jsonschema import json_schema
from toolkit.schema.reference import SchemaRef

HEAD = """
from typing import Literal
from pydantic import Field
from toolkit import Article
from toolkit.article import Record
"""
EXPORTED = ROOT / "schema" / "article.schema.json"


def model(fields: str) -> type[Article]:
    source = f"{HEAD}\nclass Part(Record):\n    a: int = 0\n\nclass Mine(Article):\n    {fields}\n"
    return SchemaRef("schema/mine.py", "Mine", source.encode()).resolve()


def changes(old: str, new: str) -> list[Change]:
    return list(compare_schemas(json_schema(model(old)), accepted_schema(model(new))))


@pytest.mark.parametrize(
    ("old", "new", "kind", "column"),
    [
        ("pass", "x: int = 0", "added", "x"),
        ("pass", "x: int", "required", "x"),
        ("x: int = 0", "pass", "removed", "x"),
        ("x: int = 0", "x: str = ''", "retyped", "x"),
        ("x: int = 0", "x: int | None = None", "widened", "x"),
        ("x: int | None = None", "x: int = 0", "narrowed", "x"),
        ("x: int = Field(0, ge=0)", "x: int = 0", "widened", "x"),
        ("x: int = 0", "x: int = Field(0, ge=0)", "narrowed", "x"),
        ("x: int = Field(0, le=9)", "x: int = Field(0, le=8)", "narrowed", "x"),
        ("x: int = Field(0, le=9)", "x: int = Field(0, le=10)", "widened", "x"),
        ("x: Literal['a', 'b'] = 'a'", "x: Literal['a', 'b', 'c'] = 'a'", "widened", "x"),
        ("x: Literal['a', 'b'] = 'a'", "x: Literal['a'] = 'a'", "narrowed", "x"),
        ("x: str = ''", "x: Literal['a'] = 'a'", "narrowed", "x"),
        ("x: Literal['a'] = 'a'", "x: str = ''", "widened", "x"),
        ("x: str = ''", "x: str = Field('', pattern='a')", "narrowed", "x"),
        ("x: str = Field('', pattern='a')", "x: str = ''", "widened", "x"),
        ("x: tuple[int, ...] = ()", "x: tuple[str, ...] = ()", "retyped", "x[]"),
        ("x: tuple[int, ...] = ()", "x: int = 0", "retyped", "x"),
        ("x: Part = Part()", "x: int = 0", "retyped", "x"),
        ("x: tuple[Part, ...] = ()", "x: tuple[int, ...] = ()", "retyped", "x[]"),
    ],
)
def test_a_change_is_named(old: str, new: str, kind: str, column: str) -> None:
    (change,) = changes(old, new)
    assert (change.kind, change.column) == (kind, column)
    assert change.breaks == (kind not in ("added", "widened"))


def test_words_about_a_column_are_no_change() -> None:
    assert changes("x: int = Field(0, description='one')", "x: int = Field(1, description='two', title='X')") == []


def test_fields_of_a_struct_are_compared_one_by_one() -> None:
    old = json_schema(model("x: Part = Part()\n    y: tuple[Part, ...] = ()"))
    new = accepted_schema(model("x: Part = Part()\n    y: tuple[Part, ...] = ()"))
    old["$defs"]["Part"]["properties"] = {"b": {"type": "string"}}
    assert [(change.kind, change.column) for change in compare_schemas(old, new)] == [
        ("removed", "x.b"), ("added", "x.a"), ("removed", "y[].b"), ("added", "y[].a"),
    ]  # fmt: skip


def test_a_schema_is_the_same_as_itself() -> None:
    assert compare_schemas(json_schema(Article), accepted_schema(Article)) == ()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "schema").mkdir()
    fields = "    grade: int = 0\n    text: str\n"
    (tmp_path / "schema" / "mine.py").write_text(f"{HEAD}\nclass Mine(Article):\n{fields}", encoding="utf-8")
    return small_project(tmp_path, {}, 'schema = "schema/mine.py:Mine"\n')


def check(project: Path, tree: Any, *options: str) -> tuple[int, str]:
    content = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    (project / "old.json").write_bytes(content)
    done = inside("schema", "--check", "old.json", *options, cwd=project)
    return done.returncode, done.stdout or done.stderr


def test_what_the_command_printed_is_the_same_schema(project: Path) -> None:
    printed = inside("schema", cwd=project).stdout.encode()
    assert check(project, printed) == (0, "old.json: the same schema\n")


def test_added_columns_are_compatible(project: Path) -> None:
    tree = json_schema(Article)
    code, shown = check(project, tree)
    assert code == 0
    assert "  added    grade: integer\n" in shown
    assert "old.json: compatible: " in shown


def test_a_column_that_went_is_breaking_for_people_and_programs(project: Path) -> None:
    tree = json_schema(Article)
    tree["properties"] |= {"mood\x1b[2J": {"type": "string"}}
    code, shown = check(project, tree)
    assert code == 1
    assert "! removed  mood\\x1b[2J: string\n" in shown
    assert shown.splitlines()[-1].startswith("old.json: breaking: ")
    code, shown = check(project, tree, "--json")
    assert code == 1
    said = json.loads(shown)
    assert (said["path"], said["verdict"]) == ("old.json", "breaking")
    assert said["changes"][0] == {
        "kind": "widened", "column": "text", "old": "minLength 1", "new": "no such limit", "breaks": False,
    }  # fmt: skip
    assert {"kind": "removed", "column": "mood\x1b[2J", "old": "string", "new": None, "breaks": True} in said["changes"]


def circle() -> Any:
    return {
        "properties": {"id": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
    }


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"3", b"{}", b"\xff", b'{"properties": []}', b"[" * 100_000, b'{"properties": {"id": 3}}',
        b'{"properties": {"id": {"$ref": "http://yunhe.example/x"}}}', b'{"properties": {"id": {"$ref": []}}}',
        b'{"properties": {"id": {"anyOf": [{"type": "null"}, 3]}}}', json.dumps(circle()).encode(), b"1" * 5000,
    ],
)  # fmt: skip
def test_a_file_that_is_no_schema_is_an_input_error(project: Path, content: bytes) -> None:
    code, shown = check(project, content)
    assert code == 3
    assert shown.startswith("error: old.json: not a schema of rows: ")


def test_a_file_that_is_not_there_is_an_input_error(project: Path) -> None:
    assert inside("schema", "--check", "nowhere.json", cwd=project).returncode == 3


@pytest.mark.parametrize("arguments", [["--format", "human"], ["--format", "arrow", "--check", "old.json"]])
def test_forms_that_do_not_go_together_are_refused(project: Path, arguments: list[str]) -> None:
    done = inside("schema", *arguments, cwd=project)
    assert done.returncode == 2
    assert "does not go with" in done.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["string", "array", "#/$defs/a", "null"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "items",
                    "properties",
                    "$ref",
                    "anyOf",
                    "enum",
                    "const",
                    "minimum",
                    "maxLength",
                    "a",
                    "required",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.fixed_dictionaries(dict.fromkeys(("id", "authors", "pii", "char_count", "title"), JSON)), JSON)
def test_no_schema_makes_the_comparison_raise_anything_else(properties: Any, shared: Any) -> None:
    with suppress(ValueError):
        compare_schemas({"properties": properties, "$defs": {"a": shared}}, accepted_schema(Article))


def test_the_exported_schema_of_the_example_is_up_to_date() -> None:
    assert EXPORTED.read_text(encoding="utf-8") == inside("schema", cwd=ROOT).stdout, (
        f"run: imprint schema > {EXPORTED.relative_to(ROOT)}"
    )


def test_the_arrow_form_is_still_there(project: Path) -> None:
    assert "grade: int64" in inside("schema", "--format", "arrow", cwd=project).stdout


def test_a_broken_schema_file_of_the_project_is_a_configuration_error(project: Path) -> None:
    shutil.copy(ROOT / "LICENSE", project / "schema" / "mine.py")
    code, shown = check(project, json_schema(Article))
    assert code == ConfigError.exit_code
    assert shown.startswith("error: schema/mine.py:")
