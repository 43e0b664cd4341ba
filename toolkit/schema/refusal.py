"""What a record class refuses, as findings: the one translation of pydantic's errors."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from toolkit.article import DATE_PATTERN, DIGEST_PATTERN, HANDLE_LETTERS, ID_PATTERN, UTC_PATTERN
from toolkit.errors import Where
from toolkit.finding import Finding

_SHOWN = 80  # characters of a wrong value that a message repeats
_BARE = {"missing": "missing_field", "extra_forbidden": "unknown_field"}
_TYPE_ENDINGS = ("_attributes_type", "_type", "_parsing", "_from_float")
# pydantic's word for a type -> JSON's
_TYPES = {"tuple": "array", "list": "array", "dict": "object", "model": "object", "bool": "boolean", "int": "integer"}
# A value that fits tells more people more than the expression does.
_MODELS = {
    UTC_PATTERN: "2024-03-09T08:30:00Z",
    ID_PATTERN: "0123456789abcdef0123456789abcdef",
    DIGEST_PATTERN: "0123456789abcdef… (64 × 0-9a-f)",
    HANDLE_LETTERS: "lin-mu, 林木",
}


def refusals(error: ValidationError, where: Where) -> Iterator[Finding]:
    """One finding a problem, at its field."""
    for detail in error.errors(include_url=False):
        yield _finding(detail, where)


def _finding(detail: Any, where: Where) -> Finding:
    place = Where(where.path, where.line, ".".join(str(part) for part in detail["loc"]) or None)
    name = _BARE.get(detail["type"])
    if name is not None:
        return Finding(name, place)
    value = repr(detail["input"])
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    name, params = _told(detail)
    return Finding(name, place, {"value": shown, **params})


def _told(detail: Any) -> tuple[str, dict[str, str]]:
    """The name of the finding, and what it says beside the value."""
    kind, context = detail["type"], detail.get("ctx", {})
    ending = next((ending for ending in _TYPE_ENDINGS if kind.endswith(ending)), None)
    if ending is not None:
        word = kind.removesuffix(ending)
        return "wrong_type", {"expected": _TYPES.get(word, word)}
    if kind == "literal_error":
        return "not_a_choice", {"expected": context["expected"].replace(" or ", ", ")}
    if kind == "string_too_short" and detail["input"] == "":
        return "empty_value", {}
    if kind == "string_pattern_mismatch" and context["pattern"] != DATE_PATTERN:
        return "wrong_form", {"expected": _MODELS.get(context["pattern"], context["pattern"])}
    problem = detail["msg"].removeprefix("Value error, ")
    if kind == "string_pattern_mismatch" or problem == "not a date of the calendar":
        return "impossible_date", {}
    return "bad_value", {"problem": problem}
