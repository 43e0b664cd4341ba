"""Personal data in what becomes the article: counted, and replaced as [privacy] asks."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.config import PrivacyConfig
from toolkit.detect.personal import PLACEHOLDERS, find_personal
from toolkit.detect.span import replace
from toolkit.errors import Where
from toolkit.finding import Finding


@dataclass(frozen=True, slots=True)
class Redacted:
    """The fields after redaction, and how often each kind of personal data stood in them before."""

    fields: Mapping[str, str | None]
    counts: Mapping[str, int]


def redact(fields: Mapping[str, str | None], policy: PrivacyConfig) -> Redacted:
    """Put a placeholder for every kind that is not kept; kinds that drop the page are replaced as well."""
    counts: Counter[str] = Counter()
    done: dict[str, str | None] = {}
    for name, value in fields.items():
        spans = find_personal(value) if value else []
        counts.update(span.kind for span in spans)
        hidden = [(span, PLACEHOLDERS[span.kind]) for span in spans if getattr(policy, span.kind) != "keep"]
        done[name] = replace(value, hidden) if value and hidden else value
    return Redacted(done, dict(sorted(counts.items())))


def dropped(counts: Mapping[str, int], policy: PrivacyConfig, where: Where) -> list[Finding]:
    """A finding for each kind whose policy drops the page."""
    return [
        Finding("personal_data", where, {"kind": kind, "count": count, "placeholder": PLACEHOLDERS[kind]})
        for kind, count in counts.items()
        if getattr(policy, kind) == "drop"
    ]
