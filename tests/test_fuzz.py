"""A fuzz of everything that takes input from outside; `python -m tests.test_fuzz N SECONDS [TARGET...]` is the campaign.

Most inputs are valid ones with a value or key of their tree changed, so that they get past the parser. Each target says
whether its input did: got into the code behind.
"""

import io
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pytest
import yaml
from lxml import etree

from tests.test_describe_facts import CONFIG as TEA
from tests.test_describe_facts import facts_of, sample
from tests.tools.wild import ADDRESSES, Mine, mutate, to_toml, wild_page, wild_text
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.evidence import SiteCounts, page_lines
from toolkit.config import CleanConfig, Config, PrivacyConfig, RightsConfig, parse_config
from toolkit.curate.candidates import candidate
from toolkit.curate.overrides import parse_overrides, set_fields
from toolkit.curate.screen import screen
from toolkit.curate.signature import shingles
from toolkit.curate.validate import check_record
from toolkit.describe.card import front_matter, render_card
from toolkit.describe.changelog import render_changelog
from toolkit.describe.check import card_problems
from toolkit.describe.croissant import croissant, croissant_problems, render_croissant
from toolkit.describe.figures.drawn import draw_figures
from toolkit.digest import json_digest
from toolkit.errors import ConfigError, InputError, Where
from toolkit.finding import Finding, has_errors
from toolkit.read.documents import read_stream
from toolkit.read.facts import check_facts
from toolkit.release.manifest import parse_manifest
from toolkit.schema.arrow import arrow_schema

LONGEST = 5.0  # seconds that no small input may take
REACHED = 0.2  # least share of the inputs that get past the parser


PLAIN = Config.model_validate({"name": "fuzz", "title": "Fuzz", "clean": {"min_chars": 1}})
CONFIGS = [
    PLAIN,
    PLAIN.model_copy(update={"clean": CleanConfig(min_chars=1, script="zh-Hant")}),
    PLAIN.model_copy(
        update={
            "clean": CleanConfig(min_chars=1, script="keep"),
            "privacy": PrivacyConfig(mobile="drop", email="keep", qq="keep"),
            "rights": RightsConfig(sites={"yunhe.example": "forbidden"}),
        }
    ),
]
CLEANERS = [(config, Cleaner(config.clean, config.privacy, Mine, "test", config.rights)) for config in CONFIGS]
PAGE = "渔港年检\n来源：渔港周刊 2019-06-05\n今天上午，渔港管理站召开会议，研究下一步的收费办法。"
GOOD = CLEANERS[0][1].clean(RawDocument("raw/a", 0, "text", PAGE)).article
assert GOOD is not None
ROW = {**GOOD.model_dump(mode="json"), "place": {"where": "港", "floors": [1]}, "places": [{"mobile": 1}]}
ROW |= {"fetched_at": "2024-03-09T08:00:00Z", "authors": ["林木"], "weight": 0.5}
SETTINGS = parse_config(TEA).dump()
OVERRIDES = [
    {"id": GOOD.id, "action": "keep", "reason": "x"},
    {"id": GOOD.id, "action": "set", "field": "title", "value": "标题", "reason": "x"},
    {"id": GOOD.id, "action": "set", "field": "floors", "value": [1], "reason": "x"},
    {"id": "0" * 32, "action": "drop", "reason": "x"},
]
MANIFEST = sample().model_dump(mode="json")
FACTS = facts_of(sample())
FRONT, CROISSANT = front_matter(FACTS), croissant(FACTS)
CARD, TAIL = render_card(FACTS), render_card(FACTS).split("---\n", 2)[2]


def _said(findings: list[Finding]) -> None:
    """Every finding can be written down, in one line of either language."""
    for finding in findings:
        json.dumps([finding.as_dict("en"), finding.as_dict("zh")])


def _becomes_a_row(article: Article) -> None:
    """What is accepted can be stored: as a column, as JSON, as a candidate with its digests."""
    row = article.model_dump(mode="json")
    pa.Table.from_pylist([row], schema=arrow_schema(type(article)))
    candidate(row, b"\x00" * 128, 0, 0)
    assert len(shingles(article.text))


def _clean(dice: random.Random) -> bool:
    config, cleaner = dice.choice(CLEANERS)
    media, content = wild_page(dice)
    said = {
        "url": dice.choice(ADDRESSES),
        "license": dice.choice((None, "MIT", wild_text(dice, 3))),
        "fetched_at": "2019-06-06T00:00:00Z",
    }
    facts, _ = check_facts(said, Where("a"))
    document = RawDocument("raw/a", 0, media, content, facts)
    evidence = SiteCounts.of([page_lines(document)] * dice.choice((1, 3))).evidence()
    cleaned = cleaner.clean(document, evidence)
    assert cleaned.article is not None or has_errors(list(cleaned.findings))
    _said(list(cleaned.findings))
    if cleaned.article is None:
        return False
    _passes_its_own_schema(cleaned.article, config)
    _becomes_a_row(cleaned.article)
    return True


def _passes_its_own_schema(article: Article, config: Config) -> None:
    """The cleaner's word is good: only what a pattern finds in the text is left to be said, and it is said."""
    record = json.loads(article.model_dump_json())
    again, findings = check_record(record, type(article), config, Where("a", 1))
    _said(findings)
    errors = {finding.name for finding in findings if finding.severity == "error"}
    assert errors <= {"secret", "leftover_pinyin", "leftover_markup", "personal_data"}, findings
    if "personal_data" in errors:
        kinds = {finding.params["kind"] for finding in findings if finding.name == "personal_data"}
        assert not {kind for kind in kinds if getattr(config.privacy, kind) != "keep"}, findings
    assert screen(article, config, Where("a", 1)) == findings
    assert again == (None if errors else article)


def _validate(dice: random.Random) -> bool:
    record: Any = ROW
    for _ in range(dice.choice((1, 1, 2, 3))):
        record = mutate(dice, record)
    record = json.loads(
        json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    )  # readers let no surrogate in
    if not isinstance(record, dict):
        return False
    article, findings = check_record(
        record, Mine, dice.choice(CONFIGS), Where("a", 1), dice.choice((None, "2024-03-09"))
    )
    _said(findings)
    assert (article is None) == has_errors(findings)
    if article is not None:
        _becomes_a_row(article)
    return article is not None or not {"missing_field", "unknown_field", "wrong_type"} & {one.name for one in findings}


def _config(dice: random.Random) -> bool:
    tree: Any = SETTINGS
    for _ in range(dice.choice((1, 1, 2, 3))):
        tree = mutate(dice, tree)
    text = "\n".join(f"{to_toml(key)} = {to_toml(value)}" for key, value in tree.items())
    if dice.random() < 0.1:
        text = text.replace(dice.choice('=",[]{}'), wild_text(dice, 3), 1)
    try:
        config = parse_config(text.encode("utf-8", "replace").decode())
    except ConfigError as error:
        assert error.mend
        return error.where.field is not None
    assert Config.model_validate(config.dump()) == config
    json_digest(config.dump())
    config.rights.policy_of(dice.choice((None, "", ".", "a.yunhe.example")))
    if dice.random() < 0.1:  # it takes fifty times as long
        render_card(facts_of(sample(config=config.dump())))
    return True


def _overrides(dice: random.Random) -> bool:
    assert GOOD is not None
    lines = [
        json.dumps(mutate(dice, dice.choice(OVERRIDES)), ensure_ascii=dice.random() < 0.5)
        for _ in range(dice.randrange(1, 3))
    ]
    text = dice.choice(("\n", "\n\n", "\r\n")).join(lines)
    try:
        _becomes_a_row(set_fields(GOOD, parse_overrides(text)))
    except ConfigError as error:
        assert error.mend
        return "not JSON" not in error.what
    return True


def _manifest(dice: random.Random) -> bool:
    tree = mutate(dice, MANIFEST)
    with suppress(KeyError, TypeError, AttributeError):
        funnel = tree["funnel"]
        tree["funnel"] = {**funnel, "documents": funnel["rows"] + sum(funnel["rejects"].values())}
    tree.pop("digest", None)
    try:
        tree["digest"] = json_digest(tree)
        data = (json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")
    except ValueError:  # a surrogate or NaN: no bytes hold it
        data = json.dumps(tree).encode()
    try:
        manifest = parse_manifest(data)
        facts = facts_of(manifest)
    except (ValueError, InputError):
        return False
    assert card_problems(render_card(facts), facts) == []
    assert croissant_problems(render_croissant(facts), facts) == []
    render_changelog(manifest).encode("utf-8")
    for figure in draw_figures(facts):
        etree.fromstring(figure.to_bytes())
    return True


def _card(dice: random.Random) -> bool:
    front = mutate(dice, FRONT)
    card = f"---\n{yaml.safe_dump(front, allow_unicode=dice.random() < 0.5, sort_keys=False)}---\n{TAIL}"
    if dice.random() < 0.4:
        at = dice.randrange(len(card) - len(TAIL))
        card, front = card[:at] + wild_text(dice, 4) + card[at + dice.randrange(9) :], None
    problems = card_problems(card, FACTS)
    assert problems or card.startswith(CARD[:200]) or front == FRONT or front is None
    assert not [problem for problem in problems if "\n" in problem or len(problem) > 2000]
    return not (problems and "front matter" in problems[0])


def _croissant(dice: random.Random) -> bool:
    tree = mutate(dice, CROISSANT)
    data = json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        data = data[: dice.randrange(len(data))]
    problems = croissant_problems(data, FACTS)
    assert not [problem for problem in problems if "\n" in problem]
    return problems != ["it is not JSON"]


def _stream(dice: random.Random) -> bool:
    if dice.random() < 0.3:
        content = wild_page(dice)[1]
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    else:
        pages = ({"text": PAGE, "url": "http://yunhe.example/a", "metadata": {"url": "x"}}, {"html": f"<p>{PAGE}"}, ROW)
        records = [mutate(dice, dice.choice(pages)) for _ in range(dice.randrange(1, 4))]
        data = "\n".join(json.dumps(record, ensure_ascii=dice.random() < 0.5) for record in records).encode(
            "utf-8", "surrogatepass"
        )
    items = list(
        read_stream(
            io.BytesIO(data), "stdin", PLAIN.columns.model_copy(update={"url": dice.choice(("url", "metadata.url"))})
        )
    )
    assert items, "nothing was said"
    _said([item for item in items if isinstance(item, Finding)])
    pages_read = [item for item in items if isinstance(item, RawDocument)]
    for page in pages_read:
        if page.record is not None:
            check_record(page.record, Mine, PLAIN, Where("stdin", page.line))
        else:
            CLEANERS[0][1].clean(page)
    return bool(pages_read)


TARGETS: dict[str, Callable[[random.Random], bool]] = {
    "cleaner": _clean, "validator": _validate, "config": _config, "overrides": _overrides, "manifest": _manifest,
    "card": _card, "croissant": _croissant, "stream": _stream,
}  # fmt: skip


def _campaign(name: str, inputs: int, seconds: float) -> tuple[int, int, float]:
    """How many inputs were tried, how many got past the parser, and the longest time of one; a fault names its seed."""
    reached, longest, end = 0, 0.0, time.monotonic() + seconds
    for seed in range(inputs):
        start = time.monotonic()
        if start > end:
            return seed, reached, longest
        try:
            reached += TARGETS[name](random.Random(seed))
        except Exception as error:
            error.add_note(f"{name}, seed {seed}")
            raise
        longest = max(longest, time.monotonic() - start)
    return inputs, reached, longest


@pytest.mark.parametrize("name", TARGETS)
def test_wild_input_raises_nothing_but_our_errors(name: str) -> None:
    tried, reached, longest = _campaign(name, 50, 10)
    assert longest < LONGEST
    assert reached > REACHED * tried


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 5_000], ids=["nested", "long integer"])
def test_toml_that_tomllib_cannot_hold_is_a_config_error(value: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(f"a = {value}")


if __name__ == "__main__":
    for target in sys.argv[3:] or TARGETS:
        tried, reached, slowest = _campaign(target, int(sys.argv[1]), float(sys.argv[2]))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            target,
            tried,
            f"{reached / max(1, tried):.0%} past the parser",
            f"{slowest:.3f} s",
            memory,
            "MB",
            flush=True,
        )
