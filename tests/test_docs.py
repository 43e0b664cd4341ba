"""The README keeps its word: each block runs."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.command import IMPRINT, ROOT, example_project, imprint
from toolkit.cli.main import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example_project(tmp_path_factory.mktemp("readme"))
    assert imprint("build", cwd=folder).returncode == 0
    return folder


def test_each_command_shown_runs(project: Path) -> None:
    shown = [
        line.removeprefix("$ ") for text in blocks("console") for line in text.splitlines() if line.startswith("$ ")
    ]
    assert len(shown) >= 3
    for line in shown:
        program, *arguments = shlex.split(line)
        assert program == "imprint"
        done = imprint(*arguments, cwd=project)
        assert done.returncode == 0, (line, done.stderr)


def test_the_growth_shown_is_what_happens(tmp_path: Path) -> None:
    folder = example_project(tmp_path / "grown")
    shutil.copytree(ROOT / "docs" / "growth", folder / "docs" / "growth")
    assert imprint("build", cwd=folder).returncode == 0
    (transcript,) = blocks("transcript")
    for shown in re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]:
        line, _, expected = shown.partition("\n")
        program, *arguments = shlex.split(line)
        program = str(IMPRINT) if program == "imprint" else program
        done = subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8")
        if expected.endswith("...\n"):
            assert done.stdout.startswith(expected.removesuffix("...\n")), line
        else:
            assert done.stdout == expected, line


def test_each_python_block_runs(project: Path) -> None:
    for text in blocks("python"):
        subprocess.run([sys.executable, "-c", text], cwd=project, check=True, capture_output=True)


def test_every_command_is_in_the_table() -> None:
    assert set(re.findall(r"^\| `imprint (\w+)", README, re.MULTILINE)) == set(COMMANDS)


def test_the_two_commands_install_from_the_constraints_and_stand_alone() -> None:
    build, test = blocks("bash")
    for command in (build, test):
        assert command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt ")
        assert command.count("\n") == 1
    assert build.endswith("'.[warc]' && .venv/bin/imprint build\n")
    assert test.endswith("'.[dev,warc]' && .venv/bin/python -m pytest -n 2\n")


def test_the_constraints_pin_every_dependency_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in lines)
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    asked = re.findall(r'^    "([A-Za-z0-9_-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.replace("_", "-").lower() for name in asked if "-" in name or name.islower()} - pinned <= {
        "d100",
        "toolkit",
    }


def test_every_room_is_in_the_tour() -> None:
    rooms = {path.name.removesuffix(".py") for path in (ROOT / "toolkit").iterdir() if not path.name.startswith("__")}
    tour = README.split("## Architecture")[1]
    named = set(re.findall(r"`(\w+)/?`", tour))
    assert rooms - {"py.typed"} <= named
