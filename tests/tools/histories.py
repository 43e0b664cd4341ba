"""Random histories of a dataset: pages come, go, are edited, copied, bridged and taken down, release after release."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tools.command import small_project
from tests.tools.judge import Judge, Released
from toolkit.actions.build import BuildRequest, Built, Choices, build
from toolkit.actions.project import load_project
from toolkit.actions.publish import carry_out, prepare
from toolkit.actions.verify import CheckedRelease, verify
from toolkit.actions.versions import yank
from toolkit.curate.denylist import takedown
from toolkit.release.version import Version
from toolkit.targets.catalog import Yank
from toolkit.targets.opening import open_target

THRESHOLD = 0.7
_WORDS = (
    "标准 试点 社区 电梯 企业 检测 机构 农田 水质 港口 航运 茶园 林业 消防 学校 食堂 冷链 仓库 医院 门诊 "
    "图书 档案 桥梁 隧道 公交 站台 路灯 河道 堤坝 渔船 牧场 温室 苗木 果园 蜂箱 粮仓 纺织 印染 陶瓷 玻璃 "
    "钢铁 铸造 轴承 机床 焊接 涂料 塑料 橡胶 电池 光伏 风机 电缆 变压 通信 基站 卫星 导航 测绘 气象 地震 "
    "巡查 登记 公示 抽检 复核 培训 宣讲 走访 调研 起草 修订 发布 实施 监督 评价 验收 备案 通报 表彰 整改 "
    "明确 细化 优化 规范 统一 提升 缩短 减少 降低 改善 覆盖 延伸 汇总 梳理 完善 健全 推动 落实 保障 促进"
).split()
_SENTENCES = 12


def sentence(chance: random.Random) -> str:
    """Fourteen words, unlike any other."""
    words = chance.choices(_WORDS, k=14)
    return f"{''.join(words[:7])}，{''.join(words[7:])}。"


@dataclass
class Page:
    """One raw page: a title, sentences, and perhaps an address with the time it was fetched."""

    title: str
    sentences: list[str]
    url: str | None = None
    fetched: int = 0

    @property
    def body(self) -> str:
        """What an article holds of it."""
        return "\n".join("".join(self.sentences[at : at + 4]) for at in range(0, len(self.sentences), 4))

    def line(self) -> str:
        """Its line of a JSONL file."""
        record: dict[str, Any] = {"text": f"{self.title}\n{self.body}\n"}
        if self.url:
            record |= {"url": self.url, "fetched_at": f"2024-01-01T00:{self.fetched:02d}:00Z"}
        return json.dumps(record, ensure_ascii=False)


@dataclass
class History:
    """A project on its way through time. The same seed is the same history."""

    root: Path
    seed: int
    settings: str = ""
    judge: Judge = field(default_factory=lambda: Judge(THRESHOLD))
    releases: list[Path] = field(default_factory=list)
    live: list[Path] = field(default_factory=list)  # published and not withdrawn, the baseline last

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.pages: dict[str, Page] = {}
        self.hidden: set[str] = set()
        self.names = iter(range(10_000))
        small_project(self.root, {}, f"[dedup]\nthreshold = {THRESHOLD}\n[split]\ntest_share = 0.3\n{self.settings}")

    def run(self, releases: int) -> None:
        """Begin, then go through as many releases."""
        self.grow(24)
        self.release(Choices())
        for _ in range(releases - 1):
            for step in self.chance.sample(self._steps(), k=3):
                step()
            self.release(Choices(reclean=self.chance.random() < 0.3, prune=self.chance.random() < 0.3))

    def _steps(self) -> list[Callable[[], None]]:
        several: list[Callable[[], None]] = [lambda: self.grow(self.chance.randint(2, 8)), self.copy, self.vary]
        return [*several, self.bridge, self.edit, self.refetch, self.hide, self.delete, self.take_down, self.withdraw]

    def grow(self, count: int) -> None:
        """New pages, some of them at an address."""
        for _ in range(count):
            url = f"https://news.example/{next(self.names)}.html" if self.chance.random() < 0.5 else None
            sentences = [sentence(self.chance) for _ in range(_SENTENCES)]
            self._add(Page(sentence(self.chance)[:12], sentences, url))

    def _add(self, page: Page) -> None:
        self.pages[f"raw/{self.chance.choice('abc')}{next(self.names):04d}.jsonl"] = page

    def _some(self) -> Page:
        return self.pages[self.chance.choice(sorted(self.pages))]

    def copy(self) -> None:
        """The very text under another title."""
        self._add(Page(sentence(self.chance)[:12], list(self._some().sentences)))

    def vary(self) -> None:
        """A family: each a sentence or two away from the one before."""
        sentences = list(self._some().sentences)
        for _ in range(self.chance.randint(1, 4)):
            for place in self.chance.sample(range(len(sentences)), k=self.chance.randint(1, 2)):
                sentences[place] = sentence(self.chance)
            self._add(Page(sentence(self.chance)[:12], list(sentences)))

    def bridge(self) -> None:
        """One page that holds the whole of two others, and pages on the way to each."""
        one, other = list(self._some().sentences), list(self._some().sentences)
        for left in (2, 4, 12):
            self._add(Page(sentence(self.chance)[:12], [*one, *other[:left]]))
            self._add(Page(sentence(self.chance)[:12], [*one[:left], *other]))

    def edit(self) -> None:
        """A page changes where it lies; sometimes it is another one afterwards."""
        page = self._some()
        for place in self.chance.sample(range(len(page.sentences)), k=self.chance.choice([1, 2, 8])):
            page.sentences[place] = sentence(self.chance)

    def refetch(self) -> None:
        """The same address again, later, elsewhere."""
        page = self._some()
        if page.url:
            sentences = [*page.sentences[:-1], sentence(self.chance)]
            self._add(Page(page.title, sentences, page.url, page.fetched + 1))

    def hide(self) -> None:
        """A partial checkout, until the next one."""
        self.hidden = set(self.chance.sample(sorted(self.pages), k=len(self.pages) // 3))

    def delete(self) -> None:
        """A page is gone for good."""
        del self.pages[self.chance.choice(sorted(self.pages))]

    def take_down(self) -> None:
        """An article of the last release is denied."""
        rows = Released(self.live[-1]).rows if self.live else {}
        if rows:
            record = rows[self.chance.choice(sorted(rows))]
            with (self.root / "takedowns.jsonl").open("a", encoding="utf-8") as file:
                file.write(takedown(record).model_dump_json() + "\n")

    def withdraw(self) -> None:
        """The last version turns out to be bad; the one before is the baseline again."""
        if len(self.live) > 1 and self.chance.random() < 0.5:
            version = Version.parse(str(Released(self.live.pop()).manifest["version"]))
            target = open_target("./published", self.root)
            yank(target, version, Yank(reason="a test", yanked=True), self.root)

    def release(self, choices: Choices) -> None:
        """Build, verify, publish, judge."""
        self._write_raw()
        built = build(BuildRequest(load_project(self.root), choices=choices))
        if not built.changed:
            return
        texts = {path: page.body for path, page in self.pages.items()}
        self.judge.see(Released(built.path), Released(self.live[-1]) if self.live else None, texts)
        self._publish(built)
        self.releases.append(built.path)
        self.live.append(built.path)

    def _write_raw(self) -> None:
        for old in (self.root / "raw").glob("*") if (self.root / "raw").exists() else ():
            old.unlink()
        (self.root / "raw").mkdir(exist_ok=True)
        for path, page in self.pages.items():
            if path not in self.hidden:
                (self.root / path).write_text(page.line() + "\n", encoding="utf-8")
        self.hidden = set()

    def _publish(self, built: Built) -> None:
        report = verify(built.path)
        assert report.sound, report.findings
        carry_out(prepare(CheckedRelease.of(report), open_target("./published", self.root), self.root))
