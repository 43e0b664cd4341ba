"""`imprint sample`."""

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from toolkit.actions.sample import SampledReject, SampledRow, sample_rejects, sample_rows
from toolkit.cli.cells import LINES, WIDTH, cut, wrapped
from toolkit.cli.output import emit, escape, note
from toolkit.errors import ConfigError, InputError, Where

_INDENT = "    "
_ABOUT = ("published_at", "source", "site", "rights_status", "language")


@click.command()
@click.argument("path", metavar="RELEASE|REJECTS", type=click.Path(path_type=Path))
@click.option("--reason", help="Only rejects of this reason, such as near_duplicate.")
@click.option("-n", "size", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another number shows others.")
@click.option("--format", "form", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="jsonl", help="The same as --format jsonl.")
def sample(path: Path, reason: str | None, size: int, seed: int, form: str) -> None:
    """Show random rows of a release folder, or random pages of a rejects file, to look at.

    The same ones for the same seed. With --format jsonl each comes whole, as it stands there.
    """
    if path.is_dir():
        if reason is not None:
            mend = f"name the rejects file: {path}.rejects.jsonl"
            raise ConfigError("rows have no reason; --reason is for rejects", where=Where(str(path)), mend=mend)
        _show_rows(sample_rows(path, size, seed), form)
    elif path.is_file():
        _show_rejects(sample_rejects(path, size, seed, reason), form)
    else:
        mend = "name a release folder, such as dist/NAME-1.0.0, or a rejects file"
        raise InputError("no such file or folder", where=Where(str(path)), mend=mend)


def _show_rows(rows: list[SampledRow], form: str) -> None:
    for number, item in enumerate(rows, 1):
        if form == "jsonl":
            emit(json.dumps(item.row, ensure_ascii=False, default=str))
        else:
            _show(f"{number}/{len(rows)}  {item.split}, row {item.number}", _row_lines(item.row))


def _show_rejects(rejects: list[SampledReject], form: str) -> None:
    if not rejects:
        note("there are no rejects")
    for number, item in enumerate(rejects, 1):
        if form == "jsonl":
            emit(item.text)
        else:
            _show(f"{number}/{len(rejects)}  {item.reject['reason']}, line {item.line}", _reject_lines(item.reject))


def _show(head: str, lines: Iterator[str]) -> None:
    emit(cut(f"-- {escape(head)} ".ljust(WIDTH, "-")))
    for line in lines:
        emit(line)
    emit("")


def _row_lines(row: dict[str, Any]) -> Iterator[str]:
    yield from wrapped(row.get("title") or "(no title)")
    yield from wrapped(row.get("url"))
    yield from wrapped(f"{row.get('raw_path')}#{row.get('raw_index')}  id {row.get('id')}")
    about = [str(row[name]) for name in _ABOUT if row.get(name)]
    yield from wrapped(" | ".join([*about, f"{row.get('char_count')} characters"]))
    yield ""
    text = str(row.get("text") or "")
    # No more characters are looked at than fit, for a text may be a line of five million.
    lines = [part for paragraph in text[: LINES * WIDTH].split("\n") for part in wrapped(paragraph, _INDENT)]
    yield from lines[:LINES]
    if len(lines) > LINES or len(text) > LINES * WIDTH:
        yield f"{_INDENT}..."


def _reject_lines(reject: dict[str, Any]) -> Iterator[str]:
    yield from wrapped(reject.get("title") or "(no title)")
    yield from wrapped(reject.get("url"))
    told = reject.get("findings")
    findings = [finding for finding in told if isinstance(finding, dict)] if isinstance(told, list) else []
    yield from wrapped(_place(reject, findings))
    for finding in findings:
        yield from _worded(f"{finding.get('severity')} {finding.get('code')}: {finding.get('message')}", _INDENT)
        yield from _worded(str(finding.get("mend") or ""), _INDENT * 2)


def _place(reject: dict[str, Any], findings: list[dict[str, Any]]) -> str:
    """Of a document its number; of what gave none, its line."""
    if reject.get("raw_index") != -1:
        return f"{reject.get('raw_path')}#{reject.get('raw_index')}"
    line = findings[0].get("line") if findings else None
    return f"{reject.get('raw_path')}{'' if line is None else f':{line}'}"


def _worded(text: str, indent: str) -> Iterator[str]:
    """Broken between words, where there are any."""
    for line in textwrap.wrap(text[: LINES * WIDTH], WIDTH - len(indent), break_long_words=False)[:LINES]:
        yield from wrapped(line, indent)
