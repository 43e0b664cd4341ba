import pickle

import pytest

from toolkit.errors import ConfigError, ConflictError, InputError, RemoteError, ToolkitError, Where

EXIT_CODES = {ToolkitError: 70, ConfigError: 2, InputError: 3, RemoteError: 4, ConflictError: 5}


@pytest.mark.parametrize("kind", EXIT_CODES)
def test_an_error_survives_the_way_between_processes(kind: type[ToolkitError]) -> None:
    error = pickle.loads(pickle.dumps(kind("what", where=Where("a.jsonl", 3, "title"), mend="mend it")))
    assert type(error) is kind
    assert (error.what, error.where, error.mend) == ("what", Where("a.jsonl", 3, "title"), "mend it")
    assert error.exit_code == EXIT_CODES[kind]


def test_an_error_reads_as_place_then_problem() -> None:
    assert (
        str(InputError("'x' is not a date", where=Where("a.jsonl", 3, "title")))
        == "a.jsonl:3: title: 'x' is not a date"
    )
    assert str(InputError("no room")) == "no room"
