"""How close a cleaned page comes to its labels: character 4-grams for the body, equality for the fields."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from tests.gate.labelled import Labelled
from toolkit.article import Article
from toolkit.clean.script import to_simplified

_N = 4
FIELDS = ("title", "date", "source", "authors", "editor")
Scores = dict[str, float]
_OPTIONAL = (
    " / -"  # ends a field that may as well be left out: the page shows the name, and does not call it the source
)


def grams(text: str) -> Counter[str]:
    """The character 4-grams of a text without its spaces."""
    bare = _bare(text)
    return Counter(bare[place : place + _N] for place in range(max(1, len(bare) - _N + 1))) if bare else Counter()


def _bare(text: str) -> str:
    return re.sub(r"[\s|\u200b]+", "", _folded(text))


def _folded(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text))


def body(text: str, kept: Sequence[str], either: Sequence[str]) -> Scores:
    """Precision, recall and F1 of a text; grams of `either`, lines that may stay or go, count neither way."""
    found, wanted = grams(text), grams("".join(kept))
    inner = sum((grams(line) for line in kept if len(_bare(line)) >= _N), Counter())
    spared = sum(((found - wanted) & (grams("".join(either)) - wanted)).values())
    total = sum(found.values()) - spared
    precision = sum((found & wanted).values()) / total if total > 0 else float(not wanted)
    recall = sum((found & inner).values()) / sum(inner.values()) if inner else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def score(page: Labelled, article: Article | None) -> Scores:
    """All measures of one page. A field that the page has not counts as `false_*` when it is filled none the less."""
    text = article.text if article else ""
    scores = body(text, page.lines("+"), page.lines("+="))
    dropped = {_bare(line) for line in page.lines("-")}
    both = _bare("".join(page.lines("+=")))
    known = [line for line in dropped if len(line) >= 6 and line not in both]
    scores["drop_left"] = sum(line in _bare(text) for line in known) / len(known) if known else 0.0
    return scores | _fields(page, article)


def _fields(page: Labelled, article: Article | None) -> Scores:
    given = {
        "title": article.title if article else None,
        "date": article.published_at if article else None,
        "source": article.source if article else None,
        "authors": " ".join(article.authors) if article else None,
        "editor": article.editor if article else None,
    }
    scores: Scores = {}
    for name in FIELDS:
        wanted, found = page.fields.get(name), given[name]
        if not found and (wanted or "").endswith(_OPTIONAL):
            continue
        if wanted is None:
            scores |= {f"false_{name}": float(bool(found))} if name in ("date", "source", "authors") else {}
        elif name == "authors":
            scores[name] = _names(wanted.removesuffix(_OPTIONAL).split(), (found or "").split())
        elif name == "date":
            scores[name] = float(bool(found) and (found or "").startswith(wanted.removesuffix(_OPTIONAL)))
        else:
            scores[name] = float(_key(found or "") in map(_key, wanted.split(" / ")))
    return scores


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", _folded(text)).lower()


def _names(wanted: list[str], found: list[str]) -> float:
    wanted, found = list(map(_key, wanted)), list(map(_key, found))
    return 2 * len({*wanted} & {*found}) / (len(wanted) + len(found))


def mean(rows: Iterable[Scores]) -> Scores:
    """Each measure over the pages that have it, rounded to four places."""
    values: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            values.setdefault(name, []).append(value)
    return {name: round(sum(found) / len(found), 4) for name, found in sorted(values.items())}
