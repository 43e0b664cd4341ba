"""Data to stdout, everything else to stderr, and nothing from a page reaches the terminal as a control sequence."""

import sys
import unicodedata

import click

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


def emit(text: str) -> None:
    """One line of the result."""
    click.echo(text)


def note(text: str) -> None:
    """One line for the person at the keyboard."""
    click.echo(text, err=True)


def is_piped() -> bool:
    """Whether stdout goes to a program or a file."""
    return not sys.stdout.isatty()
