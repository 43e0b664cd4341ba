"""Facts -> the responsible-AI properties of croissant.json, as far as facts can fill them.

The vocabulary: https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html. What a build cannot know (who
collected the pages and when, who may be harmed) is left to card.md and has no property here.
"""

from collections.abc import Iterator
from typing import Any

from toolkit.describe.facts import Facts, PrivateKind
from toolkit.describe.markdown import count, one_line, size
from toolkit.describe.words import DEEDS, RIGHTS, reason


def responsible_ai(facts: Facts) -> dict[str, Any]:
    """Property -> sentences, in the order in which a release is made."""
    tree: dict[str, Any] = {
        "dataCollection": _collection(facts),
        "dataCollectionMissingData": _missing(facts),
        "dataCollectionRawData": _raw(facts),
        "dataPreprocessingProtocol": list(_preprocessing(facts)),
        "dataAnnotationProtocol": list(_annotation(facts)),
        "machineAnnotationTools": [facts.manifest.generator, f"cleaner {facts.manifest.cleaner}"],
        "personalSensitiveInformation": list(_personal(facts)),
        "dataBiases": list(_biases(facts)),
        "dataLimitations": list(_limitations(facts)),
        "dataUseCases": list(facts.config.tasks),
        "dataReleaseMaintenancePlan": _maintenance(facts),
    }
    return {f"rai:{name}": value for name, value in tree.items()}


def _collection(facts: Facts) -> str:
    funnel = facts.manifest.funnel
    files = f"{count(funnel.files, 'raw file')} ({size(facts.raw_bytes)})"
    return f"{files} held {count(funnel.documents, 'page')}; {count(funnel.rows, 'page')} became rows."


def _missing(facts: Facts) -> str:
    lost = "; ".join(f"{entry.count:,}: {reason(entry.name)} ({entry.name})" for entry in facts.rejects.shown)
    left_out = f"Pages that became no row: {lost}." if lost else "Every page became a row."
    return f"{left_out} What a page does not state is null in its row."


def _raw(facts: Facts) -> str:
    del facts
    named = "Each row names its page (raw_path, raw_index, raw_sha256); manifest.json lists the raw files with digests."
    return f"{named} The raw pages are not part of the release."


def _preprocessing(facts: Facts) -> Iterator[str]:
    config = facts.config
    yield from _cleaning(facts)
    near = (
        f"Near copies, character 5-grams with a Jaccard similarity of {config.dedup.threshold} or more, count as one."
    )
    yield f"Exact copies count as one. {near}" if config.dedup.near else "Exact copies count as one."
    yield "A salted hash of a row's cluster of copies decided its split, so that no cluster is in two splits."
    yield f"Rights statuses that were let out: {', '.join(config.rights.publish) or 'none'}."


def _cleaning(facts: Facts) -> Iterator[str]:
    clean, lines, grown = facts.config.clean, facts.manifest.cleaning, facts.manifest.baseline is not None
    if not facts.lines and not grown:
        yield "The articles came finished: no page was cleaned."
        return
    kept, cut = count(lines.lines_kept, "line"), count(lines.lines_cut, "line")
    scope = " on the pages that were cleaned for this version" if grown else ""
    told = f"Rules chose the lines that are the article{scope}: {kept} kept, {cut} cut."
    yield told if facts.lines else "For this version no page was cleaned."
    yield f"Script: {clean.script}." if clean.script != "keep" else "Script: as it was found."
    yield f"Articles of fewer than {count(clean.min_chars, 'character')} were left out."


def _annotation(facts: Facts) -> Iterator[str]:
    yield "language, truncated, paywalled, spam and pii were set by the cleaner's rules from the page itself."
    meanings = "; ".join(f"{entry.name}: {RIGHTS.get(entry.name, entry.name)}" for entry in facts.rights.shown)
    yield f"rights_status was read by rules from what the page says of its rights ({meanings})."


def _personal(facts: Facts) -> Iterator[str]:
    yield from (_kind(kind, [split.name for split in facts.splits]) for kind in facts.private)
    yield "Patterns find what is written as usual, never all of it."
    yield "Names are not looked for: authors, editors and people in the news stand in it as the page had them."


def _kind(kind: PrivateKind, splits: list[str]) -> str:
    found = ", ".join(f"{number:,} in {split}" for number, split in zip(kind.found, splits, strict=True))
    return f"{kind.description}: {DEEDS[kind.policy]}; found {found}."


def _biases(facts: Facts) -> Iterator[str]:
    yield "The mix of sites is what was collected, not a sample of the Chinese web."
    named = [site for site in facts.sites.shown if site.name]
    if named:
        share = f"{named[0].count:,} of {count(facts.rows, 'row')}"
        yield f"{one_line(named[0].name)}, the largest of {count(facts.sites.names, 'site')}, gives {share}."


def _limitations(facts: Facts) -> Iterator[str]:
    stats, of = facts.manifest.stats, f"of {facts.rows:,}"
    yield f"Rows that end in the middle of the article (truncated): {stats.truncated:,} {of}."
    yield f"Rows that show only what is free of a paid document (paywalled): {stats.paywalled:,} {of}."
    yield f"Rows from pages that had spam injected, which was cut (spam): {stats.spam:,} {of}."
    yield "Cleaning is by rules: some lines of an article may be missing, and some that are none may be left."
    yield "The articles say what their publishers said. Nothing was checked for truth."


def _maintenance(facts: Facts) -> str:
    contact = facts.config.contact
    place = f"write to {one_line(contact.takedown)}" if contact else "open a discussion where the dataset is published"
    versions = (
        "Versions are MAJOR.MINOR.PATCH: major where a row or column changed or went, minor where some were added, "
        "patch where the rows are the same or a takedown removed some."
    )
    return f"{versions} To have an article removed, {place} and name its id or url."
