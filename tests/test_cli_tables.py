"""Tables on a terminal: never wider than 80 columns, numbers whole and in line, nothing of a page obeyed."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from toolkit.cli.tables import table

ROWS = [
    ["望川区市场监督管理局" * 12, "1,200", "1,300", "+100"],
    ["a\x1b[31mb\u202ec", "2", "1", "-1"],
    ["短", "0", "–", ""],
]


@pytest.fixture
def lines() -> list[str]:
    out = io.StringIO()
    Console(file=out, width=80, highlight=False, force_terminal=True, color_system=None).print(
        table(["site", "1.0.0", "1.1.0", ""], ROWS)
    )
    return out.getvalue().splitlines()


def test_no_line_is_wider_than_80_columns_and_no_number_is_cut(lines: list[str]) -> None:
    assert max(map(cell_len, lines)) <= 80
    assert all(cell in "\n".join(lines) for row in ROWS for cell in row[1:])


def test_numbers_end_in_one_column_whatever_the_width_of_the_names(lines: list[str]) -> None:
    ends = [
        cell_len(line[: line.rindex(cell) + len(cell)])
        for line, cell in zip(lines[2:], ("1,300", "1", "–"), strict=True)
    ]
    assert ends[0] == ends[2]


def test_a_name_is_cut_with_an_ellipsis_and_its_controls_are_spelled_out(lines: list[str]) -> None:
    assert "…" in lines[2]
    assert "a\\x1b[31mb\\u202ec" in lines[3]
