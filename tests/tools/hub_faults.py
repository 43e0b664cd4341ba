"""Faults that a server plants: at its n-th request, once or from there on."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

# before the request is acted on: 500 503 429 drop-before hang dead
# after it: drop-after drop-during slow hang-after dying drip drip-head
KINDS = ("500", "503", "429", "drop-before", "drop-during", "drop-after", "slow")


@dataclass(frozen=True)
class Fault:
    """What goes wrong at request `at`, counted from 1; of the requests called `name` where one is given."""

    kind: str
    at: int = 1
    name: str | None = None
    for_good: bool = False  # at every later request, too


class Faults:
    """Plants one fault at a time; after `dead` and `dying` nothing passes any more, as if the client had died."""

    def __init__(self) -> None:
        self._lock, self._go = threading.Lock(), threading.Event()
        self._fault: Fault | None = None
        self._seen = 0
        self._calls: dict[tuple[str, str], Callable[[], object]] = {}
        self.struck = 0
        self.retry_after = "0"

    def plant(self, fault: Fault | None) -> None:
        """Count anew, for `fault`."""
        with self._lock:
            self._fault, self._seen, self.struck = fault, 0, 0
            self._go.set()
            self._go = threading.Event()

    def next(self, name: str) -> Fault | None:
        """The fault of the request that has come in."""
        with self._lock:
            fault = self._fault
            if fault is None:
                return None
            if self.struck and fault.kind in ("dead", "dying"):
                return Fault("dead")
            self._seen += fault.name in (None, name)
            if (self._seen == fault.at and fault.name in (None, name)) or (self.struck and fault.for_good):
                self.struck += 1
                return fault
            return None

    def before(self, name: str, call: Callable[[], object]) -> None:
        """Call once, when the next request `name` has come in."""
        self._calls["before", name] = call

    def after(self, name: str, call: Callable[[], object]) -> None:
        """Call once, when the next request `name` was acted on, before it is answered."""
        self._calls["after", name] = call

    def call(self, moment: str, name: str) -> None:
        """What was asked for at this moment of a request."""
        call = self._calls.pop((moment, name), None)
        if call is not None:
            call()

    def wait(self, seconds: float = 20) -> bool:
        """Until another fault is planted, or the server ends; false where that took longer."""
        return self._go.wait(seconds)

    def release(self) -> None:
        """Let everything go that hangs."""
        self._go.set()
