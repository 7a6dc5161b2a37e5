"""Requesters from a sheet: each row is shown with what it would do, then written, once."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Enterprise, User
from tests.actions.at_once import DONE, at_once
from tickets.models import Event
from tickets.transfer import register, workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "handbook")]
Enter = Callable[[User], Client]
DOOR = "/desk/enterprises/import/"
TOP = (
    "中文名称",
    "原文名称",
    "统一社会信用代码",
    "投资者国别",
    "注册地",
    "自贸片区",
    "管家",
    "副管家",
)
A = ("樱川轴承（大连）有限公司", "", "91210200MA0XKRG19W", "日本", "大连市", "", "", "")
NEW = ("𠮷野精密（大连）有限公司", "𠮷野精密株式会社", "91210200MA0TMU5R3T", "JP", "210200", "DL",
       "李敏", "zhou.kai@example.test")  # fmt: skip


def sheet(*rows: tuple[object, ...], top: tuple[str, ...] = TOP) -> bytes:
    """A workbook with these rows below the heading; each cell as the type it has."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for place, row in enumerate((top, *rows)):
            page.write_row(place, 0, row)
    return packed.getvalue()


@pytest.fixture
def desk(dalian_lead: User, signed_in: Enter) -> Client:
    """The browser of the lead of Dalian."""
    return signed_in(dalian_lead)


@pytest.fixture
def people(li_min: User, deputy: User) -> None:
    """The concierges of Dalian."""


def sent(desk: Client, content: bytes, name: str = "名录.xlsx") -> Any:
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


@pytest.mark.usefixtures("people")
def test_shown_first_written_once_and_never_again(desk: Client, sakuragawa: Enterprise) -> None:
    before = Event.objects.count()
    content = sheet(NEW, A)
    shown = sent(desk, content)
    assert rows_of(shown) == [(2, "new")], "what is unchanged is only counted"
    assert (Enterprise.objects.count(), Event.objects.count()) == (1, before)
    done = confirmed(desk, shown)
    assert "新增 1 条，变更 0 条" in done.text
    made = Enterprise.objects.get(credit_code="91210200MA0TMU5R3T")
    assert (made.name_original, made.nationality, made.ftz_area) == ("𠮷野精密株式会社", "JP", "DL")
    assert (str(made.concierge), str(made.deputy)) == ("李敏", "周恺")
    told = Event.objects.of(made.stream)
    assert [event.kind for event in told] == ["registered", "concierge_named"]
    assert told[1].facts["reason"] == "导入表格：名录.xlsx"
    again = sent(desk, content)
    assert rows_of(again) == []
    assert "无需导入" in again.text
    assert "导入 " not in again.text.partition("<table")[0].partition("card narrow")[0]


def test_a_change_is_shown_from_what_to_what(desk: Client, sakuragawa: Enterprise) -> None:
    changed = ("樱川精工（大连）有限公司", "", "91210200MA0XKRG19W", "德国", "", "", "周恺", "")
    shown = sent(desk, sheet(changed))
    assert "周恺 → –" in shown.text, "nobody is both: the deputy who takes over is deputy no more"
    shown = sent(desk, sheet(changed[:6]))
    page = shown.text
    for word in ("樱川轴承（大连）有限公司", "→ 樱川精工（大连）有限公司", "JP → DE"):
        assert word in page
    assert sakuragawa.name_original, "an empty cell leaves what is known"
    confirmed(desk, shown)
    sakuragawa.refresh_from_db()
    assert (sakuragawa.nationality, sakuragawa.name_original) == ("DE", "桜川軸受（大連）有限公司")
    assert Event.objects.of(sakuragawa.stream).count() == 1


@pytest.mark.usefixtures("people")
def test_each_wrong_row_says_why_and_the_right_ones_are_written(
    desk: Client, sakuragawa: Enterprise, rheinhammer: Enterprise, shenyang_concierge: User
) -> None:
    wrong = {
        "统一社会信用代码有误": ("甲公司", "", "91210200MA0XKRG19X", "JP", "大连市"),
        "没有“海参崴”": ("乙公司", "", "", "JP", "海参崴"),
        "请选择投资者的国别": ("丙公司", "", "", "Atlantis", "大连市"),
        "不是大连市外事办公室或其上级机构的管家": ("丁公司", "", "", "JP", "大连市", "", "关雪"),
        "须先指定管家": ("戊公司", "", "", "JP", "大连市", "", "", "周恺"),
        "不在本机构辖区": ("己公司", "", "", "JP", "沈阳市"),
        "与第 9 行": ("庚公司", "", "", "JP", "大连市"),
        "与第 8 行": ("庚公司", "", "", "KR", "大连市"),
    }
    shown = sent(desk, sheet(*wrong.values(), NEW))
    problems = [one.problems for one in shown.context["outcomes"]][:8]
    for sentence, found in zip(wrong, problems, strict=True):
        assert len(found) == 1
        assert sentence in found[0]
    assert rows_of(shown)[8:] == [(10, "new")]
    confirmed(desk, shown)
    assert Enterprise.objects.filter(credit_code=NEW[2]).exists()
    assert Enterprise.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("日本", "JP"), ("jp", "JP"), ("Germany", "DE"), ("中国香港", "HK"), ("中国台湾", "TW")],
)
def test_a_country_is_read_by_code_or_name(desk: Client, typed: str, kept: str) -> None:
    confirmed(desk, sent(desk, sheet(("甲公司", "", "", typed, "大连市"))))
    assert Enterprise.objects.get().nationality == kept


def test_what_was_changed_meanwhile_is_shown_again(desk: Client, sakuragawa: Enterprise) -> None:
    shown = sent(desk, sheet(("樱川精工", *A[1:])))
    Enterprise.objects.filter(pk=sakuragawa.pk).update(name_zh="别名")
    again = confirmed(desk, shown)
    assert "别名" in again.text
    sakuragawa.refresh_from_db()
    assert sakuragawa.name_zh == "别名", "nothing is written that was not shown"


def test_two_who_send_the_same_sheet_enter_it_once(
    transactional_db: None, dalian_lead: User, intake_officer: User, now: dt.datetime
) -> None:
    content = sheet(NEW[:6])

    def enter(by: User) -> object:
        outcomes = register.compared(content, by=by, now=now)
        register.write(outcomes, source="名录", by=by, now=now)
        return outcomes

    assert at_once(lambda: enter(dalian_lead), lambda: enter(intake_officer)) == [DONE, DONE]
    assert Enterprise.objects.filter(credit_code=NEW[2]).count() == 1
    made = Enterprise.objects.get(credit_code=NEW[2])
    assert Event.objects.of(made.stream).count() == 1


def packed(**parts: bytes) -> bytes:
    """A zip file with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name.replace("__", "/") + ".xml", text)
    return content.getvalue()


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    """The same workbook with one part more."""
    changed = io.BytesIO(content)
    with zipfile.ZipFile(changed, "a") as book:
        book.writestr(name, text)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件为空"),
        (b"name,code\n", "不是 .xlsx 表格"),
        (sheet()[:900], "不是 .xlsx 表格"),
        (packed(a=b"<x/>"), "不是 .xlsx 表格"),
        (b"PK" + b"x" * workbooks.LARGEST_FILE, "文件过大"),
        (packed(a=b"0" * 20_000_000), "解压后过大"),
        (with_part(sheet(A), "xl/vbaProject.bin", b"x"), "含有宏"),
        (with_part(sheet(A), "xl/evil.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "不是 .xlsx 表格"),
        (sheet(("=1+1", *A[1:])), "第 2 行 A 列含有公式"),
        (sheet(("甲", "", 912102001234567890, *A[3:])), "第 2 行 C 列的长数字"),
        (sheet(("甲" * 1001, *A[1:])), "第 2 行 A 列内容过长"),
        (sheet(A, top=("这", "不是", "模板")), "第一行须为模板中的列名"),
        (sheet(top=TOP), "第一行须为模板中的列名"),
        (sheet(*[A] * 1001), "不得超过 1000 行"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_words(
    desk: Client, content: bytes, sentence: str
) -> None:
    answer = sent(desk, content)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_without_a_file_nothing_happens(desk: Client) -> None:
    assert desk.post(DOOR).status_code == 422
    assert desk.post(DOOR, {"carried": "%%%"}).status_code == 422
    assert desk.get(DOOR).status_code == 200


def test_the_template_is_a_sheet_that_reads_back(desk: Client) -> None:
    answer = desk.get(f"{DOOR}template/")
    assert "attachment" in answer["Content-Disposition"]
    content = answer.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.worksheets[0]["E1"].value == "统一社会信用代码"
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "第一行须为模板中的列名" in sent(desk, content).text


@pytest.mark.parametrize("many", [10, 1000])
def test_a_long_sheet_asks_no_more(
    many: int, desk: Client, sakuragawa: Enterprise,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    rows = [(f"第{place}公司", "", "", "JP", "大连市", "", "李敏") for place in range(many)]
    content = sheet(*rows)
    with django_assert_max_num_queries(12):
        shown = sent(desk, content)
    assert len(rows_of(shown)) == many
