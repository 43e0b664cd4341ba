"""Every test runs without a network but for loopback, in a clean environment, with the Hub's cache in a temporary folder."""

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.tools.browser import AXE, axe_path, browser_path
from tests.tools.hub_server import HubServer, environment, point_library_at

SHARED = Path(__file__).parents[2] / "shared"
_HOMES = count()
_KEPT = {"PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "CI", "IMPRINT_OLD_DATASETS_PYTHON", AXE}


def _only_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test reached for the network: {address}")


def pytest_configure() -> None:
    for name in set(os.environ) - _KEPT - {name for name in os.environ if name.startswith("PYTEST")}:
        del os.environ[name]
    os.environ["HF_HUB_OFFLINE"] = "1"
    sys.addaudithook(_only_loopback)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if "IMPRINT_OLD_DATASETS_PYTHON" not in os.environ:
        terminalreporter.write_line(
            "NOT RUN: loading a release in the oldest datasets promised; IMPRINT_OLD_DATASETS_PYTHON names no interpreter"
        )
    if not SHARED.is_dir():
        terminalreporter.write_line(
            f"NOT RUN: the tests that measure on labelled pages; there is no {SHARED.name}/ beside"
        )
    if browser_path() is None:
        terminalreporter.write_line("NOT RUN: the report and the figures in a browser; no Chromium is installed")
    elif axe_path() is None:
        terminalreporter.write_line(f"NOT RUN: what axe-core says of the report; {AXE} names no axe.min.js")
    if not shutil.which("ssh-keygen"):
        terminalreporter.write_line("NOT RUN: signatures; there is no ssh-keygen here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker sits idle while the other ends one."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/test_style.py", "tests/story/test_crash.py")))


@pytest.fixture(autouse=True)
def hub_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.getbasetemp() / "hf" / str(next(_HOMES))  # made by who needs it
    monkeypatch.setenv("HF_HOME", str(home))
    return home


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A Hub on this machine; the test fails where it was asked for anything outside its table."""
    with HubServer().running() as server:
        for name in environment(server.url):
            monkeypatch.setenv(name, "")
        point_library_at(server.url, monkeypatch.setattr)
        yield server
    assert server.violations == []


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled pages beside the project; the test is skipped, and says so, where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the labelled pages are not beside the project")
    return SHARED
