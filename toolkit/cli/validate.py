"""`imprint validate`."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.catalogue import CODES, Lang
from toolkit.cli.formats import FORMS, Form, Summary, View, form_of
from toolkit.cli.output import LANG, spoken
from toolkit.finding import Finding

if TYPE_CHECKING:
    from toolkit.actions.project import Project
    from toolkit.actions.validate import Validation
    from toolkit.curate.against import Standing


def _names(context: click.Context, option: click.Parameter, said: tuple[str, ...]) -> frozenset[str]:
    """Names of the catalogue for codes, beginnings of codes, or names."""
    del context, option
    words = [word.strip() for part in said for word in part.split(",") if word.strip()]
    return frozenset(name for word in words for name in _matching(word))


def _matching(word: str) -> list[str]:
    found = [name for name, code in CODES.items() if name == word or code.number.startswith(word.upper())]
    if not found or word.upper() in ("", "I", "IM"):
        raise click.BadParameter(f"'{word}' is no code such as IM101, no beginning of codes such as IM1, and no name")
    return found


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMS), default="auto", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@LANG
@click.option("--select", multiple=True, callback=_names, metavar="CODES", help="These alone: IM101,IM4; or names.")
@click.option("--ignore", multiple=True, callback=_names, metavar="CODES", help="All but these.")
@click.option("--max-findings", type=click.IntRange(min=0), metavar="N", help="Show so many; the tally counts all.")
@click.option("--against", metavar="RELEASE", help="Hold them against a folder, a version, or org/name@version too.")
@click.option("--schema-only", is_flag=True, help="Hold records to the schema, and screen nothing.")
@click.option("--explain", "rule", metavar="CODE", help="Say what a code means, with a bad and a good example.")
def validate(paths: tuple[Path, ...], rule: str | None, **options: Any) -> int:
    """Hold records and pages to the schema, and screen them for what must not be published.

    PATHS are files or folders: .jsonl, .json, .csv, .parquet, and pages in the forms that raw/ takes; - reads standard
    input. A record that has 'cleaner' set is a finished article; everything else is cleaned first, as a build would.
    Exits 1 on an error, whatever the format.
    """
    people = rule is not None or options["form"] in ("auto", "human")
    lang = spoken(options["lang"], people)
    if rule is not None:
        from toolkit.cli.formats.rule import explain_rule

        for name in _matching(rule):
            explain_rule(name, lang)
        return 0
    if not paths:
        raise click.UsageError("Missing argument 'PATHS...'.")
    return _run(paths, lang, options)


def _run(paths: tuple[Path, ...], lang: Lang, options: Mapping[str, Any]) -> int:
    # Here, so that --help and --explain answer at once.
    from toolkit.actions.project import project_or_default
    from toolkit.actions.validate import Checker, Validation

    project = project_or_default(Path())
    checker = Checker(project, datetime.now(UTC).date().isoformat(), options["schema_only"])
    form = form_of(options["form"])(View(lang, _prefix(project.root)))
    with _standing(project, options["against"]) as standing:
        summary = _shown(Validation(checker, paths, standing), form, options)
    return 1 if summary.errors else 0


def _standing(project: "Project", said: str | None) -> "AbstractContextManager[Standing | None]":
    if said is None:
        return nullcontext()
    from toolkit.actions.against import standing_of
    from toolkit.storage.lean import leave_pandas_out

    leave_pandas_out()
    return standing_of(project, said)


def _shown(run: "Validation", form: Form, options: Mapping[str, Any]) -> Summary:
    """Every finding that is asked for, shown as it comes; the sums."""
    wanted = (options["select"] or frozenset(CODES)) - options["ignore"]
    form.start()
    names, shown = _show_all(form, (finding for finding in run if finding.name in wanted), options["max_findings"])
    summary = _summary(run.documents, names, shown)
    form.end(summary)
    return summary


def _show_all(form: Form, findings: Iterable[Finding], limit: int | None) -> tuple[Counter[str], int]:
    """How many findings of each name, and how many of them were shown."""
    names: Counter[str] = Counter()
    shown = 0
    for finding in findings:
        names[finding.name] += 1
        if limit is None or shown < limit:
            form.show(finding)
            shown += 1
    return names, shown


def _summary(documents: int, names: Counter[str], shown: int) -> Summary:
    levels: Counter[str] = Counter()
    for name, count in names.items():
        levels[CODES[name].severity] += count
    by_code = {CODES[name].number: count for name, count in sorted(names.items())}
    hidden = names.total() - shown
    return Summary(documents, levels["error"], levels["warning"], by_code, dict(sorted(names.items())), hidden)


def _prefix(root: Path) -> str:
    """What leads from the repository, as the forge's runner names it, to the project."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not root.is_relative_to(Path(workspace).resolve()):
        return ""
    below = root.relative_to(Path(workspace).resolve()).as_posix()
    return "" if below == "." else f"{below}/"
