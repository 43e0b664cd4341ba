"""What is installed is what is in the package: code, rules, templates, tables."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "toolkit").rglob("*") if path.is_file()}
    assert names == {name for name in files if "__pycache__" not in name}
    assert {Path(name).suffix for name in names} >= {".py", ".toml", ".j2", ".txt", ".typed"}
