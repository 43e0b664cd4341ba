"""A card held against the facts: what its front matter says otherwise. The card may be hostile."""

import re
from collections.abc import Hashable, Iterator
from itertools import islice
from typing import Any

import yaml

from toolkit.describe.card import dump_yaml, front_matter
from toolkit.describe.facts import Facts

_SHOWN = 80  # characters of a value that a problem repeats
_PROBLEMS = 20
_DEPTH = 32
_BLOCK = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


class _Unreadable(Exception):
    """The front matter is missing, or is not the plain YAML that a card is made of."""


def card_problems(card: str, facts: Facts) -> list[str]:
    """Each difference between the card's front matter and the facts in one line; at most twenty. None: an empty list.

    Aliases, anchors, tags, deep nesting, and a block much longer than it should be are refused before anything is built
    from them.
    """
    expected = front_matter(facts)
    try:
        actual = _parse(_block(card, 4 * len(dump_yaml(expected))))
    except _Unreadable as error:
        return [str(error)]
    return list(islice(_differences("", expected, actual), _PROBLEMS))


def _block(card: str, limit: int) -> str:
    """The YAML between the first two lines of three dashes."""
    match = _BLOCK.match(card, 0, limit + 8)
    if match is None:
        raise _Unreadable(
            "it has no front matter" + (", or a far longer one than it should" if len(card) > limit else "")
        )
    return match[1]


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice: readers differ in which of the two they take."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key stands there twice", node.start_mark)
        return mapping


def _parse(block: str) -> Any:
    try:
        _refuse_tricks(block)
        return yaml.load(block, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date of no calendar, a number of 5,000 digits
        problem = " ".join(str(error).split())[:_SHOWN].strip()
        raise _Unreadable(f"its front matter cannot be read: {problem}") from error


def _refuse_tricks(block: str) -> None:
    """Walk the events, which costs no recursion and no memory, before anything is built."""
    depth = 0
    for event in yaml.parse(block, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Unreadable("its front matter has an alias or an anchor")
        if getattr(event, "tag", None) is not None:
            raise _Unreadable("its front matter has a tag")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            raise _Unreadable("its front matter is nested too deeply")


def _differences(place: str, expected: Any, actual: Any) -> Iterator[str]:
    """In the order of the card; `place` is `configs[0].description`."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(key for key in actual if key not in expected)]:
            name = f"{place}.{key}" if place else _shown(key).strip("'")
            yield from _entry(name, expected, actual, key)
    elif isinstance(expected, list) and isinstance(actual, list):
        pairs = dict(enumerate(expected)), dict(enumerate(actual))
        for number in range(max(len(expected), len(actual))):
            yield from _entry(f"{place}[{number}]", *pairs, number)
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{place or 'its front matter'} is {_shown(actual)}; the manifest makes it {_shown(expected)}"


def _entry(place: str, expected: dict[Any, Any], actual: dict[Any, Any], key: Any) -> Iterator[str]:
    if key not in actual:
        yield f"{place} is missing; the manifest makes it {_shown(expected[key])}"
    elif key not in expected:
        yield f"{place} is {_shown(actual[key])}; the manifest makes no such entry"
    else:
        yield from _differences(place, expected[key], actual[key])


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # Python prints no integer of more than 4,300 digits
        return "a huge number"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
