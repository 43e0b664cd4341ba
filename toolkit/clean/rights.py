"""Who may use a page: what its lines say, cut ones included, what its facts say, and what its head asks of machines."""

import re
from collections.abc import Iterable
from functools import lru_cache

from toolkit.article import RightsStatus
from toolkit.detect.rights import RightsHit, find_rights, judge

_CACHED = 300
# No statement about rights goes without one of these; most lines do.
_TELLING = re.compile(
    "权|载|许可|授|仅供|学习|引用|使用|付费|会员|VIP|复制|下载|出处|共享|公有|reprint|copyright|CC|creative",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"cc0|cc[- ]?by|odc[- ]by|odbl|pddl|public[- ]domain|pdm|unlicense|mit$|apache|etalab|公有领域|开放|知识共享",
    re.IGNORECASE,
)
_NO_MACHINES = re.compile(r"\bno(?:ai|imageai|ml)\b|^1$", re.IGNORECASE)  # robots: noai; tdm-reservation: 1


def rights_of(lines: Iterable[str], license_id: str | None, robots: str | None) -> tuple[RightsStatus, str | None]:
    """(status, the sentence it rests on). An open licence allows what the page itself does not forbid or restrict."""
    hits = [(line, hit) for line in lines if _TELLING.search(line) for hit in _hits(line)]
    status, statement = judge(hits)
    if status in ("unknown", "allowed") and robots and _NO_MACHINES.search(robots):
        return "restricted", f"robots: {robots}"[:200]
    if status == "unknown" and license_id and _OPEN.match(license_id):
        return "allowed", None
    return status, statement


def _hits(line: str) -> tuple[RightsHit, ...]:
    return _cached(line) if len(line) <= _CACHED else tuple(find_rights(line))


@lru_cache(maxsize=1 << 12)
def _cached(line: str) -> tuple[RightsHit, ...]:
    return tuple(find_rights(line))
