from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import PiiCounts
from toolkit.config import PrivacyConfig
from toolkit.detect.personal import PLACEHOLDERS, find_personal
from toolkit.detect.span import replace

# Sentences with every item in 〚〛, its kind before a bar.
POSITIVE = """
联系人王某,手机〚mobile|13812345678〛。
手机:〚mobile|138-1234-5678〛或〚mobile|139 8765 4321〛
请拨打〚mobile|+86 15912345678〛咨询
请拨打〚mobile|86-15912345678〛咨询
海外请拨〚mobile|0086-186-1234-5678〛
电话〚mobile|１８６１２３４５６７８〛(李某)
手机号码Tel:〚mobile|17712345678〛QQ:〚qq|87654321〛
王某〚mobile|13612345678〛、李某〚mobile|13712345678〛/赵某〚mobile|13512345678〛
投诉请找监督员(〚mobile|199 1234 5678〛)。
微信同号:〚mobile|16612345678〛
加微信〚mobile|15212345678〛即可入群
手机〚mobile|1391 234 5678〛
电话:〚landline|010-62345678〛
电话:〚landline|010-62345678〛 〚mobile|13812345678〛 〚landline|010-62345679〛
报名电话〚landline|0571—87654321〛转综合科
报名电话〚landline|(0571)87654321〛转综合科
报名电话〚landline|（0571）8765 4321〛
传真:〚landline|021-6234-5678〛
总机〚landline|02062345678〛
总机:〚landline|86-20-62345678〛
總機〚landline|+86 (20) 6234 5678〛
热线〚landline|0755-26543210转8012〛
热线〚landline|0755-26543210-8012〛
热线〚landline|0432-6543210〛/〚landline|6543211〛、〚landline|6543212〛
热线〚landline|010-62345678〛或〚landline|62345679〛
电话:〚landline|62345678〛,20180803期
电话〚landline|010-62345678〛e-mail:〚email|wang@yunhe.com〛
电话〚landline|010-62345678〛Email:〚email|wang@yunhe.com〛
聯繫電話:〚landline|7654321〛
客服〚landline|400-123-4567〛
客服〚landline|4001234567〛
客服〚landline|400-1234-567〛
客服〚landline|4006-123-456〛
客服热线 〚landline|400 123 4567〛
免费电话〚landline|800-820-1234〛
免费电话:〚landline|8008201234转1〛
邮箱〚email|wang.xiao_1@yunhe.example.cn〛,欢迎来信
邮箱:〚email|wangxiao＠yunhe.example〛
Email:〚email|WANG@YUNHE.COM〛Tel:〚landline|010-62345678〛
投稿〚email|wang#yunhe.com〛(请把#换成@)
投稿〚email|wang(at)yunhe.com〛
投稿〚email|wang [AT] yunhe.com〛
投稿:〚email|13812345678@yunhe.com〛
QQ邮箱:〚email|12345678@yunhe.com〛
客服QQ:〚qq|12345678〛
客服QQ:  〚qq|12345678〛
客服QQ①:〚qq|12345678〛
电话:〚landline|010-12345678〛
电话:〚landline|(86-571)87654321〛
客服QQ：〚qq|12345678〛、〚qq|23456789〛
客服QQ:〚qq|123456789〛 〚qq|2345678901〛 〚mobile|13812345678〛
QQ群:〚qq|123456〛
QQ交流群〚qq|1234567〛
QQ号码为〚qq|12345〛
QQ/微信:〚qq|87654321〛
企鹅号:〚qq|87654321〛
扣扣 〚qq|87654321〛
微信号:〚wechat|yunhe_2018〛
微信號：〚wechat|yunhexiaobian〛
微信:〚wechat|wang-xiao〛,备注姓名
微信:〚wechat|wangxiao〛
加微信wangxiao,加v:〚wechat|wang8888〛
VX:〚wechat|wang8888〛
wx：〚wechat|wang8888〛
WeChat ID: 〚wechat|wang8888〛
身份证号:〚id_card|110101199003071233〛
身份证〚id_card|11010119900307123３〛。
张某(〚id_card|310115 20040229 0012〛)
身份证号码:〚id_card|110101900307123〛
卡号〚bank_card|6222021234567890128〛
卡号〚bank_card|6222 0212 3456 7890 128〛
卡号〚bank_card|4111 1111 1111 1111〛
信用卡〚bank_card|5454-5454-5454-5454〛
一辆车牌号为〚plate|京A·12345〛的轿车
司机驾驶〚plate|粤B12345D〛沿云河路行驶
号牌:〚plate|沪AD12345〛、〚plate|苏E·F2345〛
1.〚plate|川A1B2C3〛 2.〚plate|川A 1B2C4〛
查获〚plate|鲁BX123学〛和〚plate|粤Z1234港〛
車牌〚plate|粵B·D12345〛、〚plate|蘇A12345〛
新能源车〚plate|浙ADD1234〛停在路边
当事人的〚plate|新A12345〛小客车
登录IP:〚ip|203.0.113.7〛
IP地址为〚ip|8.8.8.8〛的用户
网友来自〚ip|198.51.100.23〛,发表于昨天
服务器〚ip|203.0.113.7〛:8080和〚ip|45.67.89.10〛/24
来自IPv6:〚ip|2001:db8:85a3::8a2e:370:7334〛
地址〚ip|2001:0db8:0000:0000:0000:ff00:0042:8329〛。
统一社会信用代码:〚credit_code|91350100M000100Y43〛
统一社会信用代码〚credit_code|９１３５０１００Ｍ０００１００Ｙ４３〛,法定代表人
纳税人识别号〚credit_code|91350100M000100Y43〛
报名https://yunhe.example/join?mobile=〚mobile|13812345678〛&from=1
退订https://yunhe.example/u?mail=〚email|wang%40yunhe.com〛
"""

NEGATIVE = """
校验值 042768789921e0f5eea725637796a26467bbab16
文件 18612345678e09f1.jpg
依据GB/T 20000.1-2014和GB 7258-2017。
地方标准DB15/T 1086-2016、DB44/T 2010-2017自2018年8月3日起实施。
依据ISO/IEC 27001:2013和YY/T 0664-2020。
国家标准计划号20201234-T-469
国标委〔2023〕12号文件
发文字号:国市监标技发〔2021〕36号
ISBN 978-7-5066-1234-5,定价58.00元
ISBN:9787506612345
京ICP备12345678号-1
京ICP备05013524号
京公网安备 11010502030143号
互联网新闻信息服务许可证13120170004
视听节目许可证号:13812345678
统一社会信用代码911101011012345678
组织机构代码 12345678-9
专利号ZL201810123456.7
注册号:13812345678
订单编号 13812345678
第13812345678号发票
总产值达13812345678元
总产值达13812345678.50元
投资15912345678万元
出口18612345678美元
全国人口14.1178亿,2020年为1411778724人
货号AB13812345678
型号X-13812345678
时间2018-08-03 17:13:55,编码20180803171355
2018-2020年间,增长10.5%
面积0571.87654321平方
http://yunhe.example/2018/0803/13812345678.html
www.yunhe.example/tel/010-62345678
yunhe.example/a?id=13812345678&qq=87654321
网址https://yunhe.example/13812345678,阅读全文
138****5678已隐去
直播间400-800元不等
价格在400-500-6000元之间
规格有400 800 1200三种
功率800-1200-2000瓦
村里建了QQ群和微信群
QQ群内共有12345人
QQ音乐12345678次播放
QQ用户达80000万
腾讯QQ 2018版本
微信公众号:yunhexinwen
微信iPhone版本更新,微信Android版随后
微信:Facebook的对手
微信支付和WeChat Pay
微信号与密码由用户保管
关注企鹅12345只
热线12345,12315和12369
电话会议20180803期
编号110101199003071234
登记110101199013071235
流水6222021234567890123
批号:4111111111111111
账号6222021234567890128999
@人民日报 的微博
文件icon@2x.png
C#与.NET平台,见page#1.2
话题#yunhe.com#
邮编310000,地址云河路12号
坐标116.404012345,39.915012345
成绩13分81秒2345678
统一社会信用代码91350100M000100Y44
产品序号91350100M000100Y43A
索引号91350100M000100Y43/2022-00011
全新A12345型和最新B23456款
部署在百度云A12345节点
津GDP2023超过预期
浙B2-20080224号增值电信业务
粤ICP备12345678号
鲁TC1234567批
豫A12345元
川A座12345室,京B2号楼
苏A.B公司
依据第4.2.1.3条和5.12.2.1节
软件版本V3.0.128.5已发布
固件版本:2.1.150.3,内核4.15.0.112
更新至12.0.200.1
标识符1.2.156.112
见GB/T 17626.2.150.3
网关192.168.1.1,本机IP:127.0.0.1
IP:10.12.0.5,掩码255.255.255.0
日期08.03.12.112
号段1.2.156.10011.1
http://203.0.113.7:8080/a
IP:256.1.1.1
时间2018:08:03:17:13
地址2001:12:30
std::vector与fe80::1
2001:db8::g
"""


def parse(sentence: str) -> tuple[str, list[tuple[str, str]]]:
    """The sentence without its brackets, and what stood in them."""
    text, items = "", []
    for piece in sentence.split("〚"):
        inside, close, rest = piece.partition("〛")
        if close:
            kind, _, item = inside.partition("|")
            items.append((kind, item))
            text += item + rest
        else:
            text += piece
    return text, items


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_personal(text)]


def redact(text: str) -> str:
    return replace(text, [(span, PLACEHOLDERS[span.kind]) for span in find_personal(text)])


@pytest.mark.parametrize("sentence", POSITIVE.strip().split("\n"))
def test_personal_data_is_found_whole_and_named(sentence: str) -> None:
    text, items = parse(sentence)
    assert found(text) == items


@pytest.mark.parametrize("sentence", NEGATIVE.strip().split("\n"))
def test_other_numbers_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []


def test_there_is_a_placeholder_for_every_counted_kind() -> None:
    assert set(PLACEHOLDERS) == set(PiiCounts.model_fields)
    assert all(find_personal(placeholder) == [] for placeholder in PLACEHOLDERS.values())


def test_every_kind_has_a_policy() -> None:
    assert set(PrivacyConfig.model_fields) == set(PLACEHOLDERS)


def test_every_sentence_stays_redacted() -> None:
    for sentence in (POSITIVE + NEGATIVE).strip().split("\n"):
        once = redact(parse(sentence)[0])
        assert redact(once) == once


FRAGMENTS = st.sampled_from(
    [parse(sentence)[0] for sentence in POSITIVE.strip().split("\n")]
    + [item for sentence in POSITIVE.strip().split("\n") for _, item in parse(sentence)[1]]
    + NEGATIVE.strip().split("\n")
    + ["京A12345", "8.8.8.8", "IP:", "版本", ":8080", "91350100M000100Y43", "车牌", "?mobile="]
    + [" ", "-", ".", ",", "、", "/", "a", "7", "元", "QQ:", "微信号:", "电话", "编号", "(", "@", "\n"]
)


@given(st.lists(FRAGMENTS, max_size=8).map("".join))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(st.from_regex(r"https?://(?:1[38][0-9]{9}|[A-Za-z0-9._~:/-]){1,20}", fullmatch=True))
def test_an_address_without_a_query_holds_nothing_alone_or_in_a_line(url: str) -> None:
    assert find_personal(url) == find_personal(f"{url} ") == []


@given(st.lists(FRAGMENTS, max_size=8).map("".join), st.sets(st.sampled_from(sorted(PLACEHOLDERS))))
def test_what_is_found_after_redaction_is_what_was_kept(text: str, kept: set[str]) -> None:
    hidden = [(span, PLACEHOLDERS[span.kind]) for span in find_personal(text) if span.kind not in kept]
    assert {span.kind for span in find_personal(replace(text, hidden))} <= kept


@given(st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(FRAGMENTS, max_size=8).map("".join)))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    spans = find_personal(text)
    assert all(0 <= span.start < span.end <= len(text) and span.kind in PLACEHOLDERS for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["1", "(", "86", "a.", "a@", "010-", "QQ ", "微信", "13812345678 ", "QQ:12345、", "1-", "电话",
     "1.", "8.8.8.8", "IP", "2001:", "2001:db8::", "京A", "京A12345", "91350100M000100Y43", "?mobile=", "车牌"],
)  # fmt: skip
def test_hostile_lines_end(piece: str) -> None:
    find_personal(piece * (300_000 // len(piece)))
