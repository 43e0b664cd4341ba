"""A call to a library that ends: in time, tried a bounded number of times, whatever the server does or drips.

A timeout of a socket counts silence alone: a server that sends one byte a minute keeps a request alive for ever. So the
call works in a thread of its own, and whoever asked waits no longer than agreed. A thread that was given up holds no
interpreter back, and what it may yet bring about is what any lost answer may: the next look at the target tells.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from toolkit.errors import RemoteError, Where

R = TypeVar("R")

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})  # that the next try may not meet
AGAIN = "run it again; it goes on where it stopped"


@dataclass(frozen=True, slots=True)
class Passing:
    """A failure that the next try may not meet; `asked`: how many seconds the server wants to be left alone."""

    asked: float | None = None


Judge = Callable[[Exception], Passing | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may be silent, how often it is made, and how long is waited in between; seconds.

    `total`: how long a call may take with all its tries, beside the time that its bytes need on the `slowest` line.
    """

    timeout: float = 60
    tries: int = 5
    wait: float = 1
    longest: float = 120
    total: float = 900
    slowest: float = 64 << 10  # bytes a second

    def insist(self, name: str, call: Callable[[], R], judge: Judge, size: int = 0) -> R:
        """Call, and call again where `judge` lets a failure pass; `size`: the bytes that are moved.

        Raises what the last try raised, and `RemoteError` about the target `name` where there is no end.
        """
        return _within(self.total + size / self.slowest, name, lambda: self._tried(name, call, judge))

    def _tried(self, name: str, call: Callable[[], R], judge: Judge) -> R:
        for number in range(1, self.tries):
            try:
                return call()
            except Exception as error:
                passing = judge(error)
                if passing is None:
                    raise
                self.pause(name, passing, number)
        return call()

    def pause(self, name: str, passing: Passing, number: int = 1) -> None:
        """As long as the server asks, else twice as long each time."""
        if passing.asked is not None:
            self.refuse_long_wait(name, passing.asked)
        doubled = min(self.longest, self.wait * 2 ** (number - 1))
        time.sleep(doubled if passing.asked is None else passing.asked)

    def refuse_long_wait(self, name: str, asked: float) -> None:
        """Raises `RemoteError` where the server asks for more time than anybody waits for."""
        if asked > self.longest:
            mend = f"run it again in {asked:.0f} seconds; it goes on where it stopped"
            raise RemoteError(f"the server asks to wait {asked:.0f} seconds", where=Where(name), mend=mend)


def _within(seconds: float, name: str, call: Callable[[], R]) -> R:
    future: Future[R] = Future()
    threading.Thread(target=_work, args=(future, call), daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError as error:
        if future.done():  # it is the call's own
            raise
        raise RemoteError(
            f"no answer came to an end in {seconds:.0f} seconds", where=Where(name), mend=AGAIN
        ) from error


def _work(future: "Future[R]", call: Callable[[], R]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # whoever waits shall see it, whatever it is
        future.set_exception(error)
