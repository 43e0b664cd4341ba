"""The gate: every row and the card are looked through once more before anything is sent."""

from collections.abc import Iterator
from itertools import islice

from toolkit.actions.verify import CheckedRelease
from toolkit.actions.verify.residue import hidden_kinds
from toolkit.actions.verify.rows import split_of
from toolkit.config import FILE_NAME, Config
from toolkit.curate.overrides import Overrides
from toolkit.curate.screen import count_personal, page_strings
from toolkit.detect.secrets import find_secrets, mask
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.release.layout import CARD
from toolkit.storage.files import read_file
from toolkit.storage.parquet import open_parquet

_MOST = 100  # findings; whoever has more needs no list
_BATCH = 256  # rows


def gate(release: CheckedRelease, public: bool, overrides: Overrides) -> tuple[Finding, ...]:
    """Why the release may not leave the house, at most a hundred reasons; `public`: where everybody may read it.

    An article that `overrides` keeps is let out whatever its rights: that is the maintainer's word.
    """
    config = Config.model_validate(release.manifest.config)
    checks = (_unsaid(config) if public else iter(()), _card(release, config), _rows(release, config, overrides))
    return tuple(islice((finding for check in checks for finding in check), _MOST))


def _unsaid(config: Config) -> Iterator[Finding]:
    """A public dataset says on what ground it is published, whom to write to, and how it is cited."""
    said = {"[rights] basis": config.rights.basis, "[contact]": config.contact, "[citation]": config.citation}
    for name, value in said.items():
        if not value:
            yield Finding("unsaid_in_release", Where(FILE_NAME), {"name": name})


def _card(release: CheckedRelease, config: Config) -> Iterator[Finding]:
    """The address for takedown requests is there to be read."""
    text = read_file(release.folder / CARD).decode("utf-8")
    if config.contact is not None:
        text = text.replace(config.contact.takedown, "")
    yield from _found([("", text)], hidden_kinds(release.manifest), Where(CARD), "the card")


def _rows(release: CheckedRelease, config: Config, overrides: Overrides) -> Iterator[Finding]:
    hidden = hidden_kinds(release.manifest)
    for entry in release.manifest.files:
        number = 0
        if split_of(entry.path) is None:
            continue
        with open_parquet(release.folder / entry.path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    name = f"row {number} ({row['id']})"
                    if row["rights_status"] not in config.rights.publish and not overrides.keeps(row["id"]):
                        params = {"row": name, "value": row["rights_status"]}
                        yield Finding("rights_in_release", Where(entry.path, field="rights_status"), params)
                    yield from _found(list(page_strings(row.items())), hidden, Where(entry.path), name)


def _found(strings: list[tuple[str, str]], hidden: frozenset[str], where: Where, name: str) -> Iterator[Finding]:
    for field, string in strings:
        for span in find_secrets(string):
            params = {"row": name, "kind": span.kind, "sample": mask(string[span.start : span.end])}
            yield Finding("secret_in_release", Where(where.path, field=field or None), params)
    for (field, kind), count in count_personal(strings, hidden).items():
        counted = {"row": name, "kind": kind, "count": count}
        yield Finding("personal_data_in_release", Where(where.path, field=field or None), counted)
