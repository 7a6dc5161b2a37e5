"""The cast: a few people, two enterprises and a consulate, all invented; the same in every test.

Each is made when a test names it. Names of roles are names of fixtures; `li_min` has the story of
the handbook: she is Sakuragawa's own concierge at Dalian, and `deputy` stands in for her.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import Enterprise, Grant, Membership, Office, Region, User
from accounts.roles import STAFF, RequesterRole, Role
from tickets.actions import base_data, filing
from tickets.models import Draft, Ticket
from tickets.rules.classification import Nature
from tickets.rules.filing import Filing

pytest_plugins = ["tests.plumbing", "tests.letters", "tests.two_worlds"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "a long walk along the bay"
LONG_AGO = dt.date(2020, 1, 1)

Invite = Callable[..., User]


@pytest.fixture
def now() -> dt.datetime:
    """Wednesday 18 November 2026, ten in the morning in Shenyang: a working day, an open office."""
    return dt.datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def stopped_clock(now: dt.datetime) -> Iterator[time_machine.Traveller]:
    """The clock of this process stands at `now` until the test moves it."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


# --- Places ------------------------------------------------------------------------------------


def _region(code: str, zh: str, en: str, parent: Region | None = None) -> Region:
    facts = {"name_zh": zh, "name_en": en, "parent": parent}
    return Region.objects.get_or_create(code=code, defaults=facts)[0]


def _office(
    region: Region,
    kind: str,
    parent: Office | None = None,
    code: str = "",
    zh: str = "",
    en: str = "",
) -> Office:
    if there := Office.objects.filter(code=code or region.code).first():
        return there  # the base data brought it
    office = Office(
        kind=kind,
        code=code or region.code,
        name_zh=zh or f"{region.name_zh}外事办公室",
        name_en=en or f"{region.name_en} Foreign Affairs Office",
        region=region,
        parent=parent,
    )
    office.lineage = [*(parent.lineage if parent else []), office.id]
    office.save()
    return office


@pytest.fixture
def liaoning_region(db: None) -> Region:
    return _region("210000", "辽宁省", "Liaoning")


@pytest.fixture
def dalian_region(liaoning_region: Region) -> Region:
    return _region("210200", "大连市", "Dalian", liaoning_region)


@pytest.fixture
def shenyang_region(liaoning_region: Region) -> Region:
    return _region("210100", "沈阳市", "Shenyang", liaoning_region)


@pytest.fixture
def province(liaoning_region: Region) -> Office:
    return _office(liaoning_region, Office.Kind.PROVINCE)


@pytest.fixture
def dalian(province: Office, dalian_region: Region) -> Office:
    return _office(dalian_region, Office.Kind.CITY, province)


@pytest.fixture
def shenyang(province: Office, shenyang_region: Region) -> Office:
    return _office(shenyang_region, Office.Kind.CITY, province)


@pytest.fixture
def tax_bureau(dalian: Office, dalian_region: Region) -> Office:
    """A handling unit that is asked for assists."""
    return _office(
        dalian_region,
        Office.Kind.UNIT,
        dalian,
        "dalian-tax",
        "大连市税务局",
        "Dalian Tax Service",
    )


@pytest.fixture
def law_firm(province: Office, liaoning_region: Region) -> Office:
    return _office(
        liaoning_region,
        Office.Kind.LAW_FIRM,
        province,
        "beichen-law",
        "北辰浑河律师事务所",
        "Beichen Hunhe Law Firm",
    )


# --- Staff -------------------------------------------------------------------------------------


@pytest.fixture
def person(db: None, now: dt.datetime) -> Invite:
    """Make a person who may sign in: `person("Jin Hao", "金浩")`."""

    def make(latin: str, name: str = "", **facts: object) -> User:
        email = f"{latin.lower().replace(' ', '.')}@example.test"
        given = {"name": name or latin, "name_latin": latin, "joined_at": now} | facts
        user = User.objects.make(email, PASSWORD, **given)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def grant() -> Callable[[User, Role, Office], Grant]:
    """Give a person a role at an office: `grant(jin_hao, Role.LEAD, dalian)`."""

    def give(user: User, role: Role, office: Office) -> Grant:
        return Grant.objects.create(
            user=user, role=role, office=office, side=STAFF[role].side, from_date=LONG_AGO
        )

    return give


@pytest.fixture
def officer(person: Invite, grant: Callable[[User, Role, Office], Grant]) -> Invite:
    """Make a person with a role: `officer("Jin Hao", "金浩", Role.LEAD, dalian)`."""

    def make(latin: str, name: str, role: Role, office: Office) -> User:
        user = person(latin, name)
        grant(user, role, office)
        return user

    return make


@pytest.fixture
def li_min(officer: Invite, dalian: Office) -> User:
    return officer("Li Min", "李敏", Role.CONCIERGE, dalian)


@pytest.fixture
def deputy(officer: Invite, dalian: Office) -> User:
    return officer("Zhou Kai", "周恺", Role.CONCIERGE, dalian)


@pytest.fixture
def shenyang_concierge(officer: Invite, shenyang: Office) -> User:
    return officer("Guan Xue", "关雪", Role.CONCIERGE, shenyang)


@pytest.fixture
def intake_officer(officer: Invite, dalian: Office) -> User:
    return officer("Ma Ning", "马宁", Role.INTAKE, dalian)


@pytest.fixture
def dalian_lead(officer: Invite, dalian: Office) -> User:
    return officer("Sun Jie", "孙洁", Role.LEAD, dalian)


@pytest.fixture
def province_lead(officer: Invite, province: Office) -> User:
    return officer("Bai Lu", "白鹭", Role.LEAD, province)


@pytest.fixture
def other_province_lead(officer: Invite, province: Office) -> User:
    return officer("He Chuan", "何川", Role.LEAD, province)


@pytest.fixture
def dispatcher(officer: Invite, province: Office) -> User:
    return officer("Gao Yuan", "高远", Role.DISPATCHER, province)


@pytest.fixture
def dalian_dispatcher(officer: Invite, dalian: Office) -> User:
    return officer("Tang Yi", "唐毅", Role.DISPATCHER, dalian)


@pytest.fixture
def liaison(officer: Invite, tax_bureau: Office) -> User:
    return officer("Wu Tong", "吴桐", Role.LIAISON, tax_bureau)


@pytest.fixture
def counsel(officer: Invite, law_firm: Office) -> User:
    return officer("Qin Lan", "秦岚", Role.COUNSEL, law_firm)


@pytest.fixture
def callback_officer(officer: Invite, dalian: Office) -> User:
    return officer("Ding Xiang", "丁香", Role.CALLBACK, dalian)


@pytest.fixture
def supervisor(officer: Invite, province: Office) -> User:
    return officer("Fang Zheng", "方正", Role.SUPERVISOR, province)


@pytest.fixture
def leader(officer: Invite, province: Office) -> User:
    return officer("Jiang Shan", "江山", Role.LEADER, province)


@pytest.fixture
def policy_editor(officer: Invite, province: Office) -> User:
    return officer("Lu Wei", "陆薇", Role.POLICY_EDITOR, province)


@pytest.fixture
def system_admin(officer: Invite, province: Office) -> User:
    return officer("Xu Feng", "许峰", Role.SYSTEM_ADMIN, province)


@pytest.fixture
def security_admin(officer: Invite, province: Office) -> User:
    return officer("An Jing", "安静", Role.SECURITY_ADMIN, province)


@pytest.fixture
def audit_admin(officer: Invite, province: Office) -> User:
    return officer("Ming Jian", "明鉴", Role.AUDIT_ADMIN, province)


# --- Requesters --------------------------------------------------------------------------------


@pytest.fixture
def sakuragawa(dalian_region: Region, li_min: User, deputy: User, now: dt.datetime) -> Enterprise:
    """Enterprise A: a Japanese maker of bearings at Dalian, with its own concierge and deputy."""
    return Enterprise.objects.create(
        name_zh="樱川轴承（大连）有限公司",
        name_en="Sakuragawa Bearings (Dalian) Co., Ltd.",
        name_original="桜川軸受（大連）有限公司",
        credit_code="91210200MA0XKRG19W",
        nationality="JP",
        sector="C",
        region=dalian_region,
        concierge=li_min,
        deputy=deputy,
        registered_at=now - dt.timedelta(days=400),
    )


@pytest.fixture
def rheinhammer(shenyang_region: Region, shenyang_concierge: User, now: dt.datetime) -> Enterprise:
    """Enterprise B: a German maker of machine tools at Shenyang; it must never see what A does."""
    return Enterprise.objects.create(
        name_zh="莱茵汉默机床（沈阳）有限公司",
        name_en="Rheinhammer Machine Tools (Shenyang) Co., Ltd.",
        name_original="Rheinhammer Werkzeugmaschinen (Shenyang) GmbH",
        nationality="DE",
        sector="C",
        region=shenyang_region,
        concierge=shenyang_concierge,
        registered_at=now - dt.timedelta(days=300),
    )


@pytest.fixture
def consulate(shenyang_region: Region, now: dt.datetime) -> Enterprise:
    """A foreign institution; it does not complain, it writes."""
    return Enterprise.objects.create(
        kind=Enterprise.Kind.INSTITUTION,
        name_zh="阿卡迪亚驻沈阳总领事馆",
        name_en="Consulate-General of Arcadia in Shenyang",
        nationality="GR",
        region=shenyang_region,
        registered_at=now - dt.timedelta(days=200),
    )


def _join(user: User, enterprise: Enterprise, role: RequesterRole, until: dt.date | None) -> User:
    Membership.objects.create(
        user=user, enterprise=enterprise, role=role, from_date=LONG_AGO, until_date=until
    )
    return user


@pytest.fixture
def owner(person: Invite, sakuragawa: Enterprise) -> User:
    """Enterprise A's owner."""
    user = person("Sakuragawa Yui", "桜川結衣")
    return _join(user, sakuragawa, RequesterRole.OWNER, None)


@pytest.fixture
def member(person: Invite, sakuragawa: Enterprise) -> User:
    """Enterprise A's member."""
    return _join(person("Chen Xi", "陈曦"), sakuragawa, RequesterRole.MEMBER, None)


@pytest.fixture
def agent(person: Invite, sakuragawa: Enterprise, now: dt.datetime) -> User:
    """Enterprise A's agent, under a power of attorney of five years."""
    until = now.date() + dt.timedelta(days=5 * 365)
    return _join(person("Luo Sheng", "罗生"), sakuragawa, RequesterRole.AGENT, until)


@pytest.fixture
def stranger(person: Invite, rheinhammer: Enterprise) -> User:
    """Enterprise B's owner: for A's things, nobody."""
    user = person("Katrin Vogt", language="en")
    return _join(user, rheinhammer, RequesterRole.OWNER, None)


@pytest.fixture
def consul(person: Invite, consulate: Enterprise) -> User:
    """The consulate's owner."""
    user = person("Helen Marlow", language="en")
    return _join(user, consulate, RequesterRole.OWNER, None)


# --- Tickets ------------------------------------------------------------------------------------

REQUEST = Filing(
    title="邀请日本工程师来连调试设备",
    text="我司需要邀请三名工程师于12月来大连调试生产线，请协助办理邀请函。",
    nature=Nature.ASSISTANCE,
    category="T01",
    language="ja",
)


@pytest.fixture
def handbook(db: None, now: dt.datetime) -> None:
    """The product's own base data: categories, grounds, working days."""
    base_data.load(by=None, now=now)


@pytest.fixture
def filed(handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime) -> Ticket:
    """A ticket that enterprise A's owner has just filed; routing gave it to Li Min."""
    draft = filing.begin(sakuragawa, by=owner, now=now)
    return filing.submit(draft, REQUEST, by=owner, now=now)


@pytest.fixture
def begun(handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime) -> Draft:
    """A draft of enterprise A's owner, still empty."""
    return filing.begin(sakuragawa, by=owner, now=now)


# --- Doors -------------------------------------------------------------------------------------


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which this person has signed in: `signed_in(li_min).get("/desk/")`."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        sessions.note_life(session, timezone.now())  # the once-a-minute write is behind us
        session.save()
        return client

    return enter
