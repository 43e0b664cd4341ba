"""Judges a history of releases by what lies on disk. Imports nothing of the toolkit: it must not share its mistakes.

Reads Parquet with pyarrow and JSON with json; the rules are those of the README: no row moves, no two rows of different
splits are alike, every loss has a reason, the number says what has changed.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

# What the dataset card names as no part of the article.
UNCOMPARED = {"cleaner", "since", "raw_path", "raw_index", "cluster", "cluster_size"}
COPIES = {"duplicate", "near_duplicate", "near_test", "near_train", "bridges_splits"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Released:
    """One release folder."""

    folder: Path

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        tree: Mapping[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        return tree

    @cached_property
    def splits(self) -> Mapping[str, list[Row]]:
        return {name: list(self._rows(name)) for name in ("train", "test")}

    def _rows(self, split: str) -> Iterator[Row]:
        for path in sorted((self.folder / "data").glob(f"{split}-*.parquet")):
            yield from pq.read_table(path).to_pylist()

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """Split by id."""
        return {row["id"]: split for split, rows in self.splits.items() for row in rows}

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Row by id, in order."""
        return {row["id"]: row for rows in self.splits.values() for row in rows}

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """Why an id of the index is no row."""
        index = pq.read_table(self.folder / "index.parquet", columns=["id", "split", "reason"]).to_pylist()
        return {entry["id"]: entry["reason"] for entry in index if entry["split"] is None}

    @cached_property
    def rejects(self) -> list[Mapping[str, Any]]:
        path = self.folder.with_name(f"{self.folder.name}.rejects.jsonl")
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    @property
    def version(self) -> tuple[int, ...]:
        return tuple(map(int, str(self.manifest["version"]).split(".")))


def grams(text: str) -> frozenset[str]:
    """Character 5-grams."""
    return frozenset(text[place : place + 5] for place in range(max(1, len(text) - 4)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


@dataclass
class Judge:
    """Sees one release after the other, and counts what is wrong."""

    threshold: float
    moved: list[str] = field(default_factory=list)
    leaked: list[tuple[str, str]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    wrong_numbers: list[str] = field(default_factory=list)
    losses: int = 0
    kept: int = 0
    _homes: dict[str, str] = field(default_factory=dict)  # of every id that ever was a row
    _issued: list[tuple[int, ...]] = field(default_factory=list)

    def see(self, release: Released, before: Released | None, texts: Mapping[str, str]) -> None:
        """Judge a release that grew from `before`; `texts` are what the raw pages hold, by path."""
        self._see_splits(release)
        self._see_losses(release)
        self._see_copies(release, texts)
        if before is not None:
            self._see_changes(release, before)
        if self._issued and release.version <= max(self._issued):
            self.wrong_numbers.append(f"{release.version} after {max(self._issued)}")
        self._issued.append(release.version)

    def _see_splits(self, release: Released) -> None:
        assert len(release.rows) == sum(map(len, release.splits.values())), "an id stands twice"
        for identity, split in release.homes.items():
            if self._homes.setdefault(identity, split) != split:
                self.moved.append(identity)
        sets = {split: [(row["id"], grams(row["text"])) for row in rows] for split, rows in release.splits.items()}
        for one, left in sets["train"]:
            self.leaked += [(one, two) for two, right in sets["test"] if jaccard(left, right) >= self.threshold]

    def _see_losses(self, release: Released) -> None:
        """Documents and carried rows are rows or rejects, each with its reason."""
        funnel = release.manifest["funnel"]
        counted = Counter(reject["reason"] for reject in release.rejects)
        if counted != Counter(funnel["rejects"]):
            self.unexplained.append(f"{counted} in the file, {funnel['rejects']} in the manifest")
        if funnel["documents"] + funnel["carried"] != len(release.rows) + sum(counted.values()):
            self.unexplained.append(f"{funnel} do not add up")
        self.losses += sum(counted.values())
        self.kept += len(release.rows)

    def _see_copies(self, release: Released, texts: Mapping[str, str]) -> None:
        """Who is left out as a copy is truly one of a row: with it beside that row, the rule would be broken."""
        rows = [grams(row["text"]) for row in release.rows.values()]
        for reject in release.rejects:
            if reject["reason"] in COPIES and reject["raw_path"] in texts:
                lost = grams(texts[reject["raw_path"]])
                if not any(jaccard(lost, row) >= self.threshold for row in rows):
                    self.needless.append(f"{reject['raw_path']}: {reject['reason']}")

    def _see_changes(self, release: Released, before: Released) -> None:
        removed = [one for one in before.rows if one not in release.rows]
        silent = [one for one in removed if not release.reasons.get(one)]
        self.unexplained += [f"{one} went without a reason" for one in silent]
        expected = _number(before, release, {release.reasons.get(one) for one in removed})
        if release.version < expected:
            self.wrong_numbers.append(f"{release.version} where {expected} is called for")
        stayed = [one for one in before.rows if one in release.rows]
        if stayed != [one for one in release.rows if one in before.rows]:
            self.moved.append(f"the order of {release.folder.name}")


def _number(before: Released, now: Released, reasons: set[str | None]) -> tuple[int, ...]:
    """The least number that the rule allows, over the version before."""
    major, minor, patch = before.version
    changed = any(_compared(now.rows[one]) != _compared(row) for one, row in before.rows.items() if one in now.rows)
    if changed or reasons - {"taken_down"}:
        return (major + 1, 0, 0)
    if now.rows.keys() - before.rows.keys():
        return (major, minor + 1, 0)
    return (major, minor, patch + 1)


def _compared(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in UNCOMPARED}
