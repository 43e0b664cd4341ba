"""Data to stdout, everything else to stderr, and nothing from a page reaches the terminal as a control sequence."""

import os
import sys
import unicodedata

import click

from toolkit.catalogue import Lang

LANG = click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Of the messages; the locale's, English for programs."
)

# Cc controls, Cf format (bidi overrides, zero width), Cs surrogates, Co private, Zl and Zp line separators
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def escape(text: str, *, newlines: bool = False) -> str:
    """Text that a terminal shows and does not obey: controls are written out as `\\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if (newlines and c == "\n") or _is_safe(c) else _spelled(c) for c in text)


def _is_safe(character: str) -> bool:
    return unicodedata.category(character) not in _UNSAFE


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def emit(text: str, *, colour: bool | None = None) -> None:
    """One line of the result. Colour is taken out where stdout is no terminal, unless `colour` says otherwise."""
    click.echo(text, color=colour)


def note(text: str) -> None:
    """One line for the person at the keyboard."""
    click.echo(text, err=True)


def is_piped() -> bool:
    """Whether stdout goes to a program or a file."""
    return not sys.stdout.isatty()


def has_colour() -> bool:
    """Whether stdout takes colour: a terminal does, unless NO_COLOR is set; FORCE_COLOR makes anything take it."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def spoken(lang: Lang | None, people: bool) -> Lang:
    """What `--lang` says; else the language of the locale for people, and English for programs."""
    return lang or (language() if people else "en")


def language() -> Lang:
    """The language of the locale: Chinese where its messages are, else English."""
    said = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((value for value in said if value), "").lower().startswith("zh") else "en"
