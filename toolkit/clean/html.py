"""An HTML page as block lines, with what its head says and which of the lines lie in its main part.

The lines then go through the same decisions as those of a text page.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import lxml.etree
import lxml.html
from readability import readability

from toolkit.clean.page import BOLD, CELL_BORDER, Hints, Page

_SKIPPED = frozenset(
    "script style noscript template head title meta link rt rp svg math iframe object embed textarea select option "
    "button canvas audio video map".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br center dd dir div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html legend li main menu nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_INLINE = frozenset("a abbr b cite em font i label small span strong time".split())
_TOUCH = "\x00"  # between two inline elements with nothing between them
_FIELDS = re.compile(
    r"\d[-/.年月]\s?\d|(?:编辑|作者|记者|来源|审核|校对)\s?[:：].{0,30}(?:编辑|作者|记者|来源|审核|校对)\s?[:：]"
)
_MASTHEAD = 120  # characters
_SPACE = re.compile(r"[ \t\r\n\f]+")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_READABLE = 1_000_000  # characters; readability's expressions are slow beyond
_CELL_NODES, _CELL_TEXT = 12, 60
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADING = 60  # characters of a heading, or of a link
_DEPTH = 200  # it recurses
_LISTED = 8  # persons
_HINT_NAMES = {
    "title": ("articletitle", "og:title", "title"),
    "published_at": ("pubdate", "article:published_time", "publishdate", "weibo: article:create_at", "date"),
    "source": ("contentsource", "source", "article:source", "mediaid"),
    "author": ("author", "article:author", "og:article:author"),
    "section": ("columnname", "article:section", "og:article:section"),
    "site": ("sitename", "og:site_name", "application-name"),
}  # fmt: skip
# https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
_TERMS = ("robots", "tdm-reservation", "tdm-policy")
_LD_NAMES = {"title": "headline", "published_at": "datePublished", "author": "author", "section": "articleSection",
    "source": "publisher",
}  # fmt: skip

_ARTICLE = re.compile(r"(?:Article|Posting)\b")  # the type may be a list of types

readability.log.disabled = True  # it logs every odd page; here such a page has no main part


def parse_page(text: str) -> Page:
    """Never raises, whatever the text; a page without elements has no lines."""
    root = _parse(text)
    if root is None:
        return Page((), Hints())
    lines = tuple(_lines(root))
    if len(text) > _READABLE:
        return Page(lines, _hints(root))
    bares = [_bare(line) for line in lines]
    levels = {at: level for at, level in enumerate(map(_levels(root).get, bares)) if level is not None}
    links = frozenset(text for element in root.iter("a") for text in (_within(element), *_pieces_within(element)))
    linked = frozenset(at for at, bare in enumerate(bares) if bare in links)
    return Page(lines, _hints(root), _main_lines(root, bares), levels, linked)


def _parse(text: str) -> Any:
    data = _XML_HEAD.sub("", text).replace("\x00", "").encode("utf-8", "replace")
    # The default limits stay: a depth of 256 and no network, no entity beyond HTML's own.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _lines(root: Any) -> Iterator[str]:
    """The text of a tree in blocks, cells of a row joined by a bar."""
    buffer: list[str] = []
    for piece in _pieces(root):
        if piece == "\n":
            line = _joined(buffer)
            buffer.clear()
            if line:
                yield line
        else:
            buffer.append(piece)
    line = _joined(buffer)
    if line:
        yield line


def _joined(pieces: list[str]) -> str:
    """The text of a block. In a masthead elements that touch are fields, which style alone keeps apart."""
    if _TOUCH in pieces:
        text = "".join(piece for piece in pieces if piece != _TOUCH)
        fields = len(text) <= _MASTHEAD and _FIELDS.search(text) is not None
        pieces = [" " if piece == _TOUCH else piece for piece in pieces] if fields else [text]
    return re.sub(r"\|(?: *\|)+", "|", _SPACE.sub(" ", "".join(pieces))).strip(" |")


def _pieces(root: Any) -> Iterator[str]:
    """Text, and a line break at each end of a block. Iterative: a page may be nested deep."""
    skipping: Any = None
    cell: Any = None  # of a data table: blocks in it break no line, and are kept apart
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start" and skipping is None:
            if tag in _SKIPPED or not isinstance(tag, str):
                skipping = element
                continue
            yield from _border(tag, cell is not None)
            if cell is None:
                cell = element if tag in _CELLS and _is_small(element) else None
            yield _flat(element.text)
        elif event == "end":
            if skipping is element:
                skipping = None
            elif cell is element:
                cell = None
                yield CELL_BORDER
            elif skipping is None:
                yield from _border(tag, cell is not None)
            if skipping is None and element is not root:
                yield _flat(element.tail) or _touch(element)


def _touch(element: Any) -> str:
    if element.tag not in _INLINE:
        return ""
    following = element.getnext()
    return _TOUCH if following is not None and following.tag in _INLINE else ""


def _is_small(cell: Any) -> bool:
    """Whether a cell holds a value, not a part of the page's layout, as one does that fills its row."""
    if cell.getprevious() is None and cell.getnext() is None:
        return False
    nodes = list(islice(cell.iter(), _CELL_NODES + 1))
    return (
        len(nodes) <= _CELL_NODES and sum(len(node.text or "") + len(node.tail or "") for node in nodes) <= _CELL_TEXT
    )


def _flat(text: str | None) -> str:
    """A line break in the source is a space on the page."""
    return _SPACE.sub(" ", text) if text else ""


def _border(tag: str, in_cell: bool) -> Iterator[str]:
    if tag in _BLOCKS:
        yield " " if in_cell else "\n"
    elif tag in _CELLS and not in_cell:
        yield CELL_BORDER


def _levels(root: Any) -> dict[str, int]:
    """The level of each heading by its text without spaces; what is bold is the least of headings."""
    levels = {_within(element): BOLD for element in root.iter("b", "strong")}
    headings = sorted((int(element.tag[1]), _within(element)) for element in root.iter(*_HEADINGS))
    return levels | {text: level for level, text in reversed(headings)}


def _within(element: Any) -> str:
    """The text of a short element without spaces; empty for a long one."""
    pieces = _pieces_within(element)
    return "".join(pieces) if sum(map(len, pieces)) <= _HEADING else ""


def _pieces_within(element: Any) -> list[str]:
    return [_bare(piece) for piece in islice(element.itertext(), _CELL_NODES)]


def _main_lines(root: Any, bares: Sequence[str]) -> frozenset[int] | None:
    """The places of the lines in what readability takes for the main part; None where it finds nothing.

    Extractors alone, body F1 on 18 real and 41 written Chinese pages: readability-lxml .986 and .915, trafilatura .887
    and .920. As a vote among the decisions here, written pages: readability 1.000, trafilatura .998, no vote .998; the
    real ones come out alike. readability loses next to no paragraph (recall .9996), so what it leaves out may count.
    See tests/gate/extractors.py.
    """
    if _depth(root) > _DEPTH:
        return None
    try:
        summary = readability.Document(lxml.etree.tostring(root, encoding="unicode", method="html")).summary(
            html_partial=True
        )
        tree = _parse(summary)
    except Exception:  # whatever its regular expressions and tree surgery stumble over, the page is still readable
        return None
    main = {_bare(line) for line in _lines(tree)} if tree is not None else set()
    return frozenset(place for place, bare in enumerate(bares) if bare in main) or None


def _bare(line: str) -> str:
    return "".join(line.split())


def _depth(root: Any) -> int:
    depth = deepest = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _hints(root: Any) -> Hints:
    """What the page's head and its JSON-LD say of the article."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = " ".join((element.get("content") or "").split())
        if name and content:
            said.setdefault(name, content)
    found = {field: next((said[name] for name in names if name in said), None) for field, names in _HINT_NAMES.items()}
    for field, value in _json_ld(root).items():
        found[field] = found[field] or value
    page_title = _text_of(root, "title")
    terms = "\n".join(_terms(root)) or None
    return Hints(**found, page_title=page_title, heading=_text_of(root, "h1"), robots=terms)


def _terms(root: Any) -> Iterator[str]:
    """What the head asks of machines and which licence it names, `tdm-reservation: 1`.

    Where nothing is reserved, a TDM policy restricts nothing.
    """
    metas = ((_word(meta.get("name")), " ".join((meta.get("content") or "").split())) for meta in root.iter("meta"))
    said = dict.fromkeys((name, content) for name, content in metas if name in _TERMS and content)
    reserved = ("tdm-reservation", "0") not in said
    yield from (f"{name}: {content}" for name, content in said if reserved or name != "tdm-policy")
    for element in root.iter("link"):
        if _word(element.get("rel")) == "license" and element.get("href"):
            yield f"license: {element.get('href').strip()}"


def _word(value: str | None) -> str:
    return (value or "").strip().lower()


def _text_of(root: Any, tag: str) -> str | None:
    element = next(root.iter(tag), None)
    return " ".join("".join(element.itertext()).split()) or None if element is not None else None


def _json_ld(root: Any) -> dict[str, str]:
    """The first NewsArticle, Article or BlogPosting that the page describes as JSON-LD."""
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            article = _article_of(element.text or "")
            said = article | {"author": _persons(article.get("author"))}
            values = {field: _plain(said.get(name)) for field, name in _LD_NAMES.items()}
            if any(values.values()):
                return {field: value for field, value in values.items() if value}
    return {}


def _article_of(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    items = data if isinstance(data, list) else [data]
    items += [inner for item in items if isinstance(item, dict) for inner in _as_list(item.get("@graph"))]
    articles = (item for item in items if isinstance(item, dict) and _ARTICLE.search(str(item.get("@type", ""))))
    return next(articles, {})


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _persons(value: Any) -> Any:
    """Authors without the organisations among them: a site that names itself wrote nothing."""
    authors = value if isinstance(value, list) else [value]
    return [one for one in authors if not (isinstance(one, dict) and one.get("@type") == "Organization")]


def _plain(value: Any) -> str | None:
    """A string, a name, or the names of a list."""
    if isinstance(value, list):
        return "、".join(filter(None, map(_name, value[:_LISTED]))) or None
    return _name(value)


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None
