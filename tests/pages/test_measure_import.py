"""Measures from a sheet: each row is shown with what it would publish, then all of it is, once."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tickets.access import measures as access
from tickets.actions import measures as actions
from tickets.errors import Because
from tickets.models import Event, Measure, MeasureVersion, Ticket
from tickets.rules.measure_sheet import EXAMPLE
from tickets.rules.measures import MeasureDraft, Scope, Stage
from tickets.transfer import measures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "handbook")]
Enter = Callable[[User], Client]
DOOR = "/desk/measures/import/"
TOP = (
    *("代码", "中文标题", "中文内容", "发布机关", "生效日期", "有效期至"),
    *("适用片区", "适用城市", "事项类别", "适用投资来源地", "可向诉求人展示", "理由"),
)
SLOT = ("FTZ-01", "示例举措一", "正文一", "示例机关", "2026-01-01", "2027-12-31", "大连片区、SY",
        "大连市，210100", "T02;T11", "日本、KR", "是", "")  # fmt: skip
PLAIN = ("LN-01", "示例举措二", "正文二", "示例机关", dt.date(2026, 1, 1), "", *[""] * 6)
TODAY = dt.date(2026, 11, 18)


def sheet(*rows: tuple[object, ...], top: tuple[str, ...] = TOP) -> bytes:
    """A workbook with these rows below the heading; each cell as the type it has."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_urls": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, row in enumerate((top, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(place, column, cell, day)
                else:
                    page.write(place, column, cell)
    return packed.getvalue()


def with_cell(row: tuple[object, ...], name: str, cell: object) -> tuple[object, ...]:
    """The same row with another cell in one column."""
    place = TOP.index(name)
    return (*row[:place], cell, *row[place + 1 :])


@pytest.fixture
def desk(policy_editor: User, signed_in: Enter) -> Client:
    """The policy editor's browser."""
    return signed_in(policy_editor)


def sent(desk: Client, content: bytes, name: str = "举措.xlsx") -> Any:
    """The page after a file was sent in."""
    return desk.post(DOOR, {"file": SimpleUploadedFile(name, content)})


def confirmed(desk: Client, shown: Any) -> Any:
    """The page after the button was pressed."""
    sent_in = shown.context["sheet"]
    carried = {"carried": sent_in.carried, "name": sent_in.name}
    return desk.post(DOOR, carried | {"confirmed": shown.context["mark"]}, follow=True)


def rows_of(shown: Any) -> list[tuple[int, str]]:
    """Number and standing of each row shown."""
    return [(one.typed.number, str(one.standing)) for one in shown.context["outcomes"]]


def test_shown_first_published_once_and_never_again(desk: Client, policy_editor: User) -> None:
    content = sheet(SLOT, PLAIN)
    shown = sent(desk, content)
    assert rows_of(shown) == [(2, "new"), (3, "new")]
    assert "录入一条待录入的举措" in shown.text
    assert not MeasureVersion.objects.exists()
    assert "已发布 2 条举措" in confirmed(desk, shown).text
    slot = access.entry("FTZ-01", TODAY)
    assert slot.stage is Stage.IN_FORCE
    assert slot.newest is not None
    assert slot.newest.scope == Scope(
        ("DL", "SY"), ("210200", "210100"), ("T02", "T11"), ("JP", "KR")
    )
    assert (slot.newest.reason, slot.newest.published_by) == (
        "导入表格：举措.xlsx",
        policy_editor,
    )
    plain = MeasureVersion.objects.get(measure="LN-01")
    assert (plain.valid_from, plain.valid_to, plain.is_public) == (dt.date(2026, 1, 1), None, True)
    for code in ("FTZ-01", "LN-01"):
        assert [one.kind for one in Event.objects.of(f"measure:{code}")] == ["measure_published"]
    again = sent(desk, content)
    assert rows_of(again) == []
    assert "无需导入" in again.text


def test_a_code_that_is_there_gets_a_new_version_with_what_changes(
    desk: Client, filed: Ticket
) -> None:
    confirmed(desk, sent(desk, sheet(SLOT)))
    changed = with_cell(
        with_cell(with_cell(SLOT, "有效期至", "无"), "适用城市", "全部"), "中文标题", "示例举措甲"
    )
    shown = sent(desk, sheet(with_cell(changed, "中文内容", "")))
    ((_title, before, after), *others) = shown.context["outcomes"][0].changes
    assert (before, after) == ("示例举措一", "示例举措甲")
    assert [(old, new) for _column, old, new in others] == [
        ("2027-12-31", "–"),
        ("210200、210100", "全部"),
    ]
    assert "新版本" in shown.text
    confirmed(desk, shown)
    newest = access.entry("FTZ-01", TODAY).newest
    assert newest is not None
    assert (newest.version, newest.text_zh) == (2, "正文一"), "an empty cell leaves what is there"
    assert (newest.valid_to, newest.cities) == (None, [])
    assert MeasureVersion.objects.get(version=1).replaced_at is not None


def test_each_wrong_row_says_in_which_column_and_why_and_the_others_are_published(
    desk: Client,
) -> None:
    def named(code: str, column: str, cell: object) -> tuple[object, ...]:
        return with_cell(with_cell(SLOT, column, cell), "代码", code)

    wrong = {
        "代码：代码由大写字母": with_cell(SLOT, "代码", "举措一"),
        "中文标题：": named("AB-1", "中文标题", ""),
        "生效日期：“明年”不是日期": named("AB-2", "生效日期", "明年"),
        "生效日期：“2026-02-30”不是日期": named("AB-3", "生效日期", "2026-02-30"),
        "生效日期：“46023”不是日期": named("AB-4", "生效日期", 46023),
        "生效日期：": named("AB-5", "生效日期", ""),
        "有效期至：失效日期早于": named("AB-6", "有效期至", "2025-12-31"),
        "适用片区：系统列表中没有“海南片区”": named("AB-7", "适用片区", "大连片区、海南片区"),
        "适用城市：系统列表中没有“海参崴”": named("AB-8", "适用城市", "海参崴"),
        "事项类别：系统列表中没有“X99”": named("AB-9", "事项类别", "X99"),
        "适用投资来源地：系统列表中没有“中国”": named("AB-10", "适用投资来源地", "中国"),
        "可向诉求人展示：请填“是”或“否”": named("AB-11", "可向诉求人展示", "也许"),
        "代码：与第 15 行的代码重复": named("AB-12", "理由", "一"),
        "代码：与第 14 行的代码重复": named("ab-12", "理由", "二"),
    }
    shown = sent(desk, sheet(*wrong.values(), PLAIN))
    found = [one.problems for one in shown.context["outcomes"]][: len(wrong)]
    for sentence, problems in zip(wrong, found, strict=True):
        assert len(problems) == 1, problems
        assert sentence in problems[0]
    assert rows_of(shown)[len(wrong) :] == [(16, "new")]
    done = confirmed(desk, shown)
    assert "有误未导入 14 条" in done.text
    assert list(MeasureVersion.objects.values_list("measure", flat=True)) == ["LN-01"]
    assert len(done.context["outcomes"]) == len(wrong)


def test_it_is_all_published_or_nothing(
    policy_editor: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = measures.compared(sheet(SLOT, PLAIN), "表格")
    other = outcomes[1].draft
    assert other is not None
    actions.publish(replace(other, title_zh="别人的"), by=policy_editor, now=now)
    late = refusal(lambda: measures.publish(outcomes, by=policy_editor, now=now))
    assert late[0] is Because.STALE
    assert list(MeasureVersion.objects.values_list("title_zh", flat=True)) == ["别人的"]

    def cut(*_: object) -> None:
        raise ConnectionError("the power failed")

    monkeypatch.setattr(actions, "_record", cut)
    with pytest.raises(ConnectionError):
        measures.publish(measures.compared(sheet(SLOT), "表格"), by=policy_editor, now=now)
    assert MeasureVersion.objects.count() == 1


def test_two_who_send_the_same_sheet_publish_it_once(
    transactional_db: None, policy_editor: User, now: dt.datetime
) -> None:
    outcomes = [measures.compared(sheet(SLOT, PLAIN), "表格") for _each in range(2)]
    ended = at_once(
        *(partial(measures.publish, some, by=policy_editor, now=now) for some in outcomes)
    )
    assert ended == [DONE, "published_already"]
    assert MeasureVersion.objects.count() == 2


def test_nobody_else_publishes_a_sheet(
    li_min: User, dalian_lead: User, now: dt.datetime, signed_in: Enter
) -> None:
    outcomes = measures.compared(sheet(SLOT), "表格")
    for by in (li_min, dalian_lead):
        assert refusal(partial(measures.publish, outcomes, by=by, now=now))[0] is Because.ROLE
        assert sent(signed_in(by), sheet(SLOT)).status_code == 403
    assert not Measure.objects.filter(versions__isnull=False).exists()


def test_what_was_changed_meanwhile_is_shown_again(
    desk: Client, policy_editor: User, now: dt.datetime
) -> None:
    confirmed(desk, sent(desk, sheet(PLAIN)))
    shown = sent(desk, sheet(with_cell(PLAIN, "中文标题", "新标题")))
    draft = MeasureDraft("LN-01", "别人的", "正文二", "示例机关", dt.date(2026, 1, 1), "改", seen=1)
    actions.publish(draft, by=policy_editor, now=now)
    again = confirmed(desk, shown)
    assert again.context["outcomes"][0].changes[0][1:] == ("别人的", "新标题")
    assert MeasureVersion.objects.count() == 2, "nothing is published that was not shown"


def merged() -> bytes:
    """A workbook with merged cells."""
    book = openpyxl.load_workbook(io.BytesIO(sheet(SLOT)))
    book.worksheets[0].merge_cells("A2:A3")
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件为空"),
        (b"code,title\n", "不是 .xlsx 表格"),
        (b"PK" + b"x" * 700_000, "文件过大"),
        (merged(), "表格含有合并单元格"),
        (sheet(with_cell(SLOT, "中文标题", "=1+1")), "第 2 行 B 列含有公式"),
        (sheet(with_cell(SLOT, "中文内容", "长" * 20_001)), "第 2 行 C 列内容过长"),
        (sheet(*[SLOT] * 201), "不得超过 200 行"),
        (sheet(SLOT, top=("这", "不是", "模板")), "第一行须为模板中的列名"),
        (sheet(SLOT, top=("代码", "中文标题", "备注")), "“备注”不是模板中的列"),
        (sheet(SLOT, top=("代码", "代码")), "有重复的列：代码"),
        (sheet(), "除示例行外没有可导入的内容"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_words(
    desk: Client, content: bytes, sentence: str
) -> None:
    answer = sent(desk, content)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_text_as_long_as_a_measure_may_be_is_taken(desk: Client) -> None:
    confirmed(desk, sent(desk, sheet(with_cell(PLAIN, "中文内容", "长" * 20_000))))
    assert MeasureVersion.objects.get().text_zh == "长" * 20_000


def test_without_a_file_nothing_happens(desk: Client) -> None:
    assert desk.post(DOOR).status_code == 422
    assert desk.get(DOOR).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_reads_back_and_its_example_is_left_out(
    language: str, policy_editor: User, signed_in: Enter
) -> None:
    policy_editor.language = language
    policy_editor.save()
    desk = signed_in(policy_editor)
    answer = desk.get(f"{DOOR}template/")
    assert "attachment" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    filled = [cell.value for cell in book.worksheets[0][2]]
    with override(language):
        assert filled == [str(value) for value in EXAMPLE.values()]
    assert filled[0] == {"zh-hans": "示例-01", "en": "Example-01"}[language]
    assert sent(desk, answer.content).status_code == 422
    book.worksheets[0]["A2"].value = "LN-09"
    packed = io.BytesIO()
    book.save(packed)
    assert rows_of(sent(desk, packed.getvalue())) == [(2, "new")], "the example is a right one"


@pytest.mark.parametrize("many", [10, 200])
def test_a_long_sheet_asks_no_more(
    many: int, desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [with_cell(SLOT, "代码", f"LN-{place}") for place in range(many)]
    with django_assert_max_num_queries(12):
        shown = sent(desk, sheet(*rows))
    assert len(rows_of(shown)) == many
    if many == 200:
        confirmed(desk, shown)
        assert MeasureVersion.objects.count() == many
