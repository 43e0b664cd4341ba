"""What a record class refuses, as findings: the one translation of pydantic's errors."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from toolkit.errors import Where
from toolkit.finding import Finding

_SHOWN = 80  # characters of a wrong value that a message repeats
_NAMES = {"missing": "missing_field", "extra_forbidden": "unknown_field"}


def refusals(error: ValidationError, where: Where) -> Iterator[Finding]:
    """One finding a problem, at its field."""
    for detail in error.errors(include_url=False, include_context=False):
        yield _finding(detail, where)


def _finding(detail: Any, where: Where) -> Finding:
    place = Where(where.path, where.line, ".".join(str(part) for part in detail["loc"]) or None)
    name = _NAMES.get(detail["type"])
    if name is not None:
        return Finding(name, place)
    value = repr(detail["input"])
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    if detail["type"].endswith("_type"):
        return Finding("wrong_type", place, {"value": shown, "expected": detail["type"].removesuffix("_type")})
    return Finding("bad_value", place, {"value": shown, "problem": detail["msg"].removeprefix("Value error, ")})
