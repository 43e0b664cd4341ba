"""The words of an explanation, in English and Chinese. Each may use its parameters as `{name}`."""

from collections.abc import Mapping
from typing import Any

from toolkit.catalogue import Lang

_WORDS: Mapping[str, tuple[str, str]] = {
    # the answer
    "row": ("a row of {release}, in {split}", "{release} 中的一条数据，属于 {split}"),
    "reject": ("no row of {release}: {why}", "未收录于 {release}：{why}"),
    "removed": ("no row any more, in {release}: {why}", "{release} 中已不再收录：{why}"),
    "removed_silent": ("no row of {release} any more, and not in raw/", "{release} 中已不再收录，raw/ 中也没有该页面"),
    "unbuilt_row": (
        "it lies in raw/, and {release} does not know it: a build would take it up, unless it is a copy",
        "在 raw/ 中，但 {release} 尚不知道它：重新构建会收录，除非它是副本",
    ),
    "unbuilt_reject": (
        "it lies in raw/, and {release} does not know it; a build would leave it out: {why}",
        "在 raw/ 中，但 {release} 尚不知道它；重新构建也不会收录：{why}",
    ),
    "no_release": ("the newest release (there is none here yet)", "最新版本（此处还没有任何版本）"),
    "absent": ("not in raw/, and in no release here", "raw/ 中没有，此处的任何版本中也没有"),
    "outside": ("the file lies outside raw/: only what lies in raw/ is built", "文件不在 raw/ 中：构建只读取 raw/"),
    "hidden": ("its name begins with a dot: hidden files are passed over", "文件名以点开头：隐藏文件会被跳过"),
    "facts": ("the file tells facts of other pages; it is none itself", "该文件说明其他页面的情况，本身不是页面"),
    "empty": ("the file is there, and holds no such record", "文件存在，但其中没有这条记录"),
    # titles
    "raw": ("raw page", "原始页面"),
    "verdicts": ("verdicts of {release}", "{release} 的判断"),
    "rerun": ("cleaned again, now", "现在重新清洗"),
    "by_hand": ("by hand, in overrides.jsonl", "人工处理（overrides.jsonl）"),
    "cluster": ("copies", "副本"),
    "deal": ("split", "划分"),
    "versions": ("versions", "版本"),
    "lines": ("lines: + kept, - cut, ~ changed", "逐行：+ 保留，- 删除，~ 修改"),
    "warning": ("warning: {message}", "警告：{message}"),
    # the raw page
    "record": ("record {index}", "第 {index} 条记录（从 0 起）"),
    "record_line": ("record {index}, on line {line}", "第 {index} 条记录（从 0 起），位于第 {line} 行"),
    "same": ("as the release knows it", "与该版本所用的相同"),
    "edited": ("edited since the release, or the facts beside it were", "该版本之后，页面或其说明有改动"),
    "new": ("the release knows nothing of it", "该版本不知道此页面"),
    "gone": ("not in raw/ now", "现在不在 raw/ 中"),
    "bytes": ("{size:,} bytes, {media}, sha256 {sha256}", "{size:,} 字节，{media}，sha256 {sha256}"),
    "digest": ("sha256 {sha256}", "sha256 {sha256}"),
    # cleaned again
    "counts": (
        "{kept:,} lines kept, {cut:,} cut, {changes:,} changes within lines",
        "保留 {kept:,} 行，删除 {cut:,} 行，行内修改 {changes:,} 处",
    ),
    "chars": ("an article of {chars:,} characters", "得到 {chars:,} 字的正文"),
    "no_text": ("no article", "没有得到正文"),
    "cleaner": ("by {cleaner}", "清洗程序 {cleaner}"),
    "cleaner_since": ("by {cleaner}; the row was made by {made_by}", "清洗程序 {cleaner}；该数据由 {made_by} 生成"),
    "recorded": ("with the recurring lines that the build recorded", "所用的站点重复行为构建时所记录"),
    "counted": (
        "with the recurring lines of raw/ as it is now: the build's own are not at hand",
        "所用的站点重复行按 raw/ 现状统计：构建时的记录不在此处",
    ),
    "agrees": ("it comes out as the release has it", "结果与该版本一致"),
    "differs": (
        "it comes out otherwise than in the release: a build cleans a known page anew only with --reclean",
        "结果与该版本不一致：页面未改动时，只有使用 --reclean 才会重新清洗",
    ),
    # by hand
    "override": ("line {line}: {action}: {reason}", "第 {line} 行：{action}：{reason}"),
    "override_set": ("line {line}: {action} {field}: {reason}", "第 {line} 行：{action} {field}：{reason}"),
    # copies
    "pages": ("cluster {id}: {size:,} pages", "副本组 {id}：{size:,} 个页面"),
    "lost": ("lost to {id} ({path})", "让位于 {id}（{path}）"),
    "lost_similar": ("lost to {id} ({path}), {similarity} % the same", "让位于 {id}（{path}），相似 {similarity} %"),
    "copy": ("{mark} {id}  {path}  {what}", "{mark} {id}  {path}  {what}"),
    "more": ("and {count:,} more", "另有 {count:,} 个"),
    # the split
    "by_cluster": ("dealt out by cluster", "按副本组划分"),
    "by_site": ("dealt out by site", "按站点划分"),
    "by_date": ("dealt out by date", "按日期划分"),
    "hash": (
        "{split}: its salted hash is bucket {bucket:,} of 10,000; those below {share:,} are test",
        "{split}：加盐散列落入 10,000 格中的第 {bucket:,} 格，小于 {share:,} 的为 test",
    ),
    "guarantee": (
        "{split}, against its bucket {bucket:,}: a first release deals its lowest hash to test, its highest to train",
        "{split}，虽落入第 {bucket:,} 格：首个版本把散列最小的一组划入 test，最大的一组划入 train",
    ),
    "settled": (
        "{split}: an earlier release settled it, for this row or the one whose place it took",
        "{split}：由更早的版本确定（该数据，或它所接替的数据）",
    ),
    "date": ("{split}: by its date of publication; {cut} or later is test", "{split}：按发布日期；{cut} 及以后为 test"),
    "undated": (
        "{split}: no date fine enough to tell; {cut} or later is test",
        "{split}：没有足够精确的发布日期；{cut} 及以后为 test",
    ),
    "since": ("a row since {since}; a split never changes", "自 {since} 起收录；划分不再改变"),
    # versions
    "version": ("{version}  {what}  {places}", "{version}  {what}  {places}"),
    "added": ("added to {split}", "收录于 {split}"),
    "unchanged": ("{split}, the same", "{split}，未变"),
    "changed": ("{split}, changed", "{split}，有改动"),
    "moved": ("moved to {split}", "移至 {split}"),
    "no_row": ("no row: {reason}", "未收录：{reason}"),
    "no_row_now": ("no row any more: {reason}", "不再收录：{reason}"),
    "unsaid": ("no reason is remembered", "没有记录原因"),
    "unasked": (
        "published versions at {target} were not asked: that needs the network",
        "未查询 {target} 上已发布的版本：那需要联网",
    ),
}


def say(key: str, lang: Lang, **params: Any) -> str:
    """One of the texts above."""
    return _WORDS[key][0 if lang == "en" else 1].format_map(params)
