"""The report and the figures as a browser shows them: no request, no error, keys that work, nothing out of its frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.story.test_report import EVIL, evil, project, release
from tests.test_describe_facts import facts_of, sample
from tests.test_describe_figures import COUNTED, steps
from tests.tools.browser import AXE, axe_path, browser_path, grave_faults, launched, visit
from toolkit.describe.figures.drawn import draw_figures
from toolkit.describe.report.render import render_report
from toolkit.describe.report.value import Report

__all__ = ["evil", "project", "release"]  # fixtures
pytestmark = pytest.mark.skipif(browser_path() is None, reason="no Chromium is installed")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def path(release: Path) -> Path:
    return release.with_name(f"{release.name}.report.html")


@pytest.fixture(scope="module")
def hostile(evil: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    path.write_bytes(render_report(evil))
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_opens_without_a_request_or_an_error_and_is_no_wider_than_the_screen(
    browser: Any, path: Path, scheme: str, size: dict[str, int]
) -> None:
    seen = visit(browser, path, color_scheme=scheme, viewport=size)
    assert seen.quiet, (seen.asked, seen.said)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert seen.page.locator("article.page").count() > 5


@pytest.mark.skipif(axe_path() is None, reason=f"{AXE} names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser: Any, path: Path, scheme: str) -> None:
    axe = axe_path()
    assert axe is not None
    seen = visit(browser, path, color_scheme=scheme, viewport=DESK, reduced_motion="reduce")
    assert grave_faults(seen.page, axe) == []


def test_all_of_it_can_be_read_without_javascript(browser: Any, path: Path) -> None:
    page = visit(browser, path, java_script_enabled=False, viewport=DESK).page
    assert page.locator("#tools").is_hidden()
    assert page.locator("article.page").first.is_visible()
    page.locator("#funnel + p + div td.num a").nth(1).click()
    assert page.url.rsplit("#", 1)[1].startswith("why-")
    assert page.locator("section.proof:target li").first.is_visible()


def test_the_filter_shows_what_has_the_words_and_escape_shows_all_again(browser: Any, path: Path) -> None:
    seen = visit(browser, path, viewport=DESK)
    page = seen.page
    items = page.locator("[data-item]").count()
    page.keyboard.press("/")
    page.keyboard.type("raw/broken")
    shown = page.locator("[data-item]:visible").count()
    assert 0 < shown < items
    assert page.locator("#found").inner_text() == f"{shown} of {items} shown"
    page.keyboard.press("Escape")
    assert page.locator("[data-item]:visible").count() == items
    assert seen.quiet


def test_the_keys_go_from_page_to_page(browser: Any, path: Path) -> None:
    page = visit(browser, path, viewport=DESK).page
    focused = "document.activeElement.id"
    moved = []
    for key in "jjkjj":
        page.keyboard.press(key)
        moved.append(page.evaluate(focused))
    assert moved == ["page-1", "page-2", "page-1", "page-2", "page-3"]
    assert page.evaluate("Math.abs(document.activeElement.getBoundingClientRect().top) < innerHeight")


def test_on_paper_there_is_nothing_to_click(browser: Any, path: Path) -> None:
    page = visit(browser, path, viewport=DESK).page
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("#tools").is_hidden()
    assert page.locator("ol.raw li.cut .tag").first.is_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_hostile_release_runs_nothing_and_stays_within_the_screen(
    browser: Any, hostile: Path, size: dict[str, int]
) -> None:
    seen = visit(browser, hostile, viewport=size)
    assert seen.quiet, (seen.asked, seen.said)
    assert seen.page.locator("script, img, iframe").count() == 1
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert "<script>alert(1)</script>" in seen.page.inner_text("main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_a_figure_lies_within_its_frame_and_can_be_told_from_its_ground(
    browser: Any, tmp_path: Path, scheme: str
) -> None:
    names = {"望川区" * 60: 9, EVIL: 8, "W" * 200: 7, "www.yunhe.example": 6, "": 6}
    facts = facts_of(sample(stats__sites=names, history=steps(9, 12), **COUNTED))
    for figure in draw_figures(facts):
        file = tmp_path / Path(figure.path).name
        file.write_bytes(figure.to_bytes())
        seen = visit(browser, file, color_scheme=scheme)
        assert seen.quiet, (seen.asked, seen.said)
        boxes = seen.page.evaluate(
            "[...document.querySelectorAll('text')].map((t) => { const b = t.getBBox(); return [b.x, b.x + b.width]; })"
        )
        assert all(0 <= left <= right <= 600 for left, right in boxes), (figure.path, boxes)
        colours = seen.page.evaluate("['.ground', 'text'].map((s) => getComputedStyle(document.querySelector(s)).fill)")
        light = [sum(map(int, colour[4:-1].split(","))) for colour in colours]
        assert abs(light[0] - light[1]) > 400
