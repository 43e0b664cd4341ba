"""The protocol of engines."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Runs a task over items."""

    def map(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Results in the order of `items`; the first error ends the run. `task`, items and results must pickle."""
        ...
