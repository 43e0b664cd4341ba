"""A fuzz of cleaner, validator, config, overrides and manifest; `python -m tests.test_fuzz N SECONDS` is the campaign."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, Config, PrivacyConfig, parse_config
from toolkit.curate.overrides import parse_overrides
from toolkit.curate.validate import check_record
from toolkit.errors import ConfigError, Where
from toolkit.finding import has_errors
from toolkit.release.manifest import parse_manifest

LONGEST = 5.0  # seconds that no small input may take
CONFIG = Config.model_validate({"name": "fuzz", "title": "Fuzz"})
CLEANER = Cleaner(CleanConfig(min_chars=1), PrivacyConfig(), Article, "test")
PAGE = "渔港年检\n来源：渔港周刊 2019-06-05\n今天上午，渔港管理站召开会议，研究下一步的收费办法。"
GOOD = CLEANER.clean(RawDocument("raw/a", 0, "text", PAGE)).article
PIECES = [
    "今天上午，渔港管理站召开会议。", "来源：", "2019-06-05", "標(biāo)", "<script>", "<table><tr>", "</div>", "&#0;", "\x1b[2J", "\x00",
    "\ud800", "\u202e", "---\n", "!!python/object:a", "{{ x }}", "=1+1", "../../x", "\n", "13900001234", "[", "{", '"', "name = ",
    '{"id": "a", "action": "drop", "reason": "r"}', "[[[[", "1e999", "9" * 40, "true", "null", '"format_version": 1', ",", "}", "]",
]  # fmt: skip


def _mixed(dice: random.Random) -> str:
    def pick() -> str:
        return dice.choice(PIECES) if dice.random() < 0.8 else chr(dice.randrange(0x110000))

    return "".join(pick() for _ in range(dice.randrange(40)))


def _clean(dice: random.Random) -> None:
    content = dice.randbytes(dice.randrange(300)) if dice.random() < 0.3 else _mixed(dice)
    cleaned = CLEANER.clean(RawDocument("raw/a", 0, dice.choice(("text", "html")), content))
    assert cleaned.article is not None or has_errors(cleaned.findings)
    if cleaned.article is not None:
        Article.model_validate(cleaned.article.model_dump())


def _validate(dice: random.Random) -> None:
    assert GOOD is not None
    record = GOOD.model_dump(mode="json")
    for name in dice.sample(sorted(record), dice.randrange(1, 4)):
        record[name] = dice.choice((_mixed(dice), None, dice.randrange(-(2**70), 2**70), [], {}, float("nan")))
    article, findings = check_record(record, Article, CONFIG, Where("a", 1))
    assert (article is None) == has_errors(findings)


def _config(dice: random.Random) -> None:
    with suppress(ConfigError):
        parse_config('name = "a"\ntitle = "b"\n' * dice.randrange(2) + _mixed(dice))


def _overrides(dice: random.Random) -> None:
    with suppress(ConfigError):
        parse_overrides(_mixed(dice))


def _manifest(dice: random.Random) -> None:
    data = json.dumps({"format_version": 1, "name": _mixed(dice)}) if dice.random() < 0.5 else _mixed(dice)
    with suppress(ValueError):
        parse_manifest(data.encode("utf-8", "surrogatepass"))


TARGETS: dict[str, Callable[[random.Random], None]] = {
    "cleaner": _clean, "validator": _validate, "config": _config, "overrides": _overrides, "manifest": _manifest,
}  # fmt: skip


def _campaign(name: str, inputs: int, seconds: float) -> tuple[int, float]:
    """How many inputs were tried, and the longest time of one; a fault names its seed."""
    longest, end = 0.0, time.monotonic() + seconds
    for seed in range(inputs):
        start = time.monotonic()
        if start > end:
            return seed, longest
        try:
            TARGETS[name](random.Random(seed))
        except Exception as error:
            error.add_note(f"{name}, seed {seed}")
            raise
        longest = max(longest, time.monotonic() - start)
    return inputs, longest


@pytest.mark.parametrize("name", TARGETS)
def test_random_input_raises_nothing_but_our_errors(name: str) -> None:
    _, longest = _campaign(name, 300, 8)
    assert longest < LONGEST


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 5_000], ids=["nested", "long integer"])
def test_toml_that_tomllib_cannot_hold_is_a_config_error(value: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(f"a = {value}")


if __name__ == "__main__":
    for target in TARGETS:
        tried, slowest = _campaign(target, int(sys.argv[1]), float(sys.argv[2]))
        print(target, tried, f"{slowest:.3f} s", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")
