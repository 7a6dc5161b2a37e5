"""Templates of notices: what they must say, what they may not, and how their blanks are filled."""

import datetime as dt
import tomllib

import pytest
from django.utils import translation

from tickets.actions.base_data import FOLDER
from tickets.errors import Because, Refused
from tickets.rules import notices
from tickets.rules.classification import Track
from tickets.rules.moments import Due
from tickets.rules.notices import CHINESE, ENGLISH, Blank, Fact, NoticeKind, TemplateDraft

SHIPPED = tomllib.loads((FOLDER / "notices.toml").read_text("utf-8"))
DUE = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)


def draft(text: str, kind: NoticeKind = NoticeKind.EXTENSION) -> TemplateDraft:
    words = {language: {"title": "延期告知书", "text": text} for language in (CHINESE, ENGLISH)}
    return TemplateDraft(kind, words, "措辞")


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_is_shipped_is_in_order(kind: NoticeKind) -> None:
    TemplateDraft(kind, SHIPPED[kind], "首版").validate()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{enterprise}：\n{ticket} 延至 {due}，{nobody}", "unknown_blank", "Line 2, character 19"),
        ("{enterprise}：{ticket} 延至 {due", "brace", "character 26"),
        ("{enterprise}：{ticket} 延至 }{due}", "brace", "“}”"),
        ("{enterprise}：{ticket} 延至 {due} {items}", "unknown_blank", "{items}"),
        ("{enterprise}：{ticket} 延期", "blank_missing", "{due}"),
        ("{{ enterprise.secret }} {ticket} {due}", "brace", "“{”"),
        ("", "missing", "Enter the text."),
        ("{enterprise}{ticket}{due}" + "字" * 4000, "too_long", ""),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(text: str, code: str, said: str) -> None:
    with pytest.raises(Refused) as refused, translation.override(ENGLISH):
        draft(text).validate()
    assert (refused.value.because, refused.value.code) == (Because.MISSING, code)
    with translation.override(ENGLISH):
        assert said in str(refused.value)
    assert refused.value.field == "text_zh"


def test_each_language_is_checked() -> None:
    words = {**SHIPPED["extension"], "ja": {"title": "延長通知書", "text": "{enterprise} 様"}}
    with pytest.raises(Refused) as refused:
        TemplateDraft(NoticeKind.EXTENSION, words, "加日文").validate()
    assert refused.value.field == "text_ja"


def test_blanks_are_filled_once_and_what_is_filled_in_is_no_template() -> None:
    facts: dict[Blank, Fact] = {
        Blank.ENTERPRISE: "{ticket}",
        Blank.TICKET: "2611 2312 3456",
        Blank.DUE: Due(DUE, True),
    }
    said = notices.written(
        draft("{enterprise}：{ticket} 延至 {due}").words, facts, (CHINESE, ENGLISH)
    )
    assert said[CHINESE]["text"].startswith("{ticket}：2611 2312 3456 延至 2026年11月27日")
    assert "17:00" in said[CHINESE]["text"]
    assert "暂定" in said[CHINESE]["text"]
    assert "provisional" in said[ENGLISH]["text"]


def test_a_complaint_names_its_order_and_article_and_a_request_names_none() -> None:
    accepting = notices.basis_of(NoticeKind.ACCEPTANCE, Track.COMPLAINT)
    with translation.override(CHINESE):
        assert str(accepting) == "《外商投资企业投诉工作办法》（商务部令2020年第3号）第十五条"
        assert str(notices.basis_of(NoticeKind.REPLY, Track.COMPLAINT)).endswith("第3号）")
        assert "第3号" not in str(notices.basis_of(NoticeKind.ACCEPTANCE, Track.SERVICE))
    with translation.override(ENGLISH):
        assert str(accepting).startswith("Article 15 of the Measures")


def test_the_source_of_a_ground_is_named_without_the_editors_remark() -> None:
    source = notices.source_of("商务部令2020年第3号 第14条（据公开摘要）")
    assert source == "商务部令2020年第3号 第14条"


@pytest.mark.parametrize(
    ("wished", "languages"),
    [("zh-hans", (CHINESE,)), ("en", (CHINESE, ENGLISH)), ("ja", (CHINESE, ENGLISH))],
)
def test_it_is_written_in_chinese_and_what_the_requester_reads(
    wished: str, languages: tuple[str, ...]
) -> None:
    assert notices.languages_for(wished, SHIPPED["reply"]) == languages
    more = {**SHIPPED["reply"], "ja": {"title": "", "text": ""}}
    assert notices.languages_for("ja", more) == (CHINESE, "ja")


def test_a_number_is_that_of_an_official_document() -> None:
    assert notices.numbered("辽外管诉", 2026, 12) == "辽外管诉〔2026〕12号"
