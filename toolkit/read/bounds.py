"""How much of a file is read: each bound lies far above any real page and far below a laptop's memory."""

PAGE_BYTES = 8 << 20  # of one page, unpacked; cleaning takes some two seconds a MiB
RECORD_BYTES = 32 << 20  # of one line or record that holds a page; JSON may write a character in six bytes
FREE_BYTES = 32 << 20  # a file may unpack to this much, however small it is
EXPANSION = 200  # times its size that a larger one may unpack to; web text reaches 20
PATIENCE = 10_000  # records in a row that cannot be read before the rest of a file is given up


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so many bytes cannot honestly have come out of so few."""
    return unpacked > FREE_BYTES and unpacked > EXPANSION * packed


BOMB = f"it unpacks to more than {EXPANSION} times its size"
