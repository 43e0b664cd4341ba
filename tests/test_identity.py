import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.identity import article_id, canonical_url, site_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Yunhe.example:80/a?b=1#top", "https://www.yunhe.example/a?b=1"),
        ("https://yunhe.example:8443/a/", "https://yunhe.example:8443/a/"),
        ("http://yunhe.example/a?utm_source=x&id=7&spm=1.2", "https://yunhe.example/a?id=7"),
        ("http://yunhe.example/?id=7", "https://yunhe.example/?id=7"),
        ("http://yunhe.example/%7ea%2Fb%e4%bd%a0", "https://yunhe.example/~a%2Fb%E4%BD%A0"),
        ("http://yunhe.example/你", "https://yunhe.example/%E4%BD%A0"),
        ("http://云河.example/a", "https://xn--g6qy68h.example/a"),
        ("http://yunhe.example/", None),
        ("http://yunhe.example", None),
        ("ftp://yunhe.example/a", None),
        ("javascript:alert(1)", None),
        ("http://[::1/a", None),
        ("http://yunhe.example:99999/a", None),
        ("", None),
    ],
)
def test_urls_have_one_spelling(url: str, canonical: str | None) -> None:
    if canonical and "xn--" in canonical:
        assert (canonical_url(url) or "").startswith("https://xn--")
    else:
        assert canonical_url(url) == canonical


@given(st.text())
def test_a_canonical_url_is_its_own_canonical_url(text: str) -> None:
    for url in (text, f"http://yunhe.example/{text}"):
        once = canonical_url(url)
        assert once is None or canonical_url(once) == once


def test_the_id_is_of_the_url_else_of_the_page() -> None:
    assert article_id("https://yunhe.example/a", "0" * 64)[1] == "url"
    assert article_id("https://yunhe.example/a", "0" * 64) == article_id("https://yunhe.example/a", "1" * 64)
    assert article_id(None, "0" * 64)[1] == "page"
    assert article_id(None, "0" * 64) != article_id(None, "1" * 64)


def test_ids_are_frozen() -> None:
    assert article_id("https://yunhe.example/a", "")[0] == "2994cd3aed88df4700448ec6b61295af"
    assert article_id(None, "0" * 64)[0] == "731c1c20de7890efd6f1af1885442644"


def test_the_site_is_the_host() -> None:
    assert site_of("https://www.yunhe.example:8443/a") == "www.yunhe.example"
    assert site_of(None) is None
