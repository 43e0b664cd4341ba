"""Two JSON Schemas of rows: which columns differ, and whether rows of the old one still fit the new one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

Kind = Literal["added", "required", "removed", "retyped", "narrowed", "widened"]

# What breaks a reader of the old rows, or keeps an old row from fitting the new schema.
_BREAKING = frozenset({"required", "removed", "retyped", "narrowed"})
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "$comment", "deprecated"})
_HOPS = 32  # references that may lead from one to the next
_DEPTH = 32
_SHOWN = 60  # characters of a schema's own words that are repeated
_LOWER = ("minLength", "minItems", "minimum", "exclusiveMinimum")
_UPPER = ("maxLength", "maxItems", "maximum", "exclusiveMaximum")


@dataclass(frozen=True, slots=True)
class Change:
    """One column that differs; `column` is `pii.mobile` where it is part of a struct, `authors[]` what a list holds.

    added: a row may lack it. required: added, and a row may not. removed. retyped. narrowed: the type is the same, and
    values that were allowed are not. widened: values are allowed that were not.
    """

    kind: Kind
    column: str
    old: str | None = None
    new: str | None = None

    @property
    def breaks(self) -> bool:
        """Whether readers of the old rows, or the old rows themselves, are left behind."""
        return self.kind in _BREAKING


def accepted_schema(model: type[BaseModel]) -> dict[str, Any]:
    """What a record must satisfy to be accepted: fields with a default may be missing, unlike in `json_schema`."""
    return model.model_json_schema(mode="validation")


def compare_schemas(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference, in the order of the old columns, then of the new ones.

    `old` may be hostile: raises `ValueError` where it is no schema of rows, points out of itself, or nests too deeply.
    """
    if not isinstance(old.get("properties"), dict):
        raise ValueError("it names no properties")
    return tuple(_Comparison(old, new).structs("", old, new, 0))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The two documents, whose parts refer to one another."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]

    def structs(self, place: str, old: Mapping[str, Any], new: Mapping[str, Any], depth: int) -> Iterator[Change]:
        """The fields of two objects."""
        if depth > _DEPTH:
            raise ValueError("it is nested too deeply")
        before, after = _table(old, "properties"), _table(new, "properties")
        for name in before:
            column = f"{place}{name}"
            if name not in after:
                yield Change("removed", column, old=_type_name(_flat(self.old, before[name])))
            else:
                yield from self.fields(column, _flat(self.old, before[name]), _flat(self.new, after[name]), depth)
        for name in after:
            if name not in before:
                kind: Kind = "required" if name in new.get("required", ()) else "added"
                yield Change(kind, f"{place}{name}", new=_type_name(_flat(self.new, after[name])))

    def fields(self, column: str, old: Mapping[str, Any], new: Mapping[str, Any], depth: int) -> Iterator[Change]:
        """Two forms of one column, references followed."""
        names = _type_name(old), _type_name(new)
        if old.get("type") != new.get("type") or "anyOf" in old or "anyOf" in new:
            if old != new:
                yield Change("retyped", column, *names)
            return
        if _constraints(old) != _constraints(new):
            yield Change("widened" if _accepts(new, old) else "narrowed", column, _words(old, new), _words(new, old))
        if old.get("type") == "object":
            yield from self.structs(f"{column}.", old, new, depth + 1)
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            inner = _flat(self.old, old["items"]), _flat(self.new, new["items"])
            yield from self.fields(f"{column}[]", *inner, depth + 1)


def _flat(document: Mapping[str, Any], part: Any) -> dict[str, Any]:
    """Without annotations; references followed; `X or null` as X with `nullable`."""
    flat = _followed(document, part)
    options = flat.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        rest = [option for option in options if option != {"type": "null"}]
        if len(rest) == 1:
            return {**_followed(document, rest[0]), "nullable": True}
    return flat


def _followed(document: Mapping[str, Any], part: Any) -> dict[str, Any]:
    for _ in range(_HOPS):
        if not isinstance(part, dict):
            raise ValueError("a column's schema is not an object")
        reference = part.get("$ref")
        if reference is None:
            return {key: value for key, value in part.items() if key not in _ANNOTATIONS}
        name = reference.removeprefix("#/$defs/") if isinstance(reference, str) else ""
        if name not in _table(document, "$defs"):
            raise ValueError(f"it refers to {str(reference)[:_SHOWN]}, which is not in it")
        part = document["$defs"][name]
    raise ValueError("its references run in a circle")


def _table(tree: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = tree.get(key)
    return found if isinstance(found, dict) else {}


def _constraints(part: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a column's schema beside its type and its parts."""
    return {key: value for key, value in part.items() if key not in ("type", "items", "properties", "required")}


def _accepts(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether every value that `old` allows is one that `new` allows, as far as its words tell."""
    known = {"nullable", "enum", "const", *_LOWER, *_UPPER}
    others = {key for key in {*old, *new} - known if key in new and old.get(key) != new[key]}
    return (
        not others - {"type", "items", "properties", "required"}
        and not (old.get("nullable") and not new.get("nullable"))
        and _choices_fit(_choices(old), _choices(new))
        and all(_within(old, new, key, lambda a, b: a >= b) for key in _LOWER)
        and all(_within(old, new, key, lambda a, b: a <= b) for key in _UPPER)
    )


def _choices(part: Mapping[str, Any]) -> list[Any] | None:
    if "const" in part:
        return [part["const"]]
    return part["enum"] if isinstance(part.get("enum"), list) else None


def _choices_fit(old: list[Any] | None, new: list[Any] | None) -> bool:
    return new is None or (old is not None and all(value in new for value in old))


def _within(old: Mapping[str, Any], new: Mapping[str, Any], key: str, holds: Callable[[float, float], bool]) -> bool:
    if key not in new:
        return True
    return isinstance(old.get(key), int | float) and holds(old[key], new[key])


def _type_name(part: Mapping[str, Any]) -> str:
    name = part.get("type", "any of several" if "anyOf" in part else "anything")
    items = part.get("items")
    inner = f" of {items.get('type', 'struct')}" if isinstance(items, dict) else ""
    return f"{name}{inner}{' or null' if part.get('nullable') else ''}"[:_SHOWN]


def _words(part: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The constraints that the other side has not, in the schema's own words."""
    own = {key: value for key, value in _constraints(part).items() if key not in other or other[key] != value}
    return ", ".join(f"{key} {value}" for key, value in own.items())[:_SHOWN] or "no such limit"
