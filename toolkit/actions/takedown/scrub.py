"""Removing copies: what Imprint made on request, pages of raw/ on the user's own word, nothing else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.actions.takedown.copies import Copy, parse_reject
from toolkit.errors import Where
from toolkit.finding import Finding, Reject
from toolkit.storage.files import cannot_write, read_file, remove, rename, temporary_path, write_bytes

State = Literal["left", "removed", "blanked"]


@dataclass(frozen=True, slots=True)
class Scrubbing:
    """What may go: `ours`, that is releases, rejects, reports and scratch; `raw`, pages and the facts beside them."""

    ours: bool = False
    raw: bool = False

    def covers(self, copy: Copy) -> bool:
        """Whether this copy may go."""
        return copy.by_hand is None and (self.raw if copy.kind in ("raw", "facts") else self.ours)


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A copy and what became of it; of a line, `blanked` says that it is there and shows nothing any more."""

    copy: Copy
    state: State


def scrub(copies: Sequence[Copy], scrubbing: Scrubbing) -> tuple[Scrubbed, ...]:
    """Remove what may go, in order. Raises `InputError` where the disk refuses; run again, it goes on from there."""
    lines: dict[Path, list[int]] = {}
    for copy in copies:
        if copy.kind == "rejects" and copy.line is not None and scrubbing.covers(copy):
            lines.setdefault(copy.location, []).append(copy.line)
    for path, numbers in lines.items():
        _blank(path, set(numbers))
    return tuple(_scrubbed(copy, scrubbing) for copy in copies)


def _scrubbed(copy: Copy, scrubbing: Scrubbing) -> Scrubbed:
    fate = _fate(copy, scrubbing)
    if fate == "removed":
        _remove(copy.location)
    return Scrubbed(copy, fate)


def _remove(path: Path) -> None:
    """Out of sight at once, so that no release lies there half, and then gone."""
    aside = temporary_path(path)
    try:
        rename(path, aside)
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot_write(path, error) from error
    remove(aside)


def _blank(path: Path, numbers: set[int]) -> None:
    """Lines of a rejects file as the next build would write them."""
    lines = read_file(path).split(b"\n")
    blanked = (_blanked(line) if number in numbers else line for number, line in enumerate(lines, 1))
    write_bytes(path, b"\n".join(blanked))


def _blanked(line: bytes) -> bytes:
    held = parse_reject(line)
    path, index = str(held.get("raw_path", "")), held.get("raw_index")
    finding = Finding("taken_down", Where(path), {"mark": "id"})
    reject = Reject(path, index if isinstance(index, int) else -1, (finding,), held.get("raw_sha256"), held.get("id"))
    return json.dumps(reject.as_dict(), ensure_ascii=False).encode("utf-8", "backslashreplace")


def foreseen(copies: Sequence[Copy], scrubbing: Scrubbing) -> tuple[Scrubbed, ...]:
    """What `scrub` would do."""
    return tuple(Scrubbed(copy, _fate(copy, scrubbing)) for copy in copies)


def _fate(copy: Copy, scrubbing: Scrubbing) -> State:
    if not scrubbing.covers(copy):
        return "left"
    return "blanked" if copy.kind == "rejects" else "removed"
