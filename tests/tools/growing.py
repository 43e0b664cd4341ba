"""A small dataset that grows: pages by name, built in this process, published to a folder beside it."""

import json
import random
from pathlib import Path
from typing import Any

from tests.tools.command import small_project
from tests.tools.histories import sentence
from tests.tools.judge import Released
from toolkit.actions.build import BuildRequest, Built, Choices, build
from toolkit.actions.project import load_project
from toolkit.actions.publish import carry_out, prepare
from toolkit.actions.verify import CheckedRelease, verify
from toolkit.targets.opening import open_target


def sentences(seed: int, count: int = 12) -> list[str]:
    """As many sentences as asked for, the same for the same seed, unlike those of any other."""
    chance = random.Random(f"sentences {seed}")
    return [sentence(chance) for _ in range(count)]


def text(seed: int, *, like: int | None = None, changed: int = 1) -> str:
    """A page: a title and twelve sentences; `like` another one but for the first `changed`."""
    body = sentences(seed) if like is None else [*sentences(seed)[:changed], *sentences(like)[changed:]]
    return f"{sentence(random.Random(f'title {seed}'))[:12]}\n" + "\n".join(body) + "\n"


def record(page: str, **facts: Any) -> str:
    """A line of a JSONL file."""
    return json.dumps({"text": page, **facts}, ensure_ascii=False) + "\n"


class Dataset:
    """A project in a folder."""

    def __init__(self, folder: Path, pages: dict[str, str], settings: str = "") -> None:
        self.folder = small_project(folder, pages, settings)

    def put(self, **pages: str) -> None:
        """Write pages: `a_txt` is raw/a.txt."""
        for name, content in pages.items():
            path = self.folder / "raw" / name.replace("_", ".")
            path.write_text(content, encoding="utf-8")

    def remove(self, *names: str) -> None:
        for name in names:
            (self.folder / "raw" / name).unlink()

    def configure(self, settings: str) -> None:
        """Replace all of dataset.toml below the first two lines."""
        path = self.folder / "dataset.toml"
        head = path.read_text(encoding="utf-8").splitlines()[:2]
        path.write_text("\n".join([*head, settings, ""]), encoding="utf-8")

    def build(self, **choices: Any) -> Built:
        return build(BuildRequest(load_project(self.folder), choices=Choices(**choices)))

    def released(self, **choices: Any) -> Released:
        """Build, verify, publish."""
        built = self.build(**choices)
        report = verify(built.path)
        assert report.sound, report.findings
        if built.changed:
            carry_out(prepare(CheckedRelease.of(report), open_target("./published", self.folder), self.folder))
        return Released(built.path)


def by_path(release: Released) -> dict[str, str]:
    """Id by raw path, of rows."""
    return {row["raw_path"].removeprefix("raw/"): identity for identity, row in release.rows.items()}


def reasons(release: Released) -> dict[str, str]:
    """Why a raw page is no row, by its path."""
    return {reject["raw_path"].removeprefix("raw/"): reject["reason"] for reject in release.rejects}
