"""How long work says how far it is; the command line draws it."""

from typing import Protocol

# Stages that count bytes; the others count things.
BYTES = frozenset({"observe", "clean", "search", "send"})


class Progress(Protocol):
    """Called with a stage's name, how much of it is done and how much there is."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Says nothing."""
    del stage, done, total
