"""Characters read as others, one for one, so that places in a text stay what they are.

`str.translate` looks every character up in a table, 0.1 microseconds each; most texts hold few of the characters that
are read as others, and `str.replace` is quick.
"""

import re
from collections.abc import Mapping

_LONG = 20_000  # characters; a list of what stands in a longer text would be long itself


class Fold:
    """`forms`: character -> what it is read as. What one character is read as is not read as a third."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        forms = {char: form for char, form in forms.items() if char != form}
        if not forms.keys().isdisjoint(forms.values()):
            raise AssertionError("characters are replaced one after another, in any order")
        self._forms = forms
        self._found = re.compile(one_of("".join(forms)))

    def __call__(self, text: str) -> str:
        """The text as it is read; of the same length."""
        listed = set(self._found.findall(text)) if len(text) <= _LONG else filter(text.__contains__, self._forms)
        for char in listed:
            text = text.replace(char, self._forms[char])
        return text

    def read_as(self, wanted: str) -> str:
        """The characters that are read as one of `wanted`, in either case."""
        low = wanted.lower()
        return "".join(char for char, form in self._forms.items() if form.lower() in low)


def one_of(chars: str) -> str:
    """A character class, as a pattern; what matches nothing where there are none."""
    return f"[{re.escape(chars)}]" if chars else "(?!)"
