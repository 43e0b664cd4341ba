"""Who may use a page: what its lines say, cut ones included, and its head, its licence, and its site's policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.article import RightsStatus
from toolkit.detect.rights import RightsHit, find_rights, judge, licence_status, settle, telling

_CACHED = 300
_SHOWN = 200  # characters of a licence that a statement repeats


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a page's rights beside its lines.

    `head`: what the HTML head says, one term a line. `policy`: the name in [rights.sites] and its status.
    """

    head: str | None = None
    license: str | None = None
    policy: tuple[str, RightsStatus] | None = None


def rights_of(lines: Iterable[str], beside: Beside) -> tuple[RightsStatus, str | None]:
    """(status, the sentence it rests on); which word counts when they differ says `detect.rights.settle`."""
    said = (*lines, *beside.head.split("\n")) if beside.head else lines
    # What is remembered are the lines that sites repeat, not all lines.
    page, sentence = judge((line, hit) for line in telling(said) for hit in _hits(line))
    licence = licence_status(beside.license)
    host, policy = beside.policy or ("", "unknown")
    status = settle(page, licence, policy)
    if status == page:
        return page, sentence
    return status, f"license: {beside.license}"[:_SHOWN] if status == licence else f"[rights.sites] {host}: {policy}"


def _hits(line: str) -> tuple[RightsHit, ...]:
    return _cached(line) if len(line) <= _CACHED else tuple(find_rights(line))


@lru_cache(maxsize=1 << 12)
def _cached(line: str) -> tuple[RightsHit, ...]:
    return tuple(find_rights(line))
