"""Secrets. No file may hold one, not even an invented one, so all are put together here."""

import base64
import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, Config, PrivacyConfig
from toolkit.curate.screen import screen
from toolkit.detect.personal import find_personal
from toolkit.detect.secrets import find_secrets, mask
from toolkit.errors import Where


def body(length: int, alphabet: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") -> str:
    """As good as random, and the same each time."""
    digits = b"".join(hashlib.sha256(f"{length} {place}".encode()).digest() for place in range(length // 32 + 1))
    return "".join(alphabet[byte % len(alphabet)] for byte in digits[:length])


BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HEX = "0123456789abcdef"
UUID = "-".join(body(length, HEX) for length in (8, 4, 4, 4, 12))
BLOCK = "-----{} RSA PRIVATE KEY-----"
JWT = ".".join(base64.urlsafe_b64encode(f'{{"a":"{body(30)}"}}'.encode()).decode().rstrip("=") for _ in range(2))

# (kind, the secret, a sentence around it)
POSITIVE = [
    ("hugging-face", "hf_" + body(34), "令牌{}已经失效"),
    ("hugging-face", "hf_" + body(34), "export HF_HOME=/data; login --with {}\n"),
    ("github", "ghp_" + body(36), "推送用{}。"),
    ("github", "github_pat_" + body(22) + "_" + body(59), "（{}）"),
    ("gitlab", "glpat-" + body(20), "私有令牌 {}"),
    ("model-api", "sk-" + body(48), "模型密钥见{},勿外传"),
    ("model-api", "sk-proj-" + body(60), "os.environ['K'] = '{}'"),
    ("aws", "AKIA" + body(16, BASE32), "id={}&x=1"),
    ("aws", "ASIA" + body(16, BASE32), "临时凭证{}"),
    ("aliyun", "LTAI5t" + body(18), "阿里云账号 {} 已停用"),
    ("tencent-cloud", "AKID" + body(32), "腾讯云{}"),
    ("google", "AIza" + body(35), "地图接口?k={}"),
    ("slack", "xoxb-" + body(12, "0123456789") + "-" + body(24), "机器人{}"),
    ("stripe", "sk_live_" + body(24), "收款 {}"),
    ("npm", "npm_" + body(36), "//registry/:_a={}"),
    ("pypi", "pypi-AgEI" + body(70), "发布用 {}"),
    ("jwt", JWT + "." + body(43), "请求头 Bearer {}"),
    ("webhook", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + UUID, "群机器人{}，"),
    ("webhook", "https://oapi.dingtalk.com/robot/send?access_token=" + body(64, HEX), "{}"),
    ("labelled-key", "AppSecret：" + body(32, HEX), "公众号的{}"),
    ("labelled-key", "appsecret(应用密钥): " + body(32, HEX), "填入{}"),
    ("labelled-key", 'api_key = "' + body(40), "{}"),
    ("labelled-key", "密钥为" + body(32), "接口{}"),
    ("labelled-key", "AccessKeySecret=" + body(30), "{}"),
    ("url", "ftp://wang:Yh8-kk2m@files.yunhe.example", "下载{}/a.zip"),
    ("url", "postgres://app:" + body(16) + "@10.0.0.5:5432", "{}/db"),
    ("private-key", BLOCK.format("BEGIN"), "{}"),
    ("private-key", f"{BLOCK.format('BEGIN')}\n{body(64)}\n{body(64)}\n{BLOCK.format('END')}", "粘贴\n{}\n完"),
]

NEGATIVE = [
    "SHA-256 为 " + body(64, HEX),
    "提交 " + body(40, HEX) + " 修复了问题",
    "依据GB/T 20000.1-2014和T/CAS 1001-2024,计划号20201234-T-469",
    "统一社会信用代码91350100M000100Y43",
    f"data:image/png;base64,iVBOR/AKIA{body(16, BASE32)}/{body(90)}+LTAI{body(20)}==",
    "hf_hub_download_with_progress_and_retries 是函数名",
    "sk-learn-tutorial-2023-introduction-to-models",
    "sk-" + "x" * 48,
    "api_key: your_api_key_goes_here_2024",
    "api_key=<YOUR_API_KEY_1234567890>",
    "AKIA" + "IOSFODNN7" + "EXAMPLE",
    "AppSecret 在公众平台的后台查看",
    "密钥：由系统管理员统一保管并定期更换",
    "access_token: 调用接口时由服务器返回的凭证",
    "secret_key = get_secret_from_the_vault_of_the_team()",
    "https://user:password@yunhe.example/",
    "https://yunhe.example:8080/a@b",
    "git@yunhe.example:tea/notes.git",
    "mailto:wang@yunhe.example",
    "见 https://yunhe.example/2024/0803/" + body(32, HEX) + ".html",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "会议时间:9:30-11:00,地点:云河路12号@二楼",
    "",
]


@pytest.mark.parametrize(("kind", "secret", "around"), POSITIVE)
def test_a_secret_is_found_whole(kind: str, secret: str, around: str) -> None:
    text = around.replace("{}", secret)
    assert [(span.kind, text[span.start : span.end]) for span in find_secrets(text)] == [(kind, secret)]


CREDENTIALS = [
    "https://reader:Yh8kk2m@yunhe.example:8443/a", "ftp://wang:Yh8-kk2m@files.yunhe.example/a.zip", "https://u:a!b_9c@yunhe.com",
    "postgres://wang:" + body(12) + "@8.8.8.8:5432/db", "https://wang:Yh8%40kk2m@yunhe.example/",
]  # fmt: skip


@pytest.mark.parametrize("url", CREDENTIALS)
def test_redaction_leaves_credentials_whole_for_the_screen_to_find(url: str) -> None:
    page = f"渔港年检\n来源：渔港周刊 2019-06-05\n今天上午，渔港管理站召开会议，材料在{url}，另寄wang@yunhe.example。"
    cleaned = Cleaner(CleanConfig(min_chars=1), PrivacyConfig(), Article, "x").clean(
        RawDocument("raw/a", 0, "text", page)
    )
    assert cleaned.article is not None
    assert "另寄[邮箱]" in cleaned.article.text
    found = screen(cleaned.article, Config(name="x", title="X"), Where("raw/a"))
    assert [(one.name, one.params["kind"]) for one in found if one.severity == "error"] == [("secret", "url")]


@pytest.mark.parametrize(
    "text",
    [
        "https://yunhe.example/?mail=wang@yunhe.com",
        "http://wang@yunhe.com",
        "时间8:wang@yunhe.com",
        "://a:wang@yunhe.com",
    ],
)
def test_an_address_without_credentials_is_still_an_address(text: str) -> None:
    assert [span.kind for span in find_personal(text)] == ["email"]


@pytest.mark.parametrize("text", NEGATIVE)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert find_secrets(text) == []


@pytest.mark.parametrize(("kind", "secret", "around"), POSITIVE)
def test_a_mask_shows_four_characters(kind: str, secret: str, around: str) -> None:
    assert mask(secret).startswith(secret[:4] + "…")
    assert secret[4:9] not in mask(secret)


PIECES = st.sampled_from([secret for _, secret, _ in POSITIVE] + [*NEGATIVE, " ", "=", ":", "@", "AppSecret:", "\n"])


@given(st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(PIECES, max_size=6).map("".join)))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    spans = find_secrets(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["eyJ", "eyJa.", "eyJabcdefgh.", "-----BEGIN PRIVATE KEY-----", "a://", "a://b:", "a://b:c", "a://b:ccc@", "api_key=",
     "sk-", "sk-ant-", "xoxb-", "AKIA", "hf_", "密钥", "secret_key", "https://hooks.slack.com/services/", "a", "-"],
)  # fmt: skip
def test_hostile_lines_end(piece: str) -> None:
    find_secrets(piece * (300_000 // len(piece)))
