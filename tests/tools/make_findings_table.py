"""Writes the tables of docs/findings.md from the catalogue.

    python tests/tools/make_findings_table.py

What stands between `<!-- NAME -->` and `<!-- end -->` is replaced; the rest is written by hand.
"""

from collections.abc import Mapping
from pathlib import Path

from toolkit.catalogue import Code, Lang
from toolkit.catalogue.cleaning import CLEANING
from toolkit.catalogue.curation import CURATION
from toolkit.catalogue.examples import EXAMPLES
from toolkit.catalogue.publishing import PUBLISHING
from toolkit.catalogue.reading import READING
from toolkit.catalogue.record import RECORD
from toolkit.catalogue.release import RELEASE
from toolkit.cli.formats.rule import plain
from toolkit.describe.markdown import code, text

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
END = "<!-- end -->"
STAGES = {
    "record": RECORD, "reading": READING, "cleaning": CLEANING, "curation": CURATION, "release": RELEASE,
    "publishing": PUBLISHING,
}  # fmt: skip


def table(codes: Mapping[str, Code]) -> str:
    """A Markdown table, a finding a row, by number."""
    rows = [["Code", "Name", "", "What · 问题", "How to mend it · 如何修改", "Bad · 错误", "Good · 正确"], ["---"] * 7]
    for name, entry in sorted(codes.items(), key=lambda item: item[1].number):
        said = zip(EXAMPLES[name].said("en"), EXAMPLES[name].said("zh"), strict=True)
        shown = ("<br>".join(dict.fromkeys(map(code, pair))) for pair in said)
        rows.append([entry.number, code(name), entry.severity, _both(entry.message), _both(entry.mend), *shown])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _both(texts: Mapping[Lang, str]) -> str:
    return f"{text(plain(texts['en']))}<br>{text(plain(texts['zh']))}"


def render(page: str) -> str:
    """`page` with its tables made anew."""
    for name, codes in STAGES.items():
        head, rest = page.split(f"<!-- {name} -->\n")
        page = f"{head}<!-- {name} -->\n{table(codes)}\n{rest[rest.index(END) :]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
