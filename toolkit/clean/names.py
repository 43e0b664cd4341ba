"""People's names, as mastheads, datelines and closing brackets write them."""

import re

# 佚名 and the like stand where nobody is known.
PLACEHOLDERS = frozenset(
    "网友投稿 读者投稿 投稿 综合 匿名用户 热心网友 网络整理 互联网整理 本站整理 网络转载 来自网络 "
    "佚名 未知 无 匿名 不详 本站 本站原创 本网 本网站 本院 本局 本部 本刊 本报 本会 本校 本单位 本网讯 本报讯 本站讯 "
    "原创 互联网 网络 网上 网友 转载 整理 系统管理员 管理员 超级管理员 小编 编辑 编辑部 "
    "记者 通讯员 作者 来源 xxx admin administrator none null unknown webmaster root user anonymous".split()
)
# The commonest surnames; a bare name, with no role beside it, must begin with one.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷黎龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪关牛樊葛翟古柳芦欧裴"
    "凌温甘纪祝鲁齐蓝管骆解路俞童车项尚聂柏左季申屈柯梅辛祁耿岳倪焦阎伍司詹佟别厉戚殷华盛单包褚景庞霍苗娄游宁桂邢安翁卓"
    "颜章滕涂芮符宗冉鞠冀应瞿隋阮米仇池冷窦谷褚靳蒲甄麦匡晏巩蔺楚晁查鲍费岑乐于时傅皮卞臧计成谈茅纪舒屠闵席强闻党翟劳"
    "佘缪柴栾敖冼邝谌阙郁邬牟阚鄢虞隗逯刁茹仝逄郄亓竺卜裘佴扈揭桑巫"
    "兰毕喻饶艾尤穆曲苟姬寇郎丛仲迟荆胥储栗奚粟郜邸雍辜邰嵇狄钮"
)
_DOUBLE_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 端木 南宫 西门 闻人 长孙 宇文".split()
)
_NO_NAMES = frozenset(
    "摘自 转自 来自 选自 原载 整合 综合 整理 摄影 报道 报导 采访 "
    "编译 撰文 供稿 供图 实习 文图 图文 本报 部落 调查 责任 责编 校对 审核 讯 电 摄 文 图 等 民意调查 "
    "科技 财经 体育 娱乐 新闻 社会 国内 国际 军事 汽车 教育 健康 旅游 文化 经济 时政 要闻 房产 生活 民生 法治 "
    "专访 特写 特稿 述评 综述 连线 手记 预计 "
    "发布 发布于 发表 发表于 更新 更新于 "
    "浏览 点击 阅读 评论 回复 微博 分享 关注 热线 俱乐部 大家 您好 你好 个人 简介 提供 统计 "
    "查看 朗读 收听 播放 隐藏 显示 转发 收藏 订阅 参与 互动 纠错 打印 关闭 推荐 手机 下载 复制 投稿 举报 "
    "点赞 文号 公文 编号 毕业 尤其 丛书 储备 储蓄 迟到 仲裁 本人 受访者 兰州 荆州 "
    "北京 上海 天津 重庆 广州 深圳 香港 澳门 台北 新北 台中 台南 台东 高雄 基隆 桃园 新竹 苗栗 彰化 "
    "南投 云林 嘉义 屏东 宜兰 花莲 澎湖 华盛顿 纽约 伦敦 巴黎 东京 柏林 莫斯科".split()
)
_ROLE = re.compile(
    r"(?:本报|本刊|本网|本站|特约|见习|实习|首席|驻\S{1,4}|全媒体|融媒体?|新媒体)*"
    r"(?:记者|通讯员|实习生|撰稿人?|摄影|作者|特派员|评论员|撰文|执笔)[:/]?"
)
_TAIL = re.compile(
    r"[/\s]+(?:文[/、]?图|图[/、]?文|文|图)$|[/\s]*(?:摄影报[道导]|综合报[道导]|采访报[道导]|报[道导]|摄影|供稿|整理|编译|供图|提供|整合|摄)$"
)
_OFFICE = re.compile(
    r"^\S{2,}(?:学院|中心|支部|[部处局院科办系]|[日晚早晨时商周]报|报社|电视台|电台|通讯社|新闻网?|在线|客户端|周刊|杂志)$"
)
_POINTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•.][\u4e00-\u9fff]{1,8}){1,3}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.\-]{1,15}(?: [A-Za-z.\-]{1,15}){0,2}")
_KIND = re.compile(r"/(?:文|图|摄)(?=\s|$)")
_BETWEEN = re.compile(r"[\s、,，;/|&]+|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]{2,3}$)")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SHORT_OFFICE = re.compile(r"[报网]$|新闻$|记者|编辑")
_LONG_OFFICE = re.compile(r"[报网社台局院部处]$|新闻$|记者|编辑")
_LONE = re.compile(r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff·])")


def split_names(text: str) -> list[str]:
    """The names in a list such as `姚春水 通讯员 林 秋/文`; empty when something else stands there."""
    text = _KIND.sub(" ", _ROLE.sub(" ", text))
    text = _TAIL.sub("", text.strip(' :()[]"|'))
    text = _LONE.sub(r"\1\2", text)  # two-character names are spaced to fill three places
    parts = [_TAIL.sub("", part) for part in _BETWEEN.split(text)]
    names = [part for part in parts if part and part not in _NO_NAMES]
    names = [name for name in names if not _OFFICE.search(name)] or names  # 测绘学院 姚春水
    return list(dict.fromkeys(names)) if names and all(map(is_name, names)) else []


def is_name(text: str) -> bool:
    """Two to four Chinese characters, a transcribed name with its points, or a Latin one; no placeholder."""
    if text.lower() in PLACEHOLDERS or text in _NO_NAMES:
        return False
    if _HAN_NAME.fullmatch(text):
        office = (_SHORT_OFFICE if len(text) < 4 else _LONG_OFFICE).search(text)
        return office is None or (text[0] in _SURNAMES and len(text) < 4)
    return _POINTED.fullmatch(text) is not None or _LATIN.fullmatch(text) is not None


def is_likely_name(text: str) -> bool:
    """A name that shows itself without a role before it."""
    single = text[:1] in _SURNAMES and len(text) in (2, 3)
    return is_name(text) and (single or (text[:2] in _DOUBLE_SURNAMES and len(text) in (3, 4)))
