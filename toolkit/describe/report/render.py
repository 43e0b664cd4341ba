"""Report -> one HTML file that asks nobody for anything. Autoescape is on, and the script is named by its digest."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from jinja2 import Environment
from markupsafe import Markup

from toolkit.article import Article, PiiCounts
from toolkit.describe.facts import Facts
from toolkit.describe.figures.drawn import draw_figures
from toolkit.describe.markdown import percent, size
from toolkit.describe.report.page import Room, Shown, shown
from toolkit.describe.report.text import is_address, short, visible
from toolkit.describe.report.value import PageView, Report, Row
from toolkit.describe.templating import markup_environment
from toolkit.describe.words import DEEDS, reason
from toolkit.release.layout import SPLITS
from toolkit.release.stats import LENGTH_BOUNDS, length_bin

MOST = 2_000_000  # bytes of a report, for a release of any size
_HALVINGS = 10
_PROOFS = 8  # rows or rejects that show a number, at first
# Rows say nothing of warnings; of these a column tells the same.
_SAME_ROWS = {"rights_unknown": ("rights_status", "unknown")}
_HEADINGS = {
    "site": "site", "language": "language", "rights_status": "rights", "license": "licence", "year": "published in",
    "length": "characters", "flag": "of its page", "pii": "personal data",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """The first rows behind a number."""

    anchor: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A reason of the funnel, with what is left after it."""

    name: str
    count: int
    left: int


def render_report(report: Report) -> bytes:
    """At most `MOST` bytes: less and less of each page is shown, and of the rows behind a number, until all fits."""
    proofs = _proofs(report)
    values = {
        "title": f"{report.facts.config.title} {report.facts.manifest.version}",
        "report": report,
        "facts": report.facts,
        "figures": {figure.heading.name: figure for figure in draw_figures(report.facts)},
        "losses": _losses(report.facts),
        "proofs": list(proofs.values()),
        "anchors": {key: proof.anchor for key, proof in proofs.items()},
        "whys": _whys(report, {key: proof.anchor for key, proof in proofs.items()}),
        "page_of": {view.id: f"page-{number}" for number, view in enumerate(report.pages, 1) if view.id},
        "titles": report.titles,
        "deeds": DEEDS,
    }
    return _fitting("report/report.html.j2", report.pages, values)


def render_pages(title: str, views: Sequence[PageView]) -> bytes:
    """Pages beside their articles and nothing else; in the same bounds."""
    return _fitting("report/view.html.j2", views, {"title": title})


def _fitting(name: str, views: Sequence[PageView], values: Mapping[str, object]) -> bytes:
    template, room = _templates().get_template(name), Room()
    for step in range(_HALVINGS):
        pages: list[Shown] = [shown(view, room) for view in views]
        most = max(1, _PROOFS >> step)
        html = template.render({**values, "shown_pages": pages, "most": most}).encode("utf-8", "replace")
        if len(html) <= MOST:
            break
        room = room.halved()
    return html


def _proofs(report: Report) -> dict[tuple[str, str], Proof]:
    """By column and value, in the order of the report."""
    found = {
        ("split", name): Proof(f"rows-split-{number}", f"rows in {name}", rows)
        for number, (name, rows) in enumerate(report.rows.items(), 1)
    }
    for tallies in report.tallies.values():
        for number, tally in enumerate(tallies.shown, 1):
            label = _label(tallies.name, tally.value) or "not known"
            proof = Proof(f"rows-{tallies.name}-{number}", f"{_HEADINGS[tallies.name]}: {label}", tally.rows)
            found[tallies.name, tally.value] = proof
    return found


def _whys(report: Report, anchors: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Where rejects with a finding are shown, by its name."""
    same = {name: anchors[key] for name, key in _SAME_ROWS.items() if key in anchors}
    return same | {name: f"why-{number}" for number, name in enumerate(report.refused, 1)}


def _losses(facts: Facts) -> list[Loss]:
    shown = facts.rejects.shown
    left = accumulate((entry.count for entry in shown), lambda rest, count: rest - count, initial=facts.considered)
    return [Loss(entry.name, entry.count, rest) for entry, rest in zip(shown, list(left)[1:], strict=True)]


def _label(column: str, value: str) -> str:
    if column == "length" and value.isdecimal():
        bounds = (*LENGTH_BOUNDS, LENGTH_BOUNDS[-1] + 1)
        place = bounds.index(int(value))
        return f"{bounds[place]:,} to {bounds[place + 1] - 1:,}"
    fields = {"pii": PiiCounts.model_fields, "flag": Article.model_fields}.get(column, {})
    described = fields.get(value)
    return described.description or value if described else value


def _script(said: str) -> str:
    """A language tag that the style sheet has fonts for."""
    return said if said in ("zh-Hans", "zh-Hant") else "zh"


def _share(count: int, whole: int) -> str:
    """Percent with two decimals, as CSS wants it; what is more than nothing can be seen."""
    hundredths = 0 if count <= 0 or whole <= 0 else max(20, min(count, whole) * 10_000 // whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _kind(split: str) -> str:
    return split if split in SPLITS else "lost"


def _parts(counts: Mapping[str, int], facts: Facts) -> list[tuple[str, int]]:
    return [(_kind(split.name), counts.get(split.name, 0)) for split in facts.splits]


@cache
def _templates() -> Environment:
    environment = markup_environment()
    environment.filters |= {"short": short, "visible": visible, "reason": reason, "percent": percent, "size": size}
    environment.filters |= {"number": "{:,}".format, "drawn": Markup, "share": _share, "kind": _kind}
    environment.filters |= {"parts": _parts, "label": _label, "script": _script, "bin": length_bin}
    environment.tests["address"] = is_address
    script = (files("toolkit.describe") / "templates" / "report" / "script.js").read_text("utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    environment.globals |= {"script": Markup(script), "script_digest": digest}
    return environment
