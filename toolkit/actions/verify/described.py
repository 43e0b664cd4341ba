"""The card, its figures, the changelog and croissant.json, held against what the manifest makes them."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.actions.verify.row_schema import RowSchema
from toolkit.actions.verify.rows import Rows
from toolkit.describe.card import render_card
from toolkit.describe.changelog import render_changelog
from toolkit.describe.check import card_problems
from toolkit.describe.croissant import croissant_problems
from toolkit.describe.facts import Facts
from toolkit.describe.figures.drawn import draw_figures
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.layout import CARD, CHANGELOG, CROISSANT, FIGURES, MANIFEST, SCHEMA
from toolkit.release.manifest import GENERATOR, Manifest
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.storage.files import read_file


def check_described(folder: Path, manifest: Manifest, schema: RowSchema, rows: Rows) -> Iterator[Finding]:
    """What is made from the manifest, held against it: metadata always, each byte where this program wrote them."""
    yield from _check_changelog(folder, manifest)
    if rows.columns is None:
        return
    try:
        facts = Facts.of(manifest, field_table(rows.columns, schema.tree), yaml_features(rows.columns))
    except InputError as error:
        yield Finding("bad_manifest", Where(MANIFEST), {"problem": str(error)})
        return
    except KeyError as error:  # a column of a type that no record class has
        yield Finding("columns_differ", Where(SCHEMA), {"problem": f"a column of type {error.args[0]}"})
        return
    yield from _check_card(folder, facts)
    yield from _check_croissant(folder, facts)
    yield from _check_figures(folder, facts, manifest)


def _check_card(folder: Path, facts: Facts) -> Iterator[Finding]:
    try:
        card = read_file(folder / CARD).decode("utf-8")
    except (InputError, UnicodeDecodeError) as error:
        yield Finding("card_differs", Where(CARD), {"problem": str(error)})
        return
    problems = card_problems(card, facts)
    yield from (Finding("card_differs", Where(CARD), {"problem": problem}) for problem in problems)
    if not problems and facts.manifest.generator == GENERATOR and card != render_card(facts):
        yield Finding("card_differs", Where(CARD), {"problem": "its text"})


def _check_changelog(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    try:
        same = read_file(folder / CHANGELOG) == render_changelog(manifest).encode("utf-8", "replace")
    except InputError as error:
        yield Finding("changelog_differs", Where(CHANGELOG), {"problem": error.what})
        return
    if manifest.generator == GENERATOR and not same:
        yield Finding("changelog_differs", Where(CHANGELOG), {"problem": "its text"})


def _check_croissant(folder: Path, facts: Facts) -> Iterator[Finding]:
    try:
        problems = croissant_problems(read_file(folder / CROISSANT), facts)
    except InputError as error:
        problems = [str(error)]
    yield from (Finding("croissant_differs", Where(CROISSANT), {"problem": problem}) for problem in problems)


def _check_figures(folder: Path, facts: Facts, manifest: Manifest) -> Iterator[Finding]:
    """Where this program drew them: the figures that the facts have something for, each byte, and no other."""
    if manifest.generator != GENERATOR:
        return
    drawn = {figure.path: figure.to_bytes() for figure in draw_figures(facts)}
    listed = {entry.path for entry in manifest.files if entry.path.startswith(f"{FIGURES}/")}
    for path in sorted(listed ^ drawn.keys()):
        problem = "there is none to draw" if path in listed else "the manifest does not list it"
        yield Finding("figure_differs", Where(path), {"problem": problem})
    for path in sorted(listed & drawn.keys()):
        if _content(folder / path) != drawn[path]:
            yield Finding("figure_differs", Where(path), {"problem": "its drawing"})


def _content(path: Path) -> bytes | None:
    try:
        return read_file(path)
    except InputError:
        return None
