"""docs/findings.md says what the catalogue says, and every finding has its examples."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.story.test_validate import TODAY, record
from tests.tools.command import small_project
from tests.tools.make_findings_table import PAGE, render
from toolkit.actions.project import load_project
from toolkit.actions.validate import Checker, Validation
from toolkit.catalogue import CODES, Lang
from toolkit.catalogue.examples import EXAMPLES

# Examples that are fields of a record, as they stand.
FIELDS = [
    "wrong_type", "bad_value", "future_date", "unknown_field", "impossible_date", "wrong_form", "not_a_choice",
    "empty_value", "count_mismatch", "carriage_return", "personal_data", "rights_unknown", "rights_differ",
]  # fmt: skip


def test_the_page_is_made_from_the_catalogue() -> None:
    assert render(PAGE.read_text(encoding="utf-8")) == PAGE.read_text(encoding="utf-8")


def test_every_finding_has_a_bad_and_a_good_example_in_both_languages() -> None:
    assert set(EXAMPLES) == set(CODES)
    for example in EXAMPLES.values():
        for lang in get_args(Lang):
            bad, good = example.said(lang)
            assert bad != good
            assert lang == "en" or not re.search(r"(?<![\"\w{/.-])[a-z]+ [a-z]+ [a-z]+", bad + good), (bad, good)


def found(tmp_path: Path, changes: dict[str, Any]) -> set[str]:
    line = json.dumps(record(**changes), ensure_ascii=False).encode()
    folder = small_project(tmp_path, {"a.jsonl": line})
    return {finding.name for finding in Validation(Checker(load_project(folder), TODAY), [folder / "raw"])}


@pytest.mark.parametrize("name", FIELDS)
def test_the_bad_example_is_bad_and_the_good_one_good(tmp_path: Path, name: str) -> None:
    assert name in found(tmp_path / "bad", json.loads(EXAMPLES[name].bad))
    assert name not in found(tmp_path / "good", json.loads(EXAMPLES[name].good))
