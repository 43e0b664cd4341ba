"""How much of a file is read: each bound lies far above any real page and far below a laptop's memory."""

PAGE_BYTES = 8 << 20  # of one page, unpacked; cleaning takes some two seconds a MiB
RECORD_BYTES = 32 << 20  # of one line or record that holds a page; JSON may write a character in six bytes
JSON_BYTES = 64 << 20  # of a JSON file, which is held as a whole; more go into JSONL
FREE_BYTES = 16 << 20  # a file may unpack to this much, however small it is
EXPANSION = 200  # times its size that a larger one may unpack to; web text reaches 20
PATIENCE = 10_000  # records in a row that cannot be read before the rest of a file is given up


class Damage(Exception):
    """A container cannot be read on; the text says why, in one line. Never leaves this room."""


class Meter:
    """Counts what a file unpacks to."""

    def __init__(self, packed: int = 0) -> None:
        self._packed = packed
        self._unpacked = 0

    def add(self, unpacked: int, packed: int = 0) -> None:
        """Raises `Damage` once so many bytes cannot honestly have come out of so few."""
        self._packed += packed
        self._unpacked += unpacked
        if self.is_bomb:
            raise Damage(f"it unpacks to more than {EXPANSION} times its size")

    @property
    def is_bomb(self) -> bool:
        """Whether it was too much."""
        return self._unpacked > FREE_BYTES and self._unpacked > EXPANSION * self._packed
