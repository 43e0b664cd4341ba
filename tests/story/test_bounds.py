"""Hostile sizes through a whole build: bounded memory, the right finding, and the good pages' rows as without them."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import zstandard

from tests.story.test_input import count_all, funnel_of, rows_of
from tests.tools.command import IMPRINT, small_project
from tests.tools.prose import page

GOOD: dict[str, str | bytes] = {f"{'a' if number % 2 else 'z'}/{number}.txt": page(number) for number in range(12)}
SETTINGS = "[dedup]\nnear = false\n"  # the pages are alike on purpose
MEBIBYTES = 700  # of the largest process; a build of the good pages alone takes some 200
ZEROS = b"\x00" * (16 << 20)
# A child counts the memory of the process that it was forked from as its own, so that one has to be small.
MEASURE = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)"""
SENTENCE = "今天上午，渔港管理站召开会议，研究下一步的收费办法。"


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", ZEROS)
    return packed.getvalue()


# What stands in raw/, and the findings about it; the packed ones unpack to 256 MiB.
HOSTILE: dict[str, tuple[bytes, dict[str, int]]] = {
    "line.txt": (SENTENCE.encode() * ((50 << 20) // len(SENTENCE.encode())), {"too_large": 1}),
    "line.jsonl": (b'{"text": "' + b"x" * (50 << 20) + b'"}', {"too_large": 1}),
    "lines.txt": (b"\n".join(b"%d" % number for number in range(100_000)), {"wrong_language": 1}),
    "brackets.jsonl": (b"[" * 1_000_000, {"nested_too_deep": 1}),
    "brackets.txt": (b"[" * 1_000_000, {"wrong_language": 1}),
    "brackets.html": (b"<div>" * 1_000_000, {"empty_page": 1}),
    "bomb.jsonl.gz": (gzip.compress(ZEROS) * 16, {"damaged_container": 1}),
    "bomb.jsonl.zst": (zstandard.compress(ZEROS) * 16, {"damaged_container": 1}),
    "bomb.zip": (zipped(), {"unknown_format": 1}),
}  # fmt: skip


def measured_build(project: Path) -> tuple[int, int, str]:
    """Exit code, MiB of the largest process of the build at its peak, and stderr."""
    command = [sys.executable, "-c", MEASURE, str(IMPRINT), "build", "--workers", "2"]
    done = subprocess.run(command, cwd=project, capture_output=True, check=False, timeout=300)
    return done.returncode, int(done.stdout.split()[-1]) >> 10, done.stderr.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = small_project(tmp_path_factory.mktemp("clean") / "project", GOOD, SETTINGS)
    code, _, said = measured_build(project)
    assert code == 0, said
    return project


def test_hostile_sizes_cost_themselves_and_no_memory(clean: Path, tmp_path: Path) -> None:
    hostile: dict[str, str | bytes] = {f"m/{name}": content for name, (content, _) in HOSTILE.items()}
    project = small_project(tmp_path / "project", {**GOOD, **hostile}, SETTINGS)
    code, peak, said = measured_build(project)
    assert code == 0, said
    assert peak < MEBIBYTES
    assert rows_of(project) == rows_of(clean)
    expected = sum((Counter(findings) for _, findings in HOSTILE.values()), Counter[str]())
    assert count_all(funnel_of(project)) - count_all(funnel_of(clean)) == expected
    rejects = (project / "dist/small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    found = {(one["raw_path"][6:], one["reason"]) for one in map(json.loads, rejects)}
    assert found >= {(name, reason) for name, (_, findings) in HOSTILE.items() for reason in findings}
