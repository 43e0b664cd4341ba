"""What a mirror stamps into running text: its address again and again, and pieces of the title between sentences.

Only the page as a whole shows either. An address is a stamp where it stands twice or more with the same words around
it, each time where a sentence begins. A piece of the title is one where it stands between two sentences as no sentence
does; the whole title, or its end, must be among the pieces, because a text about 望川石桥 also begins sentences so.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

_ADDRESS = re.compile(r"(?:https?://|www\.)[\w.\-/]{4,60}|[\w\-]{2,30}\.(?:com|net|org|cn)(?:\.cn)?(?![\w])", re.ASCII)
_BRACKET = re.compile(r"(?<=[。！？])[【\[][^【】\[\]。]{0,40}[】\]](?=[\u4e00-\u9fff“]|$)")
_MARKS = ".【["  # one of them is in every stamp that is no piece of the title
_WORDS = 16  # characters around an address that belong to the stamp
_STOPS = "。！？；!?…”」）】，、：:"
_LINE = 40  # characters of a line that is nothing but a stamp
_LONGEST = 4  # a line of more addresses than this is a list of them
_SHORTEST_TITLE, _SHORTEST_END = 8, 5
_TITLE_WORDS = 60

Stamp = tuple[int, int, str]  # start, end, the rule


def find_stamps(texts: Mapping[int, str], title: str | None) -> dict[int, list[Stamp]]:
    """Per place of a line its stamps, in order, none overlapping. `texts`: the lines of the body by their places."""
    end = (title or "")[-_SHORTEST_END:]
    texts = {place: text for place, text in texts.items() if any(map(text.__contains__, (end, *_MARKS)))}
    found = {place: list(spans) for place, spans in _addresses(texts).items()}
    for place, text in texts.items():
        found.setdefault(place, []).extend(_bracketed(text))
    for place, spans in _pieces(texts, title).items():
        found.setdefault(place, []).extend(spans)
    return {place: _apart(sorted(spans)) for place, spans in found.items() if spans}


def stamped_lines(texts: Sequence[str]) -> frozenset[int]:
    """The places of short lines with an address that stand twice or more on the page."""
    short = {place: text for place, text in enumerate(texts) if "." in text and len(text) <= _LINE}
    counts = Counter(short.values())
    return frozenset(place for place, text in short.items() if counts[text] > 1 and _ADDRESS.search(text))


def _apart(spans: Sequence[Stamp]) -> list[Stamp]:
    chosen: list[Stamp] = []
    for span in spans:
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


def _addresses(texts: Mapping[int, str]) -> dict[int, list[Stamp]]:
    matches = [(place, match) for place, text in texts.items() for match in _few(text)]
    counts = Counter(match[0].lower() for _, match in matches)
    found: dict[int, list[Stamp]] = {}
    for address in sorted(address for address, count in counts.items() if count > 1):
        same = [(texts[place], match.span(), place) for place, match in matches if match[0].lower() == address]
        before = _shared([text[:start][::-1] for text, (start, _), _ in same])
        after = _shared([text[end:] for text, (_, end), _ in same], bracket=True)
        for text, (start, end), place in same:
            if _begins(text, start - before):
                found.setdefault(place, []).append((start - before, end + after, "watermark"))
    return found


def _bracketed(text: str) -> Iterator[Stamp]:
    """【江畔网 www.example.com】 between two sentences: nobody writes so, and once is enough."""
    for match in _BRACKET.finditer(text) if "【" in text or "[" in text else ():
        if _ADDRESS.search(match[0]):
            yield match.start(), match.end(), "watermark"


def _few(text: str) -> list[re.Match[str]]:
    matches = list(_ADDRESS.finditer(text)) if "." in text else []
    return matches if len(matches) <= _LONGEST else []


def _shared(sides: Sequence[str], bracket: bool = False) -> int:
    """How many characters beside an address are the same each time: to the next stop, or the bracket that closes."""
    if bracket:
        return int(all(side[:1] and side[:1] in "】]）)" for side in sides))
    length = 0
    while length < _WORDS and all(len(side) > length for side in sides):
        chars = {side[length] for side in sides}
        if len(chars) > 1 or chars & set(_STOPS):
            break
        length += 1
    return length


def _begins(text: str, start: int) -> bool:
    """Whether a sentence may begin here."""
    return text[:start].rstrip()[-1:] in _STOPS  # the empty string is in every string


def _pieces(texts: Mapping[int, str], title: str | None) -> dict[int, list[Stamp]]:
    """Pieces of the title between sentences; none unless the whole of it, or its end, is among them."""
    if title is None or not _SHORTEST_TITLE <= len(title) <= _TITLE_WORDS:
        return {}
    found = {place: list(_in_line(text, title)) for place, text in texts.items()}
    sure = sum(end - start == len(title) for spans in found.values() for start, end, _ in spans)
    ends = sum(end - start < len(title) for spans in found.values() for start, end, _ in spans)
    return {place: spans for place, spans in found.items() if spans} if sure or ends > 1 else {}


def _in_line(text: str, title: str) -> Iterator[Stamp]:
    if title[-_SHORTEST_END:] not in text:  # every piece ends with the shortest one
        return
    pieces = [title[first:] for first in range(len(title) - _SHORTEST_END + 1)]
    rest = text.replace(title, "。")
    pieces = [piece for piece in pieces if piece == title or not _is_word(rest, piece)]
    for match in re.finditer(r"(?<=[。！？!?”」])(?=[\u4e00-\u9fff“《])", text):
        start = match.start()
        while size := _piece_at(text, start, pieces):
            yield start, start + size, "title_fragment"
            start += size


def _piece_at(text: str, start: int, pieces: Sequence[str]) -> int:
    """The length of the piece that stands here and is followed by the beginning of a sentence; 0 without one."""
    piece = next((piece for piece in pieces if text.startswith(piece, start)), "")
    after = text[start + len(piece) : start + len(piece) + 1]
    return 0 if after and after in "，、：:的了在是为将；。！？" else len(piece)


def _is_word(text: str, piece: str) -> bool:
    """Whether the line uses the piece elsewhere within a sentence: then it is a name."""
    return re.search(rf"(?<![。！？!?”」]){re.escape(piece)}", text) is not None
