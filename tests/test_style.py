"""The linter, the formatter and the type checker, as tests: the one command of the README runs them too."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "tool",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["lint", "format", "types"],
)
def test_the_code_passes(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_says_what_it_is_for_and_none_is_long() -> None:
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines, path
        assert lines[0].startswith('"""'), path
        assert len(lines) <= 300, path
