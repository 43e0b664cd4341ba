"""The words of the project: articles, findings, versions, manifests, digests, settings, schemas."""

import json
import re
import string
from typing import Any

import datasets
import jsonschema
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from toolkit import Article
from toolkit.article import PiiCounts, is_partial_date
from toolkit.catalogue import CODES
from toolkit.digest import canonical_json, json_digest
from toolkit.errors import ConfigError, Where
from toolkit.finding import Finding, Reject
from toolkit.release.manifest import FileEntry, Funnel, parse_manifest
from toolkit.release.version import Version
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.schema.jsonschema import json_schema, schema_fingerprint
from toolkit.schema.reference import SchemaRef
from toolkit.terms import size_category

ROW: dict[str, Any] = {
    "id": "0" * 32, "id_basis": "page", "text": "云河市发布地方标准。", "language": "zh-Hans", "rights_status": "unknown",
    "truncated": False, "paywalled": False, "spam": False, "char_count": 10, "raw_path": "raw/a.txt", "raw_index": 0,
    "raw_sha256": "0" * 64, "cleaner": "x",
}  # fmt: skip


@pytest.mark.parametrize(
    "date",
    ["2018", "2018-08", "2018-08-03", "2018-08-03T17:13", "2018-08-03T17:13:55", "--01-14", "--02-29", "2024-02-29"],
)
def test_a_date_is_written_as_far_as_it_is_known(date: str) -> None:
    assert is_partial_date(date)
    assert Article(**{**ROW, "published_at": date}).published_at == date


@pytest.mark.parametrize(
    "date",
    ["2026-13-01", "2023-02-29", "2018-8-3", "2018-08-03 17:13", "2018-08-03T24:00", "0000", "--13-01", "--02-30",
     "２０１８-08-03", "2018-08-03T17:13:55+08:00", "", "2018-08-03\n"],
)  # fmt: skip
def test_what_is_no_date_of_the_calendar_is_refused(date: str) -> None:
    with pytest.raises(ValidationError):
        Article(**{**ROW, "published_at": date})


@pytest.mark.parametrize(
    ("field", "value"),
    [("extra", 1), ("id", "x"), ("text", ""), ("title", ""), ("contributor", "lin@yunhe.example"), ("text", "\ud800"),
     ("rights_status", "fine"), ("language", "en"), ("raw_index", -1), ("raw_index", 1 << 63), ("cluster_size", 1 << 70), ("pii", {"mobile": 1 << 63}),
     ("fetched_at", "2024-02-30T08:00:00Z"), ("fetched_at", "2024-03-09T25:00:00Z"), ("fetched_at", "٢٠٢٤-٠٣-٠٩T٠٨:٠٠:٠٠Z"), ("pii", {"mobile": -1}), ("pii", {"x": 1})],
)  # fmt: skip
def test_an_article_refuses_what_it_does_not_know(field: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Article(**{**ROW, field: value})


def test_an_article_is_frozen_and_round_trips() -> None:
    article = Article(**ROW, authors=("林木",), pii=PiiCounts(mobile=1))
    with pytest.raises(ValidationError):
        article.title = "x"  # type: ignore[misc]
    assert Article(**json.loads(article.model_dump_json())) == article


class Nested(Article):
    tags: list[str] | None = None
    scores: tuple[PiiCounts, ...] = ()
    weight: float = 0.0


@pytest.mark.parametrize("model", [Article, Nested])
def test_one_class_gives_arrow_features_and_json_schema_that_agree(model: type[Article]) -> None:
    columns, tree = arrow_schema(model), json_schema(model)
    assert columns.names == list(tree["properties"]) == tree["required"]
    features = datasets.Features.from_arrow_schema(columns)
    assert features._to_yaml_list() == yaml_features(columns)
    jsonschema.Draft202012Validator.check_schema(tree)
    row = model(**ROW).model_dump(mode="json")
    jsonschema.validate(row, tree)
    assert pa.Table.from_pylist([row], schema=columns).to_pylist() == [row]
    assert [field.name for field in field_table(columns, tree)] == columns.names
    assert all(field.description for field in field_table(arrow_schema(Article), json_schema(Article)))


@pytest.mark.parametrize("kind", ["dict[str, int]", "set[str]", "int | str", "object"])
def test_a_field_without_a_column_form_is_named(kind: str) -> None:
    source = f"from toolkit import Article\nclass Mine(Article):\n    odd: {kind} = None\n"
    with pytest.raises(ConfigError) as caught:
        arrow_schema(SchemaRef("schema/article.py", "Mine", source.encode()).resolve())
    assert caught.value.where.field == "odd"


def test_the_schema_fingerprint_changes_with_the_schema() -> None:
    assert schema_fingerprint(Article) != schema_fingerprint(Nested)


@pytest.mark.parametrize("name", CODES)
def test_every_finding_has_its_texts_in_both_languages(name: str) -> None:
    code = CODES[name]
    fields = {field for text in code.message.values() for _, field, _, _ in string.Formatter().parse(text) if field}
    params = dict.fromkeys(fields, "x")
    finding = Finding(name, Where("raw/a.txt", 3, "title"), {**params, **dict.fromkeys(_fields(code.mend), "x")})
    for lang in ("en", "zh"):
        assert finding.message(lang)
        assert finding.mend(lang)
        assert "{" not in finding.message(lang) + finding.mend(lang)
    assert re.search(r"[\u4e00-\u9fff]", finding.mend("zh"))


def _fields(texts: Any) -> set[str]:
    return {
        field
        for text in texts.values()
        for _, field, _, _ in string.Formatter().parse(text)
        if field and field != "path"
    }


def test_finding_numbers_are_unique() -> None:
    numbers = [code.number for code in CODES.values()]
    assert len(numbers) == len(set(numbers))


def test_a_finding_with_braces_in_its_values_is_only_text() -> None:
    finding = Finding("bad_value", Where("a"), {"value": "{0.__class__}", "problem": "%s"})
    assert finding.message() == "{0.__class__}: %s"


def test_the_reason_of_a_reject_is_its_first_error() -> None:
    findings = (Finding("rights_unknown"), Finding("mojibake", params={"sample": "x"}), Finding("title_only"))
    assert Reject("raw/a.txt", 0, findings).reason == "mojibake"


def test_versions_compare_as_numbers() -> None:
    assert Version.parse("1.10.0") > Version.parse("1.9.9")
    assert str(Version.parse("1.10.0")) == "1.10.0"
    for wrong in ("1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "１.0.0", "1.0.0\n"):
        with pytest.raises(ValueError, match="not a version"):
            Version.parse(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_json_is_json_and_does_not_depend_on_key_order(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value
    if isinstance(value, dict):
        assert json_digest(dict(reversed(value.items()))) == json_digest(value)


def test_fields_are_never_glued_together() -> None:
    assert json_digest(["ab", "c"]) != json_digest(["a", "bc"])


def test_a_funnel_that_loses_a_page_is_refused() -> None:
    counts: dict[str, Any] = {"files": 3, "documents": 3, "rows": 1, "unread": {}, "warnings": {}, "overrides": {}}
    Funnel(**counts, rejects={"duplicate": 2})
    with pytest.raises(ValidationError, match="3 documents and 0 carried rows are not 1 rows"):
        Funnel(**counts, rejects={"duplicate": 1})


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "data/../x", "a//b", "", ".hidden", "a/", "a\\b", "云"])
def test_a_manifest_names_only_files_below_the_release(path: str) -> None:
    with pytest.raises(ValidationError):
        FileEntry(path=path, sha256="0" * 64, bytes=0)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_manifest_reader_raise_anything_else(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_manifest(data)


def test_size_categories_are_the_hubs() -> None:
    assert [size_category(rows) for rows in (0, 999, 1000, 10**6, 10**13)] == [
        "n<1K", "n<1K", "1K<n<10K", "1M<n<10M", "n>1T",
    ]  # fmt: skip
