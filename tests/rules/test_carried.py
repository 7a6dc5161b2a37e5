"""What each step must carry: complete it passes, and each gap is named with its field."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest

from tickets.errors import Because, Refused
from tickets.rules.assignments import Assignment, check_change, check_level, check_reach
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistRequest, AssistSignOff
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT, Carried, Reason
from tickets.rules.classification import Level, Nature, Track
from tickets.rules.confidentiality import Confidentiality, Marking, Naming, RedactedCopy
from tickets.rules.confirmations import Callback, Confirmation, Rating
from tickets.rules.duplicates import Relating, Unrelating
from tickets.rules.endings import (
    STATE_AFTER,
    Closing,
    EndingKind,
    HandlingType,
    MeasureLink,
    MeasureOutcome,
    MeasureRole,
    Receipt,
    Refusal,
    Solved,
    Termination,
    Transfer,
    Truth,
    ground_list,
)
from tickets.rules.filing import Complained, Filing
from tickets.rules.measure_links import MeasureRemoval, MeasureTie
from tickets.rules.messages import Channel, Contact, Rendering, Writing
from tickets.rules.overlays import ExtensionRequest, Grant, SuspensionRequest
from tickets.rules.secrecy import bears_secret_mark
from tickets.rules.serving import Service, Way
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName
from tickets.rules.supplements import Answer, Given, SupplementRequest, Supply
from tickets.rules.tags import TagChoice

DAY = dt.date(2026, 11, 18)
MOMENT = dt.datetime(2026, 11, 18, 2, 0, tzinfo=dt.UTC)
HERE, THERE, ANNA, BORIS = (uuid.UUID(int=n) for n in range(4))
LINK = MeasureLink("FTZ-01", MeasureRole.BASIS, MeasureOutcome.DELIVERED, "按此办理")
FILING = Filing("货物滞留", "轴承在港口滞留五天。", Nature.ASSISTANCE, "T11")
COMPLAINT = replace(
    FILING, nature=Nature.COMPLAINT, complained=Complained("大连市某局", Level.CITY)
)
CLOSING = Closing(
    internal_result="已与海关协调放行",
    public_reply="货物已放行。",
    truth=Truth.TRUE,
    solved=Solved.YES,
    handling_type=HandlingType.COORDINATION,
    contact_evidence="11月18日电话告知陈曦",
    measures=(LINK,),
)
CALLBACK = Callback(
    reached=True, note="陈曦称已解决", solved=Solved.YES, satisfied=Rating.SATISFIED
)
SERVICE = Service(Way.POST, "陈曦")
MORE_TIME = ExtensionRequest(3, "海关复核")
STANDSTILL = SuspensionRequest("行政复议法第39条", DAY, "复议决定尚未作出")
ASSIST = AssistRequest(HERE, "请核对退税进度")
ANSWER = AssistAnswer(ANNA, "已办理")
TIE = MeasureTie("LN-01", MeasureRole.BASIS, "按此办理")
UNTIED = MeasureRemoval("LN-01", "与本件无关")
RECALL = AssistRecall(ANNA, "企业已自行解决")
MARKING = Marking(Confidentiality.SECRET, "涉及未公开的工艺参数")
NAMING = Naming(ANNA, "参与协调")
COPY = RedactedCopy("退税迟延", "某企业出口退税迟延两个月。")
COMPLETE: list[Carried] = [
    Reason("不属本处职责"),
    TagChoice(7),
    Assignment(ANNA, HERE, "熟悉海关业务"),
    FILING,
    COMPLAINT,
    CLOSING,
    replace(CLOSING, measures=(), none_fits=True, gap="尚无此类举措"),
    replace(CLOSING, solved=Solved.NO, why="须待新规出台"),
    Refusal("S2", "与在办工单重复"),
    Termination("U1", "诉求人同意"),
    Transfer("全国外商投资企业投诉中心", "辽外函〔2026〕1号", DAY),
    Receipt("2026-77", MOMENT),
    SupplementRequest(("报关单",)),
    Rendering("Bearings are held in port.", "en"),
    Supply((Answer(1, Given.GIVEN, "见附页"), Answer(2, Given.CANNOT, "原件在总部"))),
    Confirmation(),
    Confirmation(Rating.VERY_DISSATISFIED, "太慢"),
    CALLBACK,
    Callback(reached=False, note="第三次无人接听"),
    Writing("您好，已收到。"),
    Contact(Channel.PHONE, reached=True, note="已告知进展"),
    SERVICE,
    MORE_TIME,
    STANDSTILL,
    Grant(),
    Grant("同意"),
    ASSIST,
    replace(ASSIST, days=60),
    ANSWER,
    AssistSignOff(ANNA),
    RECALL,
    TIE,
    UNTIED,
    Relating("26111812345", "同一事由"),
    Unrelating("26111812345", "并非同一事由"),
    MARKING,
    NAMING,
    COPY,
]
GAPS: list[tuple[Any, dict[str, Any], str]] = [
    (Relating("1", "x"), {"number": ""}, "number"),
    (Relating("1", "x"), {"reason": ""}, "reason"),
    (Unrelating("1", "x"), {"number": " "}, "number"),
    (Unrelating("1", "x"), {"reason": ""}, "reason"),
    (TIE, {"code": ""}, "measure"),
    (TIE, {"reason": " "}, "reason"),
    (UNTIED, {"code": ""}, "measure"),
    (UNTIED, {"reason": ""}, "reason"),
    (Reason("x"), {"reason": " \n"}, "reason"),
    (Reason("x"), {"reason": "长" * (LONGEST_SENTENCE + 1)}, "reason"),
    (Assignment(ANNA, HERE, "x"), {"reason": ""}, "reason"),
    (FILING, {"title": ""}, "title"),
    (FILING, {"title": "长" * 121}, "title"),
    (FILING, {"text": ""}, "text"),
    (FILING, {"category": ""}, "category"),
    (FILING, {"contact_name": "长" * 101}, "contact_name"),
    *((FILING, {"language": tag}, "language") for tag in ("", "xx", "zh", "EN", "en-us", "ja\n")),
    (FILING, {"text": "附件为机密★10年文件"}, "text"),
    (FILING, {"title": "绝密☆"}, "title"),
    (COMPLAINT, {"complained": Complained("", Level.CITY)}, "complained_organ"),
    (COMPLAINT, {"complained": Complained("某局", None)}, "complained_level"),
    (CLOSING, {"internal_result": ""}, "internal_result"),
    (CLOSING, {"public_reply": ""}, "public_reply"),
    (CLOSING, {"contact_evidence": ""}, "contact_evidence"),
    (CLOSING, {"solved": Solved.PARTLY}, "why"),
    (CLOSING, {"solved": Solved.NO}, "why"),
    (CLOSING, {"measures": ()}, "measures"),
    (CLOSING, {"none_fits": True}, "measures"),
    (CLOSING, {"none_fits": True, "measures": ()}, "gap"),
    (CLOSING, {"measures": (LINK, LINK)}, "measures"),
    (CLOSING, {"measures": (replace(LINK, reason=""),)}, "measures"),
    (CLOSING, {"measures": (replace(LINK, code=""),)}, "measures"),
    (Refusal("S2", "x"), {"ground": ""}, "ground"),
    (Refusal("S2", "x"), {"reason": ""}, "reason"),
    (Termination("U1", "x"), {"ground": ""}, "ground"),
    (Termination("U1", "x"), {"reason": ""}, "reason"),
    (Transfer("x", "y", DAY), {"agency": ""}, "agency"),
    (Transfer("x", "y", DAY), {"document_no": ""}, "document_no"),
    (Receipt("x", MOMENT), {"receipt_no": ""}, "receipt_no"),
    (SERVICE, {"to_whom": " "}, "to_whom"),
    (MORE_TIME, {"amount": 0}, "amount"),
    (MORE_TIME, {"amount": -1}, "amount"),
    (MORE_TIME, {"reason": ""}, "reason"),
    (STANDSTILL, {"legal_ground": ""}, "legal_ground"),
    (STANDSTILL, {"legal_ground": "长" * 301}, "legal_ground"),
    (STANDSTILL, {"reason": ""}, "reason"),
    (Grant(), {"remark": "秘密☆"}, "remark"),
    (ASSIST, {"summary": "\n"}, "summary"),
    (ASSIST, {"summary": "Please check the refund"}, "summary"),
    (ASSIST, {"summary": "机密★5年"}, "summary"),
    *((ASSIST, {"days": days}, "days") for days in (-1, 0, 61)),
    (ANSWER, {"answer": " "}, "answer"),
    (ANSWER, {"answer": "长" * (LONGEST_TEXT + 1)}, "answer"),
    (RECALL, {"reason": ""}, "reason"),
    (MARKING, {"reason": " "}, "reason"),
    (NAMING, {"reason": ""}, "reason"),
    (COPY, {"title": ""}, "title"),
    (COPY, {"title": "A delayed refund"}, "title"),
    (COPY, {"text": "\n"}, "text"),
    (COPY, {"text": "The refund is late."}, "text"),
    (COPY, {"text": "附件为机密★10年文件"}, "text"),
    (SupplementRequest(("x",)), {"items": ()}, "items"),
    (SupplementRequest(("x",)), {"items": ("x", " ")}, "items"),
    (SupplementRequest(("x",)), {"items": ("x",) * 21}, "items"),
    (Supply(()), {"answers": (Answer(2, Given.GIVEN, ""),)}, "item-2"),
    (Supply(()), {"answers": (Answer(3, Given.CANNOT, " "),)}, "item-3"),
    (Confirmation(), {"comment": "长" * (LONGEST_SENTENCE + 1)}, "comment"),
    (CALLBACK, {"note": ""}, "note"),
    (CALLBACK, {"solved": None}, "solved"),
    (CALLBACK, {"reached": False}, "reached"),
    (CALLBACK, {"reached": False, "solved": None}, "reached"),
    (TagChoice(7), {"tag": 0}, "tag"),
    (Writing("x"), {"text": ""}, "text"),
    (Writing("x"), {"attachments": (ANNA,) * 11}, "attachments"),
    (Rendering("x", "en"), {"text": " "}, "text"),
    (Rendering("x", "en"), {"language": "klingon"}, "language"),
    *((Writing("x"), {"language": tag}, "language") for tag in ("", "klingon", "zh_Hans")),
    (Contact(Channel.PHONE, reached=False, note="x"), {"note": ""}, "note"),
]


def test_everything_a_step_may_carry_is_tested_here() -> None:
    tested = {type(carried) for carried in COMPLETE}
    carried = {kind for step in STEPS.values() for kind in step.carries}
    assert {kind.__name__ for kind in carried - tested} == {"Classification"}  # its own module


@pytest.mark.parametrize("carried", COMPLETE, ids=repr)
def test_what_is_complete_passes(carried: Carried) -> None:
    carried.validate()


@pytest.mark.parametrize(("carried", "gap", "field"), GAPS, ids=repr)
def test_each_gap_is_named(carried: Any, gap: dict[str, Any], field: str) -> None:
    carried.validate()
    with pytest.raises(Refused) as refused:
        replace(carried, **gap).validate()
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)
    assert str(refused.value).strip()


def test_every_ending_has_its_dataclass_and_its_state() -> None:
    kinds = {kind.kind for kind in (Closing, Refusal, Transfer, Termination)}
    assert kinds == set(EndingKind) == set(STATE_AFTER)
    assert STEPS[StepName.PROPOSE].carries == (Closing, Refusal, Transfer, Termination)
    assert State.CLOSED not in STATE_AFTER.values()


@pytest.mark.parametrize(
    ("kind", "track", "name"),
    [
        ("refuse", "complaint", "refuse_complaint"),
        ("refuse", "service", "refuse_service"),
        ("refuse", "institution", "refuse_service"),
        ("terminate", "complaint", "terminate_complaint"),
        ("terminate", "institution", "terminate_service"),
    ],
)
def test_a_complaint_has_its_own_grounds(kind: str, track: str, name: str) -> None:
    assert ground_list(EndingKind(kind), Track(track)) == name


# --- Rules between what is carried and what is known ---------------------------------------------


def test_all_asked_items_are_answered_and_nothing_else() -> None:
    supply = Supply((Answer(1, Given.GIVEN, "见附页"), Answer(3, Given.CANNOT, "在总部")))
    supply.validate_against([1, 3])
    for asked, field in (([1, 2, 3], "item-2"), ([1], "answers"), ([1, 3, 4], "item-4")):
        with pytest.raises(Refused) as refused:
            supply.validate_against(asked)
        assert refused.value.field == field


def test_after_acceptance_a_request_for_material_needs_its_reason() -> None:
    with pytest.raises(Refused):
        SupplementRequest(("报关单",)).validate_after_acceptance()
    SupplementRequest(("报关单",), reason="海关新要求").validate_after_acceptance()


def test_a_lead_assigns_inside_the_office_and_a_dispatcher_across() -> None:
    across, inside = Assignment(ANNA, THERE, "x"), Assignment(ANNA, HERE, "x")
    check_reach(inside, HERE, may_cross=False)
    check_reach(across, HERE, may_cross=True)
    with pytest.raises(Refused) as refused:
        check_reach(across, HERE, may_cross=False)
    assert refused.value.because is Because.ROLE


def test_an_assignment_changes_something() -> None:
    check_change(Assignment(BORIS, HERE, "x"), HERE, ANNA)
    check_change(Assignment(ANNA, THERE, "x"), HERE, ANNA)
    check_change(Assignment(ANNA, HERE, "x"), HERE, None)
    with pytest.raises(Refused) as refused:
        check_change(Assignment(ANNA, HERE, "x"), HERE, ANNA)
    assert refused.value.because is Because.STATE


@pytest.mark.parametrize("complained", [None, *Level])
@pytest.mark.parametrize("track", Track)
def test_what_belongs_to_the_province_stays_there(track: Track, complained: Level | None) -> None:
    check_level(track, complained, to_province=True)
    against_city = track is Track.COMPLAINT and complained in (Level.CITY, Level.PROVINCE)
    if track is Track.INSTITUTION or against_city:
        with pytest.raises(Refused):
            check_level(track, complained, to_province=False)
    else:
        check_level(track, complained, to_province=False)


def test_a_callback_without_an_answer_needs_enough_logged_attempts() -> None:
    unreached = Callback(reached=False, note="无人接听")
    CALLBACK.check_attempts(failed=0, needed=3)
    unreached.check_attempts(failed=3, needed=3)
    with pytest.raises(Refused) as refused:
        unreached.check_attempts(failed=2, needed=3)
    assert refused.value.because is Because.STATE


def test_two_of_five_ratings_are_bad() -> None:
    assert [rating.value for rating in Rating if rating.is_bad] == [2, 1]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("机密★10年", True),
        ("（秘密 ☆ 5年）", True),
        ("绝密⭐", True),
        ("我们担心商业秘密泄露", False),
        ("商业机密，五星★★★★★酒店", False),
    ],
)
def test_the_mark_of_a_state_secret_is_told_from_the_word(text: str, *, marked: bool) -> None:
    assert bears_secret_mark(text) == marked
