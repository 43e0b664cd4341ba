"""The browser of this machine, driven by playwright: none is downloaded, and without one its tests are skipped aloud."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = "IMPRINT_AXE"  # where axe.min.js of the npm package axe-core lies
_GRAVE = ("serious", "critical")


def browser_path() -> str | None:
    """The first one that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def axe_path() -> Path | None:
    """The script that looks for faults of accessibility, where the environment names it."""
    path = Path(os.environ[AXE]) if AXE in os.environ else None
    return path if path and path.is_file() else None


@contextmanager
def launched() -> Iterator[Any]:
    """A headless browser; as root it has no sandbox of its own."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=arguments)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in a browser, with everything it asked for and complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing was logged, thrown or opened, and nothing asked for but the file itself."""
        return not self.said and len(self.asked) == 1


def visit(browser: Any, path: Path, **options: Any) -> Visit:
    """Open a file; `options` are those of a context: viewport, color_scheme, java_script_enabled."""
    page = browser.new_context(**options).new_page()
    seen = Visit(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("dialog", lambda dialog: _closed(seen, dialog))
    page.goto(path.as_uri())
    return seen


def _closed(seen: Visit, dialog: Any) -> None:
    seen.said.append(dialog.message)
    dialog.dismiss()


def grave_faults(page: Any, axe: Path) -> list[str]:
    """What axe-core calls serious or critical, each with the element that it is about."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in _GRAVE]
