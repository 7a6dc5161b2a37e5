"""Whether a text tells who the requester is, however it is written."""

import pytest

from tests.actions.refusals import field_of
from tickets.rules.identities import both_orders, identity

SAKURAGAWA = identity(
    (
        "樱川轴承（大连）有限公司",
        "Sakuragawa Bearings (Dalian) Co., Ltd.",
        "桜川軸受（大連）有限公司",
        "",
    ),
    ("91210200MA0XKRG19W", "陈曦", "桜川結衣", *both_orders("Sakuragawa Yui"), "yui@example.test"),
    ("+86 138-0000 1234", "0411-8000 5678", ""),
)


@pytest.mark.parametrize(
    "text",
    [
        "请协助樱川轴承（大连）有限公司退税",
        "请协助樱川轴承(大连)有限公司退税",
        "请协助樱 川 轴 承退税",
        "樱川轴承",
        "致：SAKURAGAWA BEARINGS",
        "Ｓａｋｕｒａｇａｗａ Bearings（日资）",
        "桜川軸受からの相談",
        "信用代码 91210200 MA0XKRG19W",
        "联系人陈曦",
        "桜川　結衣さん",
        "Yui Sakuragawa 女士",
        "sakuragawa yui",
        "邮箱 Yui@Example.test",
        "电话13800001234",
        "电话 138 0000 1234",
        "电话：８０００５６７８",
        "(0411) 8000-5678",
    ],
)
def test_it_is_recognised_in_any_spelling(text: str) -> None:
    assert SAKURAGAWA.word_in(text)
    assert field_of(lambda: SAKURAGAWA.keep_out_of("summary", text)) == "summary"


@pytest.mark.parametrize(
    "text",
    [
        "请核对某日资企业11月出口退税进度",
        "大连一家轴承企业的货物滞留五天",
        "文号：辽外函〔2026〕1号，2026年11月18日14时",
        "陈先生来电",
        "",
    ],
)
def test_what_names_nobody_passes(text: str) -> None:
    assert SAKURAGAWA.word_in(text) == ""
    SAKURAGAWA.keep_out_of("summary", text)


def test_a_word_too_short_to_tell_anybody_is_not_looked_for() -> None:
    nobody = identity(("", "AG"), ("王", "Li", " "), ("110", ""))
    assert nobody.word_in("王主任、Li 处长，电话 110，AG 单位") == ""
