"""Two people have the same form open: the second learns who did what when, and keeps the text.

One row for each form in which a race can be lost. 409: what was typed cannot be done any more;
412: it can, after another look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Office, User
from accounts.roles import Role
from tests.actions.stage import REFUSAL
from tests.conftest import Invite
from tests.house.conftest import ground_of_refusal as ground_of_refusal  # noqa: PLC0414  # fixture
from tests.pages.test_assists import accepted as accepted  # noqa: PLC0414  # a fixture
from tests.pages.test_assists import asked as asked  # noqa: PLC0414  # a fixture
from tests.pages.test_ties import offered as offered  # noqa: PLC0414  # a fixture
from tickets.actions import endings, returns
from tickets.models import Assist, Event, Promise, Ticket
from tickets.rules.carried import Reason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
Enter = Callable[[User], Client]
Typed = dict[str, str]
MARKS = {"version", "seen", "previewed", "edits"}  # by which a form says what it was shown with


class Marks(HTMLParser):
    """The hidden fields of a page that say what its reader has seen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Typed = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a browser would send along."""
        told = dict(attrs)
        if tag == "input" and told.get("type") == "hidden" and told.get("name") in MARKS:
            self.found[str(told["name"])] = told.get("value") or ""


@dataclass(frozen=True)
class Race:
    """A form: where it is, what the first and the second type, and how the second is answered."""

    address: str
    first: Typed
    second: Typed
    status: int
    kept: str = ""  # a piece of what the second typed
    drafts: bool = False  # a preview comes before the press that counts


Run = tuple[Race, User, User]  # who is first, who second


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


class House:
    """Makes the thing a race is about, and says who runs; named after the race."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.get = request.getfixturevalue
        self.now = self.get("now")

    def another(self, role: Role, office: str) -> User:
        """A second person with this role there."""
        invite: Invite = self.get("officer")
        return invite("Qian Ye", "钱野", role, self.get(office))

    def claim(self) -> Run:
        ticket = self.get("filed")
        Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
        race = Race(_step(ticket, "claim"), {}, {}, 409)
        return race, self.get("deputy"), self.get("li_min")

    def assign(self) -> Run:
        """Both choose the same person, who is not in the list any more when the second comes."""
        ticket, deputy = self.get("filed"), self.get("deputy")
        to = {"to": f"{ticket.office_id}:{deputy.pk}"}
        typed = to | {"reason": "写了很久的理由"}
        race = Race(_step(ticket, "assign"), to | {"reason": "轮岗"}, typed, 412, "写了很久的理由")
        return race, self.get("dalian_lead"), self.another(Role.LEAD, "dalian")

    def send_back(self) -> Run:
        reason = {"reason": "应由沈阳办理"}
        door = _step(self.get("filed"), "return")
        return (
            Race(door, reason, reason, 409, "应由沈阳办理"),
            self.get("li_min"),
            self.get("li_min"),
        )

    def _returned(self) -> Ticket:
        ticket: Ticket = self.get("filed")
        returns.send_back(ticket, Reason("应由沈阳办理"), by=self.get("li_min"), now=self.now)
        return ticket

    def redispatch(self) -> Run:
        ticket, guan = self._returned(), self.get("shenyang_concierge")
        typed = {"to": f"{self.get('shenyang').pk}:{guan.pk}", "reason": "同意改派"}
        race = Race(_step(ticket, "redispatch"), typed, typed, 409, "同意改派")
        return race, self.get("dispatcher"), self.another(Role.DISPATCHER, "province")

    def uphold(self) -> Run:
        door, reason = _step(self._returned(), "uphold"), {"reason": "注册地在大连"}
        race = Race(door, reason, reason, 409, "注册地在大连")
        return race, self.get("dispatcher"), self.another(Role.DISPATCHER, "province")

    def propose(self) -> Run:
        typed = {"ground": "S2", "reason": "不属于外事事项，请联系主管部门"}
        door = _step(self.get("filed"), "propose") + "?ending=refuse"
        return (
            Race(door, typed, typed, 409, "请联系主管部门"),
            self.get("li_min"),
            self.get("li_min"),
        )

    def approve(self) -> Run:
        ticket = self.get("filed")
        endings.propose(ticket, REFUSAL, by=self.get("li_min"), now=self.now)
        race = Race(_step(ticket, "approve"), {}, {}, 409)
        return race, self.get("dalian_lead"), self.another(Role.LEAD, "dalian")

    def link(self) -> Run:
        offered: Ticket = self.get("offered")
        typed = {"measure": "LN-01", "role": "basis"}
        first, second = typed | {"reason": "按此办理"}, typed | {"reason": "写了很久的理由"}
        race = Race(_step(offered, "link-measure"), first, second, 412, "写了很久的理由")
        return race, self.get("dalian_lead"), self.get("li_min")

    def answer(self) -> Run:
        assist: Assist = self.get("asked")
        door = reverse("desk_assist", args=[assist.pk])
        race = Race(
            door, {"answer": "已核对"}, {"answer": "我们核对完毕，一致"}, 409, "核对完毕，一致"
        )
        return race, self.get("liaison"), self.another(Role.LIAISON, "tax_bureau")

    def _editors(self) -> tuple[User, User]:
        self.get("handbook")
        return self.get("policy_editor"), self.another(Role.POLICY_EDITOR, "province")

    def promise(self) -> Run:
        editors = self._editors()
        door = f"/desk/promises/{Promise.objects.in_force().get(clock='review').pk}/"
        typed = {"amount": "2", "unit": "work_days", "reason": "试行"}
        late = typed | {"amount": "3", "reason": "写了很久的理由"}
        return Race(door, typed, late, 412, "写了很久的理由", drafts=True), *editors

    def hours(self) -> Run:
        week = {f"day_{day}": "09:00-12:00, 13:00-17:30" for day in range(5)}
        typed = week | {"from_date": "2026-01-01", "zone": "Asia/Shanghai", "reason": "冬季作息"}
        late = typed | {"reason": "写了很久的理由"}
        editors = self._editors()
        door = f"/desk/calendars/hours/{self.get('dalian').code}/"
        return Race(door, typed, late, 412, "写了很久的理由", drafts=True), *editors

    def measure(self) -> Run:
        typed = {
            "title_zh": "示例举措", "issuing_body": "示例机关", "document_no": "示例〔2026〕1号",
            "valid_from": "2026-11-18", "text_zh": "示例正文", "reason": "补录",
        }  # fmt: skip
        late = typed | {"reason": "写了很久的理由"}
        door = "/desk/measures/FTZ-01/change/"
        return Race(door, typed, late, 412, "写了很久的理由", drafts=True), *self._editors()

    def category(self) -> Run:
        typed = {
            "name_zh": "低空经济", "name_en": "Low-altitude economy", "typical_zh": "无人机航线",
            "lead_unit_zh": "发改", "mode": "coordinate",
        }  # fmt: skip
        late = typed | {"name_zh": "低空和无人机"}
        editors = self._editors()
        return Race(
            reverse("desk_category", args=["T01"]), typed, late, 412, "低空和无人机"
        ), *editors

    def last_day(self) -> Run:
        editors = self._editors()
        door = reverse("desk_category_end", args=["T01"])
        first, late = {"valid_to": "2026-11-30"}, {"valid_to": "2026-12-31"}
        return Race(door, first, late, 412, "2026-12-31"), *editors

    def ground(self) -> Run:
        editors = self._editors()
        ground = self.get("ground_of_refusal")
        typed = {
            "name_zh": "新的理由", "name_en": "Another ground", "source": "示例文件第1条",
            "valid_from": "2026-11-20",
        }  # fmt: skip
        late = typed | {"name_zh": "写了很久的理由"}
        door = reverse("desk_ground", args=[ground.pk])
        return Race(door, typed, late, 409, "写了很久的理由"), *editors

    def value(self) -> Run:
        editors = self._editors()
        door = reverse("desk_setting", args=[self.get("dalian").code, "reopening_days"])
        first, late = {"value": "5", "reason": "试行"}, {"value": "9", "reason": "写了很久的理由"}
        return Race(door, first, late, 412, "写了很久的理由"), *editors

    def register(self) -> Run:
        held: Enterprise = self.get("sakuragawa")
        typed = {
            "kind": "enterprise", "name_zh": "樱川精密", "name_en": "Sakuragawa",
            "nationality": "JP", "region": "210200", "credit_code": held.credit_code or "",
        }  # fmt: skip
        late = typed | {"name_en": "Sakuragawa Precision Dalian"}
        door = reverse("desk_enterprise_edit", args=[held.pk])
        race = Race(door, typed, late, 412, "Sakuragawa Precision Dalian")
        return race, self.get("dalian_lead"), self.another(Role.LEAD, "dalian")

    def care(self) -> Run:
        held: Enterprise = self.get("sakuragawa")
        li_min, deputy = self.get("li_min"), self.get("deputy")
        swapped = {"concierge": str(deputy.pk), "deputy": str(li_min.pk), "reason": "轮岗"}
        late = {"concierge": str(li_min.pk), "deputy": "", "reason": "写了很久的理由"}
        door = reverse("desk_enterprise_care", args=[held.pk])
        race = Race(door, swapped, late, 412, "写了很久的理由")
        return race, self.get("dalian_lead"), self.another(Role.LEAD, "dalian")

    def office(self) -> Run:
        held: Office = self.get("dalian")
        typed = {"name_zh": held.name_zh, "name_en": held.name_en, "phone": "0411-1"}
        door = reverse("desk_office", args=[held.code])
        race = Race(door, typed, typed | {"phone": "0411-22"}, 412, "0411-22")
        return race, self.get("system_admin"), self.another(Role.SYSTEM_ADMIN, "province")


RACES = [name for name in vars(House) if not name.startswith("_") and name != "another"]


def _shown(browser: Client, race: Race) -> Typed:
    page = browser.get(race.address)
    assert page.status_code == 200, page.content.decode()[:2000]
    return Marks(page.content.decode()).found


def _ready(browser: Client, race: Race, typed: Typed) -> Typed:
    """What the browser would send: as typed, with the marks of the page, previewed where asked."""
    if not race.drafts:
        return _shown(browser, race) | typed
    shown = browser.post(race.address, typed)
    assert shown.status_code == 200, shown.context["form"].errors
    return Marks(shown.content.decode()).found | typed | {"publish": "1"}


@pytest.mark.parametrize("name", RACES)
def test_the_second_learns_who_did_what_when_and_keeps_what_was_typed(
    name: str,
    request: pytest.FixtureRequest,
    signed_in: Enter,
    stopped_clock: time_machine.Traveller,
) -> None:
    race, first, second = getattr(House(request), name)()
    faster, slower = signed_in(first), signed_in(second)
    sent, late = _ready(faster, race, race.first), _ready(slower, race, race.second)
    done = faster.post(race.address, sent)
    assert done.status_code == 302, _said(done)
    events = Event.objects.count()
    lost = slower.post(race.address, late)
    told = lost.content.decode()
    assert lost.status_code == race.status, _said(lost)
    assert str(first) in _said(lost)
    assert "10:00" in _said(lost), "when"
    assert race.kept in told
    assert Event.objects.count() == events, "nothing was overwritten"


def _said(answer: Any) -> str:
    """What the form says against what was typed."""
    form = answer.context["form"]
    return " ".join(str(one) for errors in form.errors.values() for one in errors)
