"""An explanation in words: the answer in a line, and the parts behind it, for any renderer to lay out.

The lines hold foreign text as it is; who shows them escapes them for the place where they are shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.catalogue import Lang
from toolkit.describe.explained_words import say
from toolkit.describe.explanation import Appearance, ByHand, Cluster, Copy, Deal, Explanation, RawPlace, Rerun, Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines below it."""

    title: str
    lines: tuple[str, ...]


def headline(told: Explanation, lang: Lang) -> str:
    """What became of the page, in one line."""
    release = told.release or say("no_release", lang)
    if told.fate == "row":
        return say("row", lang, release=release, split=told.deal.split if told.deal else _split(told))
    if told.fate == "missing":
        return say(told.reason or "absent", lang)
    if told.fate == "unbuilt":
        verdicts = told.rerun.verdicts if told.rerun else told.verdicts
        why = _why(verdicts, lang)
        return say("unbuilt_reject" if why else "unbuilt_row", lang, release=release, why=why)
    why = _why(told.verdicts, lang) or told.reason or ""
    return say(told.fate if why else "removed_silent", lang, release=release, why=why)


def _split(told: Explanation) -> str:
    return next((one.split for one in reversed(told.versions) if one.split), "")


def _why(verdicts: tuple[Verdict, ...], lang: Lang) -> str:
    first = next((one for one in verdicts if one.severity == "error"), None)
    return f"{first.message[lang]} [{first.number}]" if first else ""


def parts(told: Explanation, lang: Lang) -> list[Part]:
    """Everything but the lines of the page, in the order in which it befell the page; what is not known is left out."""
    release = told.release or ""
    made = [
        (say("raw", lang), _raw(told.place, lang) if told.place else ()),
        (say("verdicts", lang, release=release), _verdicts(told.verdicts, lang)),
        (say("rerun", lang), _rerun(told.rerun, told, lang) if told.rerun else ()),
        (say("by_hand", lang), _by_hand(told.by_hand, lang)),
        (say("cluster", lang), _cluster(told.cluster, told.id, lang) if told.cluster else ()),
        (say("deal", lang), _deal(told.deal, lang) if told.deal else ()),
        (say("versions", lang), _versions(told, lang)),
    ]
    filled = (Part(title, tuple(lines)) for title, lines in made)
    return [part for part in filled if part.lines]


def _raw(place: RawPlace, lang: Lang) -> Iterator[str]:
    yield place.path
    if place.line is not None:
        yield say("record_line", lang, index=place.index, line=place.line)
    elif place.index > 0:
        yield say("record", lang, index=place.index)
    yield say("gone" if place.state == "absent" else place.state, lang)
    if place.size is not None:
        yield say("bytes", lang, size=place.size, media=place.media, sha256=place.sha256)
    elif place.sha256 is not None:
        yield say("digest", lang, sha256=place.sha256)
    for name in ("url", "fetched_at", "license", "contributor"):
        value = getattr(place.facts, name)
        if value:
            yield f"{name}: {value}"


def _verdicts(verdicts: tuple[Verdict, ...], lang: Lang) -> Iterator[str]:
    for one in verdicts:
        message = one.message[lang] if one.severity == "error" else say("warning", lang, message=one.message[lang])
        yield f"{message} [{one.number} {one.name}]"
        yield f"  {one.mend[lang]}"


def _rerun(rerun: Rerun, told: Explanation, lang: Lang) -> Iterator[str]:
    lines = rerun.cleaning.lines
    kept = sum(line.kept for line in lines)
    if lines:
        yield say("counts", lang, kept=kept, cut=len(lines) - kept, changes=len(rerun.cleaning.cuts))
    if rerun.chars is not None:
        yield say("chars", lang, chars=rerun.chars)
    elif lines:
        yield say("no_text", lang)
    yield from _verdicts(tuple(one for one in rerun.verdicts if one not in told.verdicts), lang)
    if rerun.evidence != "none":
        yield say(rerun.evidence, lang)
    if told.made_by not in (None, rerun.cleaner):
        yield say("cleaner_since", lang, cleaner=rerun.cleaner, made_by=told.made_by)
    else:
        yield say("cleaner", lang, cleaner=rerun.cleaner)
    if rerun.agrees is not None:
        yield say("agrees" if rerun.agrees else "differs", lang)


def _by_hand(said: tuple[ByHand, ...], lang: Lang) -> Iterator[str]:
    for one in said:
        key = "override_set" if one.field else "override"
        yield say(key, lang, line=one.line, action=one.action, field=one.field, reason=one.reason)


def _cluster(cluster: Cluster, own: str | None, lang: Lang) -> Iterator[str]:
    yield say("pages", lang, id=cluster.id, size=cluster.size)
    winner = cluster.winner
    if winner is not None:
        key = "lost" if cluster.similarity is None else "lost_similar"
        yield say(key, lang, id=winner.id, path=winner.path, similarity=cluster.similarity)
    for copy in cluster.copies:
        mark = "*" if copy.id == own else " "
        yield say("copy", lang, mark=mark, id=copy.id, path=_copy_path(copy), what=copy.split or copy.reason or "")
    if cluster.size > len(cluster.copies):
        yield say("more", lang, count=cluster.size - len(cluster.copies))


def _copy_path(copy: Copy) -> str:
    return f"{copy.path}#{copy.index}" if copy.index else copy.path or ""


def _deal(deal: Deal, lang: Lang) -> Iterator[str]:
    yield say(f"by_{deal.by}", lang)
    yield say(deal.why, lang, split=deal.split, bucket=deal.bucket, share=deal.share, cut=deal.cut)
    if deal.since is not None:
        yield say("since", lang, since=deal.since)


def _versions(told: Explanation, lang: Lang) -> Iterator[str]:
    for one in told.versions:
        yield say("version", lang, version=one.version, what=_change(one, lang), places=", ".join(one.places))
    if told.unasked is not None:
        yield say("unasked", lang, target=told.unasked)


def _change(one: Appearance, lang: Lang) -> str:
    if one.split is None:
        reason = one.reason or say("unsaid", lang)
        return say("no_row_now" if one.change == "removed" else "no_row", lang, reason=reason)
    return say("unchanged" if one.change == "same" else one.change or "added", lang, split=one.split)
