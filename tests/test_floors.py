"""Imports go down: a module imports only from floors below its own, or from its own room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLOORS: dict[str, int] = {
    "errors": 0, "digest": 0, "terms": 0, "catalogue": 0,
    "article": 1, "finding": 1,
    "schema": 2, "config": 2, "release": 2, "identity": 2, "detect": 2,
    "clean": 3, "curate": 3, "history": 3, "describe": 3,
    "storage": 4, "engines": 4,
    "read": 5, "targets": 5,
    "actions": 6,
    "cli": 7,
}  # fmt: skip
PURE = 3  # floors up to this one touch no world
IMPURE = {"os", "pathlib", "time", "random", "secrets", "logging", "subprocess", "socket", "shutil", "tempfile"}
ONLY_IMPORTERS = {"huggingface_hub": "targets/hub.py", "ray": "engines/ray.py"}


def imports_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "toolkit" and len(parts) > 1 and parts[1] in FLOORS else None


def upward_imports(package: Path) -> list[str]:
    wrong = []
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for module in imports_of(path.read_text(encoding="utf-8")):
            other = room_of(module)
            if other is not None and other != room and FLOORS[other] >= FLOORS[room]:
                wrong.append(f"{path.relative_to(package)} (floor {FLOORS[room]}) imports {module}")
    return wrong


def test_no_module_imports_from_its_own_floor_or_above() -> None:
    assert upward_imports(ROOT / "toolkit") == []


def test_every_room_has_a_floor() -> None:
    names = {path.name.removesuffix(".py") for path in (ROOT / "toolkit").iterdir()}
    rooms = {name for name in names if not name.startswith(("__", "py.typed"))}
    assert rooms <= set(FLOORS)


@pytest.mark.parametrize(
    "line", ["from toolkit.actions.build import build", "import toolkit.cli.main", "from toolkit.clean import lines"]
)
def test_a_planted_upward_import_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "curate").mkdir()
    (tmp_path / "curate" / "planted.py").write_text(f"def f():\n    {line}\n", encoding="utf-8")
    assert len(upward_imports(tmp_path)) == 1


def test_the_pure_floors_touch_no_world() -> None:
    wrong = []
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        room = path.relative_to(ROOT / "toolkit").parts[0].removesuffix(".py")
        if FLOORS.get(room, 99) <= PURE:
            modules = {module.split(".")[0] for module in imports_of(path.read_text(encoding="utf-8"))}
            wrong += [f"{path.name}: {module}" for module in sorted(modules & IMPURE)]
    assert wrong == []


def test_a_foreign_library_with_one_door_is_imported_there_alone() -> None:
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        name = path.relative_to(ROOT / "toolkit").as_posix()
        modules = {module.split(".")[0] for module in imports_of(path.read_text(encoding="utf-8"))}
        for library, door in ONLY_IMPORTERS.items():
            assert library not in modules or name == door
