"""`imprint report`: one file that asks nobody for anything, every number leads to what it counts, text stays text."""

import re
import resource
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from tests.tools.command import example_project, files_of, inside, small_project
from tests.tools.large import large_release
from tests.tools.prose import page
from toolkit.actions.report import gather_report
from toolkit.actions.report.run import ReportRequest
from toolkit.describe.explanation import Cleaning
from toolkit.describe.facts import Facts
from toolkit.describe.report.render import MOST, render_report
from toolkit.describe.report.value import Report

html: Any = lxml_html  # its stubs know the elements of XML alone
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}\u202e倒\x1b[31m" + "云" * 10_000
LINK = "javascript:alert(1)"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example_project(tmp_path_factory.mktemp("report") / "project")
    assert inside("build", cwd=folder).returncode == 0
    assert inside("report", "dist/standards-news-1.0.0", cwd=folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def release(project: Path) -> Path:
    return project / "dist" / "standards-news-1.0.0"


@pytest.fixture(scope="module")
def shown(project: Path) -> Any:
    return html.fromstring((project / "dist" / "standards-news-1.0.0.report.html").read_bytes())


def report_of(release: Path) -> Any:
    return html.fromstring(release.with_name(f"{release.name}.report.html").read_bytes())


def test_it_lies_beside_the_release_and_the_release_stays_as_it_is(project: Path, release: Path) -> None:
    assert sorted(path.name for path in release.parent.iterdir()) == [
        "standards-news-1.0.0", "standards-news-1.0.0.rejects.jsonl", "standards-news-1.0.0.report.html",
    ]  # fmt: skip
    assert inside("verify", release, cwd=project).returncode == 0


def test_it_is_the_same_bytes_each_time(project: Path, release: Path) -> None:
    path = release.with_name(f"{release.name}.report.html")
    before = path.read_bytes()
    done = inside("report", release, cwd=project)
    assert done.stdout == f"{path}\n"
    assert path.read_bytes() == before


def test_it_loads_nothing_and_its_policy_forbids_it(shown: Any) -> None:
    assert not shown.xpath(
        "//link[not(starts-with(@href, 'data:'))]|//img|//iframe|//object|//script[@src]|//*[@style][contains(@style, 'url')]"
    )
    policy = shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy
    assert {link.get("rel") for link in shown.xpath("//a[starts-with(@href, 'http')]")} == {"noreferrer"}


def test_every_link_within_it_leads_somewhere_and_no_place_stands_twice(shown: Any) -> None:
    ids = shown.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in shown.xpath("//a[starts-with(@href, '#')]/@href")} <= set(ids)


def test_every_number_of_the_funnel_leads_to_rows_or_rejects_that_show_it(shown: Any) -> None:
    cells = shown.xpath("//section[@aria-labelledby='funnel']//td[@class='num'][1]")
    assert len(cells) > 30
    noted = shown.xpath("//h3[starts-with(., 'Noted')]/following-sibling::div//td[@class='num']")
    for cell in cells:
        link = cell.xpath("./a/@href")
        if not link and cell in noted:  # no list is kept of what was said about rows, and the page says so
            continue
        assert link, html.tostring(cell.getparent(), encoding="unicode")
        assert shown.xpath(f"//*[@id='{link[0][1:]}']/..//li")


def test_each_reason_of_the_rejects_is_shown_by_rejects(project: Path, shown: Any) -> None:
    said = {section.findtext("h3") for section in shown.xpath("//section[starts-with(@id, 'why-')]")}
    assert {
        "exact copy of an article that was kept",
        "the page was a list of links",
        "the file was damaged from some place on",
    } <= said


def test_a_page_stands_beside_its_article_with_each_cut_and_its_reason(project: Path, release: Path) -> None:
    row = next(one for one in gather_report(ReportRequest(release)).pages if one.fate == "row" and one.cleaning)
    done = inside("report", release, "--id", row.id, cwd=project)
    assert done.returncode == 0, done.stderr
    first = report_of(release).xpath("//article")[0]
    assert row.id in first.text_content()
    article = [p.text_content() for p in first.xpath(".//div[@class='text']/p")]
    assert article == [line for line in row.text.split("\n") if line]
    cut = first.xpath(".//li[contains(@class, 'cut')]")
    assert cut
    assert all(re.fullmatch(r"[a-z_.]+: .+", item.get("title")) for item in cut)
    assert all(item.xpath(".//span[@class='tag']") for item in cut)
    inside("report", release, cwd=project)


def test_rejects_are_asked_for_by_id_or_by_their_raw_path(project: Path, release: Path) -> None:
    done = inside("report", release, "--id", "raw/broken/pot-07.html", cwd=project)
    assert done.returncode == 0, done.stderr
    first = report_of(release).xpath("//article")[0]
    assert "raw/broken/pot-07.html" in first.text_content()
    assert first.xpath(".//span[@class='fate reject']")
    inside("report", release, cwd=project)


def test_an_id_that_is_neither_is_an_error_that_says_so(project: Path, release: Path) -> None:
    done = inside("report", release, "--id", "0" * 32, cwd=project)
    assert done.returncode == 2
    assert "is no row and no reject" in done.stderr


def test_what_was_taken_down_is_not_shown(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "p", {f"{n}.txt": page(n) for n in range(4)})
    assert inside("build", cwd=folder).returncode == 0
    release = folder / "dist" / "small-1.0.0"
    gone = gather_report(ReportRequest(release)).pages[0]
    assert inside("takedown", "--id", gone.id, "--yes", cwd=folder).returncode == 0
    told = next(one for one in gather_report(ReportRequest(release)).pages if one.id == gone.id)
    assert (told.text, told.title, told.cleaning) == ("", "", None)


def test_takedown_names_a_report_that_shows_the_article(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "p", {f"{n}.txt": page(n) for n in range(4)})
    assert inside("build", cwd=folder).returncode == 0
    assert inside("report", "dist/small-1.0.0", cwd=folder).returncode == 0
    one = gather_report(ReportRequest(folder / "dist" / "small-1.0.0")).pages[0]
    done = inside("takedown", "--id", one.id, "--yes", "--json", cwd=folder)
    assert "dist/small-1.0.0.report.html" in done.stdout


def test_it_tells_what_changed_since_the_baseline(tmp_path: Path) -> None:
    folder = small_project(tmp_path / "p", {f"{n}.txt": page(n) for n in range(6)})
    assert inside("build", cwd=folder).returncode == 0
    (folder / "raw" / "more.txt").write_text(page(60), encoding="utf-8")
    assert inside("build", "--against", "dist/small-1.0.0", cwd=folder).returncode == 0
    report = gather_report(ReportRequest(folder / "dist" / "small-1.1.0"))
    assert report.versus is not None
    assert (report.versus.old, report.versus.needed, report.versus.grown) == ("1.0.0", "1.1.0", True)
    assert sum(moved.count for moved in report.versus.rows) == 1
    assert set(report.versus.rows[0].ids) <= set(report.titles)
    back = gather_report(ReportRequest(folder / "dist" / "small-1.0.0", folder / "dist" / "small-1.1.0"))
    assert back.versus is not None
    assert back.versus.rows[0].what.startswith("removed")


@pytest.mark.parametrize("name", ["manifest.json", "index.parquet", "data/train-00000-of-00001.parquet"])
def test_a_damaged_release_is_an_error_with_a_mend(tmp_path: Path, name: str) -> None:
    folder = small_project(tmp_path / "p", {f"{n}.txt": page(n) for n in range(4)})
    assert inside("build", cwd=folder).returncode == 0
    path = folder / "dist" / "small-1.0.0" / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    done = inside("report", "dist/small-1.0.0", cwd=folder)
    assert done.returncode == 3, done.stderr
    assert "mend: " in done.stderr


def hostile(value: Any) -> Any:
    """The same value with every string a payload; of mappings the values alone, for keys name what a template asks."""
    if isinstance(value, str):
        return LINK if value.startswith("http") else f"{value[:4]}{EVIL}"
    if isinstance(value, tuple):
        items = [hostile(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, Facts | type):
        return replace(value, **{one.name: hostile(getattr(value, one.name)) for one in fields(value)})
    return value


@pytest.fixture(scope="module")
def evil(release: Path) -> Report:
    report = gather_report(ReportRequest(release))
    tallies = {name: replace(hostile(held), name=name) for name, held in report.tallies.items()}
    manifest = report.facts.manifest.model_copy(update={"version": EVIL, "generator": EVIL, "content_digest": EVIL})
    config = report.facts.config.model_copy(update={"title": EVIL})
    facts = Facts(manifest, config, (), ())
    payloads: Report = hostile(report)
    return replace(payloads, facts=facts, tallies=tallies)


def texts(tree: Any) -> Iterator[str]:
    for node in tree.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            yield from (node.text or "", node.tail or "")


def test_a_release_of_payloads_makes_a_page_of_text(evil: Report, shown: Any) -> None:
    page = render_report(evil)
    assert len(page) <= MOST
    tree = html.fromstring(page)
    assert len(tree.xpath("//script")) == 1
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= {
        node.tag for node in shown.iter() if isinstance(node.tag, str)
    } | {"pre", "del", "ins"}
    assert not tree.xpath("//@*[starts-with(name(), 'on')]|//img")
    assert not [link for link in tree.xpath("//@href") if link.lower().startswith("javascript")]
    said = "".join(texts(tree))
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    assert not {"\u202e", "\x1b"} & set(said)
    assert "[U+202E]" in said


def test_a_page_of_a_million_characters_is_shown_as_far_as_there_is_room(evil: Report) -> None:
    view = next(one for one in evil.pages if one.cleaning)
    line = (view.cleaning or Cleaning()).lines[0]._replace(text="<云>" * 300_000, kept=True)
    large = replace(view, cleaning=Cleaning((line,) * 50), text="&\n" * 500_000)
    page = render_report(replace(evil, pages=(large,) * 20))
    assert len(page) <= MOST
    assert "not shown" in "".join(texts(html.fromstring(page)))


def test_a_release_of_half_a_million_rows_makes_its_page_in_seconds(release: Path, tmp_path: Path) -> None:
    large = large_release(release, tmp_path, 500_000)
    before = resource.getrusage(resource.RUSAGE_SELF)
    report = gather_report(ReportRequest(large))
    page = render_report(report)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 15
    assert len(page) <= MOST
    assert sum(tally.total for tally in report.tallies["year"].shown) == 500_000
    assert len(report.pages) > 5


def test_the_report_is_not_published(project: Path, tmp_path: Path) -> None:
    done = inside("publish", "dist/standards-news-1.0.0", tmp_path / "shelf", "--yes", cwd=project)
    assert done.returncode == 0, done.stderr
    assert not [name for name in files_of(tmp_path / "shelf") if "report" in name]


def test_clean_shows_a_page_beside_its_article_as_html(project: Path) -> None:
    done = inside("clean", "raw/mirror/m-water.txt", "--explain", "--format", "html", cwd=project)
    tree = html.fromstring(done.stdout.encode())
    assert len(tree.xpath("//article")) == 1
    assert len(tree.xpath("//ol[@class='raw']/li")) > 5
    assert tree.xpath("//del")
    assert inside("clean", "raw/mirror/m-water.txt", "--format", "html", cwd=project).returncode == 2


def test_explain_shows_the_same_as_html(project: Path) -> None:
    done = inside("explain", "raw/mirror/m-water.txt", "--format", "html", cwd=project)
    tree = html.fromstring(done.stdout.encode())
    assert len(tree.xpath("//article")) == 1
    assert "standards-news-1.0.0" in tree.text_content()
