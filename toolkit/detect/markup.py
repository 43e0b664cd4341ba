"""HTML left in a text: tags, comments, attributes that lost their tag, entities; also what was escaped too often."""

import re
from collections.abc import Iterator
from html.entities import html5

from toolkit.detect.span import Span, remove, resolve

_TAGS = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
    button canvas caption center cite code col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd
    label legend li link main map mark marquee menu meta nav nobr noframes noscript object ol optgroup option p param
    picture pre progress q rp rt ruby s samp script section select small source span strike strong style sub summary sup
    svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xml
    """.split()
)
_ATTRIBUTES = (
    "style|class|align|valign|width|height|href|src|alt|title|id|name|target|border|color|face|size|bgcolor|rel|lang"
    "|cellpadding|cellspacing|colspan|rowspan|on(?:click|load|error|mouseover|mouseout)|data-[a-z-]{1,30}"
)
_TAG = re.compile(r"<(/?)([A-Za-z!?][A-Za-z0-9]{0,15}(?::[A-Za-z0-9]{1,20})?)([^<>]{0,2000})>")
_CLOSED_LETTER = re.compile(r"</([A-Za-z])>")
_ESCAPED_TAG = re.compile(
    r"&(?:amp;){0,3}lt;((?:[^<>&]|&(?:amp;){0,3}(?:quot|apos|nbsp|#39|#34);){1,500})&(?:amp;){0,3}gt;", re.IGNORECASE
)
_LEAKED = re.compile(
    rf"(?<![A-Za-z0-9_-])(?:{_ATTRIBUTES})\s?=\s?(?:\\{{0,2}}\"[^\"<>\n]{{0,500}}\"|'[^'<>\n]{{0,500}}'|”[^”<>\n]{{0,500}}”)"
    r"(?:\s{0,3}/?>)?",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&\s?(?:amp;){0,3}(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&nbsp(?![A-Za-z])"
)
_LONGEST_COMMENT = 4000
_ROUNDS = 8


def find_markup(text: str) -> list[Span]:
    """Spans of kind tag, comment, attribute or entity, in order, none overlapping.

    What only comes to light when the others are gone, `<<b>b>`, belongs to the span around it. Not markup: `a<b`,
    《》, `<通知>`, `<GB/T 1.1>`.
    """
    spans = _once(text)
    for _ in range(_ROUNDS):
        inner = _once(remove(text, spans)) if spans else []
        if not inner:
            break
        spans = _merge(spans, inner)
    return spans


def _once(text: str) -> list[Span]:
    if "<" not in text and "&" not in text and "=" not in text:
        return []
    finders = (_comments, _tags, _escaped_tags, _leaked, _entities)
    return resolve(span for find in finders for span in find(text))


def _merge(spans: list[Span], inner: list[Span]) -> list[Span]:
    """`inner`, found after `spans` were removed, laid over the text as it was."""
    widened, shift, position = [], 0, 0
    for span in inner:
        while position < len(spans) and spans[position].start - shift <= span.start:
            shift += spans[position].end - spans[position].start
            position += 1
        start = span.start + shift
        while position < len(spans) and spans[position].start - shift < span.end:
            shift += spans[position].end - spans[position].start
            position += 1
        widened.append(Span(start, span.end + shift, span.kind))
    return resolve([*widened, *spans])


def _tags(text: str) -> Iterator[Span]:
    closed = set(_CLOSED_LETTER.findall(text))
    for match in _TAG.finditer(text):
        if _is_tag(match) and (match[2] in closed or not _compares(text, match)):
            yield Span(match.start(), match.end(), "tag")


def _is_tag(match: re.Match[str]) -> bool:
    """A known name with nothing behind it or an attribute; a name with a prefix, <o:p>; a declaration."""
    name, rest = match[2].lower(), match[3]
    if name in ("!doctype", "?xml"):
        return True
    if rest.strip(" \t\n/") == "" and (name in _TAGS or ":" in name):
        return True
    return (name in _TAGS or ":" in name) and rest[0].isspace() and "=" in rest


def _compares(text: str, match: re.Match[str]) -> bool:
    """x<b>y: a bare letter between signs, behind ASCII, is a comparison unless it is closed somewhere."""
    before = text[match.start() - 1 : match.start()]
    bare = match[1] == "" and len(match[2]) == 1 and match[3] == ""
    return bare and before.isascii() and before.isalnum()


def _escaped_tags(text: str) -> Iterator[Span]:
    for match in _ESCAPED_TAG.finditer(text):
        tag = _TAG.fullmatch(f"<{match[1]}>")
        if tag is not None and _is_tag(tag):
            yield Span(match.start(), match.end(), "tag")


def _comments(text: str) -> Iterator[Span]:
    """A comment to its end; where that is not near, its beginning alone."""
    close = done = 0
    for match in re.finditer("<!--", text):
        if match.start() < done:
            continue
        if -1 < close < match.end():
            close = text.find("-->", match.end())
        near = -1 < close <= match.end() + _LONGEST_COMMENT
        done = close + 3 if near else match.end()
        yield Span(match.start(), done, "comment")


def _leaked(text: str) -> Iterator[Span]:
    for match in _LEAKED.finditer(text):
        yield Span(match.start(), match.end(), "attribute")


def _entities(text: str) -> Iterator[Span]:
    for match in _ENTITY.finditer(text):
        name = match[1]
        if name is None or name[0] == "#" or f"{name};" in html5:
            yield Span(match.start(), match.end(), "entity")
