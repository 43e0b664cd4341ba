"""How targets are named on the command line."""

from pathlib import Path

from toolkit.actions.project import find_root
from toolkit.targets.opening import open_target, spell
from toolkit.targets.target import Target


def target_named(text: str, private: bool = False) -> Target:
    """The target that the user wrote, named as the lock of the project around here spells it."""
    root = find_root(Path()) or Path().resolve()
    return open_target(spell(text, root), root, private)
