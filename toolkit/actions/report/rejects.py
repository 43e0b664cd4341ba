"""The rejects beside a release: the first with each finding, a seeded sample, and those that were asked for."""

import json
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.describe.report.value import Refused
from toolkit.errors import InputError, Where

_FIRST = 5  # that show a number
_HIDDEN = "taken_down"  # its page is not shown


@dataclass
class Rejects:
    """`first` by the name of a finding, the reason's own before others; `drawn` and `asked` are whole lines."""

    first: dict[str, list[Refused]] = field(default_factory=dict)
    drawn: list[Mapping[str, Any]] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)


def read_rejects(path: Path, ids: Collection[str], size: int, seed: str) -> Rejects:
    """Reads the file once, and holds no more than it gives back; nothing where there is no such file."""
    found, dice, met = Rejects(), random.Random(seed), 0
    for number, reject in _lines(path) if path.is_file() else ():
        _note(found, number, reject)
        if reject.get("id") in ids or reject.get("raw_path") in ids:
            found.asked.append(reject)
        if reject.get("reason") == _HIDDEN or not isinstance(reject.get("raw_sha256"), str):
            continue
        met += 1
        if len(found.drawn) < size:
            found.drawn.append(reject)
        elif (place := dice.randrange(met)) < size:
            found.drawn[place] = reject
    return found


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                reject = json.loads(line)
                if isinstance(reject, dict):
                    yield number, reject
    except (OSError, ValueError, RecursionError) as error:
        mend = "build the release again, or move the file away"
        raise InputError(f"not a rejects file: {error}", where=Where(str(path)), mend=mend) from error


def _note(found: Rejects, number: int, reject: Mapping[str, Any]) -> None:
    findings = [one for one in as_list(reject.get("findings")) if isinstance(one, dict)]
    for name in dict.fromkeys([text(reject.get("reason")), *(text(one.get("name")) for one in findings)]):
        held = found.first.setdefault(name, [])
        if len(held) < _FIRST:
            said = next((text(one.get("message")) for one in findings if one.get("name") == name), "")
            held.append(_refused(number, name, reject, said))


def _refused(number: int, name: str, reject: Mapping[str, Any], said: str) -> Refused:
    index = reject.get("raw_index")
    place = text(reject.get("raw_path")), index if isinstance(index, int) else 0
    return Refused(number, name, *place, text(reject.get("id")), text(reject.get("title")), said)


def as_list(value: object) -> list[Any]:
    """A list, or none."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A string, or none."""
    return value if isinstance(value, str) else ""
