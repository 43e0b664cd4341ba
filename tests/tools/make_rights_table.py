"""Writes the tables of docs/rights.md from toolkit/detect/rights.toml.

    python tests/tools/make_rights_table.py

What stands between `<!-- NAME -->` and `<!-- end -->` is replaced; the rest is written by hand.
"""

from pathlib import Path

from toolkit.describe.words import RIGHTS
from toolkit.detect.rights import licence_rules, rights_rules

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
END = "<!-- end -->"


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table, its first row the heading."""
    heading, *rest = (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    return "\n".join([heading, "|---" * len(rows[0]) + "|", *rest])


def tables() -> dict[str, str]:
    """The generated parts by name."""
    rules = [(f"`{rule.id}`", f"`{rule.status}`", rule.reason, rule.match[0]) for rule in rights_rules()]
    licences = [
        (f"`{rule.status}`", rule.reason, ", ".join(f"`{text}`" for text in rule.match)) for rule in licence_rules()
    ]
    return {
        "statuses": table(("Status", "Meaning"), *((f"`{name}`", meaning) for name, meaning in RIGHTS.items())),
        "rules": table(("Rule", "Status", "Why", "For example"), *rules),
        "licences": table(("Status", "Why", "Read as such, among others"), *licences),
    }


def render(page: str) -> str:
    """`page` with its generated parts made anew."""
    for name, text in tables().items():
        head, rest = page.split(f"<!-- {name} -->\n")
        page = f"{head}<!-- {name} -->\n{text}\n{rest[rest.index(END) :]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
