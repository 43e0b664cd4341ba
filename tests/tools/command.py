"""The installed command as a user runs it, and projects to run it in."""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.cli.main import run

ROOT = Path(__file__).parents[2]
IMPRINT = Path(sys.executable).with_name("imprint")


def imprint(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """Run `imprint`; output decoded as UTF-8 whatever the locale."""
    done = subprocess.run(
        [str(IMPRINT), *map(str, arguments)], cwd=cwd, env={**os.environ, **(env or {})}, input=stdin,
        capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def inside(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """The same in this process, which has done its imports: a story that is not about processes saves two seconds.

    Where an environment or an input is asked for, it is a process after all.
    """
    if env or stdin or "-" in arguments:
        return imprint(*arguments, cwd=cwd, env=env, stdin=stdin)
    out, err = io.StringIO(), io.StringIO()
    words = [str(one) for one in arguments]
    pooled = words[0] in ("build", "takedown") and not {"--workers", "--help"} & set(words)
    alone = ["--workers", "1"] if pooled else []
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*words, *alone])
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def example_project(folder: Path) -> Path:
    """A copy of the example project, without its releases."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("dataset.toml", "card.md", "overrides.jsonl"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("raw", "schema"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def small_project(folder: Path, pages: Mapping[str, str | bytes], settings: str = "") -> Path:
    """A project of the built-in schema with `pages` in raw/."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(f'name = "small"\ntitle = "Small"\n{settings}', encoding="utf-8")
    for name, content in pages.items():
        path = folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its POSIX path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def sole(items: Sequence[Path]) -> Path:
    """The one item."""
    (item,) = items
    return item
