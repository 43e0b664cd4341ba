"""Records held to what their columns can hold, whatever JSON lets them say."""

from typing import Any

import pytest

from toolkit.article import Article
from toolkit.config import Config
from toolkit.curate.validate import check_record
from toolkit.errors import Where


class Odd(Article):
    """A class whose own `derive` writes what its columns cannot hold."""

    size: int = 0

    @classmethod
    def derive(cls, text: str) -> dict[str, Any]:
        return {"size": 10 ** len(text)}


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "0" * 32, "id_basis": "page", "text": "云河市发布", "language": "zh-Hans", "rights_status": "unknown",
        "truncated": False, "paywalled": False, "spam": False, "char_count": 5, "raw_path": "raw/a.txt", "raw_index": 0,
        "raw_sha256": "0" * 64, "cleaner": "x", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        (Article, {"raw_index": 1 << 63}, "raw_index"),
        (Article, {"pii": {"qq": 1 << 70}}, "pii.qq"),
        (Article, {"fetched_at": "2024-13-45T00:00:00Z"}, "fetched_at"),
        (Odd, {"text": "云" * 30, "char_count": 30}, "size"),
    ],
)
def test_what_no_column_can_hold_is_a_finding(model: type[Article], changes: dict[str, Any], field: str) -> None:
    article, findings = check_record(record(**changes), model, Config(name="x", title="X"), Where("a", 1))
    assert article is None
    assert [(one.name, one.where.field) for one in findings] == [("bad_value", field)]
