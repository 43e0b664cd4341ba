"""How to cite a release: a BibTeX entry that no name or title can break."""

import re

from toolkit.config import Citation
from toolkit.describe.facts import Facts
from toolkit.describe.markdown import Markdown, block, one_line


def bibtex(facts: Facts, citation: Citation) -> Markdown:
    """The entry to cite the release by, as a code block."""
    return block(entry(facts, citation), "bibtex")


def entry(facts: Facts, citation: Citation) -> str:
    """The entry itself, a field a line."""
    key = re.sub(r"[^a-z0-9]+", "-", facts.manifest.name).strip("-")
    lines = [
        f"@misc{{{key}-{citation.year},",
        f"  author = {{{' and '.join(_author(name) for name in citation.authors)}}},",
        f"  title = {{{{{_tex(facts.config.title)}}}}},",
        f"  year = {{{citation.year}}},",
        f"  version = {{{_tex(facts.manifest.version)}}},",
        *([f"  url = {{{_tex_url(citation.url)}}},"] if citation.url else []),
        "}",
    ]
    return "\n".join(lines)


_TEX = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", **{mark: f"\\{mark}" for mark in "#$%&_"},
}  # fmt: skip


def _tex(value: str) -> str:
    """Plain words for LaTeX; braces become commands, since BibTeX counts them even after a backslash."""
    return re.sub(r"[\\{}~^#$%&_]", lambda match: _TEX[match[0]], one_line(value))


def _author(name: str) -> str:
    """In braces, so that BibTeX prints it as written, unless a comma says which part is the family name."""
    whole = "," not in name or re.search(r"\band\b", name)
    return f"{{{_tex(name)}}}" if whole else _tex(name)


def _tex_url(url: str) -> str:
    """A url field is verbatim: only what would end it is percent-encoded (RFC 3986, 2.1)."""
    return re.sub(r"[\\{}\s]", lambda match: f"%{ord(match[0]):02X}", one_line(url))
