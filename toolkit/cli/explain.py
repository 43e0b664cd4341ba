"""`imprint explain`."""

import json
from pathlib import Path

import click

from toolkit.actions.explain import explain as run_explain
from toolkit.actions.project import load_project
from toolkit.catalogue import Lang
from toolkit.cli.html import show_explained
from toolkit.cli.output import LANG, emit, escape, spoken
from toolkit.cli.progress import progress_bar
from toolkit.cli.trace import trace_human
from toolkit.describe.explained import headline, parts
from toolkit.describe.explained_words import say
from toolkit.describe.explanation import Explanation

_INDENT = "  "
_LONGEST = 1000  # characters of a line: an address may have any number


@click.command()
@click.argument("asked", metavar="ID|URL|RAW_PATH")
@click.option("--format", "form", type=click.Choice(["human", "json", "html"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@LANG
def explain(asked: str, form: str, lang: Lang | None) -> None:
    """Say what became of a page: each line kept or cut, the verdicts, its copies, its split, its versions.

    It also says why a page is not in the dataset. A record of a container is named by its number from 0,
    raw/feed.jsonl#17, or by its line, raw/feed.jsonl:18. Only what lies on this machine is asked: raw/, the releases in
    dist/, and those in a folder that is published to. With --format html it is a page to look at, raw text and article
    side by side.
    """
    project = load_project(Path())
    with progress_bar() as progress:
        explanations = run_explain(project, asked, progress)
    if form == "json":
        tree = {"explanations": [one.as_dict() for one in explanations]}
        emit(json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace").decode("utf-8"))
        return
    if form == "html":
        show_explained(explanations, spoken(lang, people=True))
        return
    for one in explanations:
        _show(one, spoken(lang, people=True))


def _show(told: Explanation, lang: Lang) -> None:
    emit(_line(f"# {told.title or told.id or told.asked}"))
    for fact in (told.id, told.url):
        if fact:
            emit(_line(fact))
    emit("")
    emit(_line(headline(told, lang)))
    for part in parts(told, lang):
        emit("")
        emit(_line(part.title))
        for line in part.lines:
            emit(f"{_INDENT}{_line(line)}")
    if told.rerun is not None and told.rerun.cleaning.lines:
        emit("")
        trace_human(say("lines", lang), told.rerun.cleaning, lang)
    emit("")


def _line(text: str) -> str:
    """Not broken, so that ids and paths can be copied; a terminal breaks it by itself."""
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
