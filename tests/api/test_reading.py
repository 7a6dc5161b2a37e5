"""Reading tickets: who sees which, with which fields, in which order, at which cost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.api.asking import LIST, QUERIES, SignedIn, address_of, listing, numbers_in, problem_of
from tests.house.access_table import EVERYBODY, NOBODY, READERS
from tickets.actions import assignments, filing, ladders, messages
from tickets.models import Draft, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.classification import Nature
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.filing import Filing
from tickets.rules.messages import Writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
WORLDS = dict.fromkeys(READERS, "desk") | {"owner": "portal", "leader": "leader"}

EVERYBODYS = {
    *("id", "number", "title", "public_state", "nature", "category", "submitted_at", "closed_at"),
    *("seen_as", "enterprise"),
}
TOLD = {
    *("text", "language", "complained_organ", "complained_level", "contact_name", "contact_phone"),
    *("accepted_at", "replied_at", "allowed_steps"),
}
ROW = {
    "portal": EVERYBODYS | {"promise"},
    "leader": EVERYBODYS | {"state", "light", "office", "assignee"},
    "desk": EVERYBODYS
    | {"state", "light", "office", "assignee", "track", "urgency", "confidentiality"}
    | {"next_due_at", "next_is_provisional", "tags"},
}
WHOLE = {
    "portal": ROW["portal"]
    | TOLD
    | {"holder", "messages", "asked", "ended_as", "reopening_ends_at", "receipt_no"},
    "leader": ROW["leader"] | {"allowed_steps"},
    "desk": ROW["desk"]
    | TOLD
    | {"came_in_by", "first_contact_at", "generation", "supervision_level"}
    | {"clocks", "messages", "hops", "events"},
}


# --- Who sees what -----------------------------------------------------------------------------


def test_the_list_and_the_ticket_agree_on_who_sees_it_and_how(
    filed: Ticket, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    for visitor in sorted(EVERYBODY - {NOBODY}):
        browser = signed_in(request.getfixturevalue(visitor))
        listed, answer = listing(browser), browser.get(address_of(filed))
        rows = {item["number"]: item for item in listed["items"]}
        if visitor not in WORLDS:
            assert (visitor, rows) == (visitor, {})
            assert problem_of(answer, 404)["code"] == "no_such_ticket"
            continue
        world = WORLDS[visitor]
        assert (visitor, answer.json()["seen_as"]) == (visitor, world)
        assert listed["seen_as"] == rows[filed.number]["seen_as"] == world
        assert rows[filed.number].keys() == ROW[world]
        assert answer.json().keys() == WHOLE[world]


def test_nobody_is_told_to_sign_in(filed: Ticket, client: Client) -> None:
    for address in (LIST, address_of(filed)):
        answer = client.get(address)
        assert problem_of(answer, 401)["type"] == "/api/v1/problems/signed-out"
        assert answer.headers["WWW-Authenticate"].startswith("Session")


def test_whoever_belongs_nowhere_is_refused(
    person: Callable[[str], User], signed_in: SignedIn
) -> None:
    problem_of(signed_in(person("Jin Hao")).get(LIST), 403)


def test_a_hidden_a_malformed_and_an_unknown_number_are_the_same_problem(
    filed: Ticket, stranger: User, signed_in: SignedIn
) -> None:
    browser, said = signed_in(stranger), set()
    for number in (filed.number, "261118000000", "x", "１２", "-1", "a" * 500, "𠮷", "%20"):
        problem = problem_of(browser.get(f"{LIST}/{number}"), 404)
        said.add((problem["type"], problem["code"], problem["title"], problem["detail"]))
    assert len(said) == 1


def test_a_number_may_have_spaces(filed: Ticket, owner: User, signed_in: SignedIn) -> None:
    number = f"{filed.number[:4]} {filed.number[4:8]} {filed.number[8:]}"
    assert signed_in(owner).get(f"{LIST}/{number}").json()["number"] == filed.number


def test_a_secret_is_absent_for_whoever_is_not_named_on_it(
    filed: Ticket, li_min: User, deputy: User, leader: User, owner: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(confidentiality=Confidentiality.SECRET)
    for user, seeing in ((li_min, True), (owner, True), (deputy, False), (leader, False)):
        browser = signed_in(user)
        assert bool(numbers_in(browser)) is seeing
        assert (browser.get(address_of(filed)).status_code == 200) is seeing


def test_a_requester_learns_nothing_internal(
    filed: Ticket, li_min: User, deputy: User, dalian_lead: User, signed_in: SignedIn
) -> None:
    now = filed.submitted_at
    messages.note(filed, Writing("内部意见：先核实"), by=li_min, now=now)
    messages.write(filed, Writing("您好，已收到。"), by=li_min, now=now)
    given = Assignment(deputy.pk, filed.office_id, "李敏休假")
    assignments.assign(filed, given, by=dalian_lead, now=now)
    internal = ("内部意见", "李敏休假", "green", "hop", "event", "light", "track")
    desk = signed_in(dalian_lead).get(address_of(filed)).content.decode()
    assert [word for word in internal if word not in desk] == []
    answer = signed_in(filed.filed_by).get(address_of(filed))
    assert [word for word in internal if word in answer.content.decode()] == []
    assert [said["text"] for said in answer.json()["messages"]] == ["您好，已收到。"]
    assert answer.json()["holder"]["name"] == "周恺"


def test_the_allowed_steps_are_the_buttons_of_the_page(
    filed: Ticket, li_min: User, dalian_lead: User, owner: User, signed_in: SignedIn
) -> None:
    def steps(user: User) -> list[str]:
        ticket = signed_in(user).get(address_of(filed)).json()
        return [step["name"] for step in ticket["allowed_steps"]]

    assert steps(li_min) == [
        *("sign", "classify", "accept", "ask_supplement", "return", "propose"),
        *("write", "note", "translate", "log_contact", "link_measure", "relate"),
        *("tag", "mark"),
    ]
    assert steps(dalian_lead) == [
        *("assign", "write", "note", "translate", "log_contact", "link_measure"),
        *("relate", "tag", "mark"),
    ]
    assert steps(owner) == ["withdraw", "write"]


def test_whoever_has_two_worlds_reads_each_with_its_own_fields(
    in_two_worlds: User, filed: Ticket, signed_in: SignedIn
) -> None:
    browser = signed_in(in_two_worlds)
    assert listing(browser)["seen_as"] == "desk"
    assert numbers_in(browser) == []
    own = listing(browser, seen_as="portal")
    assert [item.keys() for item in own["items"]] == [ROW["portal"]]
    assert browser.get(address_of(filed)).json().keys() == WHOLE["portal"]
    problem = problem_of(browser.get(LIST, {"seen_as": "leader"}), 400)
    assert problem["errors"][0]["pointer"] == "seen_as"


@pytest.mark.parametrize("visitor", ["li_min", "owner", "leader"])
def test_a_ticket_stays_within_its_queries(
    visitor: str, filed: Ticket, signed_in: SignedIn, request: pytest.FixtureRequest,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    browser = signed_in(request.getfixturevalue(visitor))
    with django_assert_max_num_queries(QUERIES + 2):
        assert browser.get(address_of(filed)).status_code == 200


# --- Versions and languages --------------------------------------------------------------------


def test_what_a_program_has_already_is_not_sent_again(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    tag = browser.get(address_of(filed)).headers["ETag"]
    assert tag.startswith(f'"{filed.version}-')
    for had in (tag, f"W/{tag}", f'"else", {tag}', "*"):
        answer = browser.get(address_of(filed), headers={"if-none-match": had})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
    for had in ('"else"', f'"{filed.version}"', "", "garbage"):
        assert browser.get(address_of(filed), headers={"if-none-match": had}).status_code == 200


def test_the_tag_changes_with_everything_that_is_shown(
    filed: Ticket, li_min: User, owner: User, signed_in: SignedIn, now: dt.datetime
) -> None:
    browser = signed_in(li_min)
    tags = [browser.get(address_of(filed)).headers["ETag"]]
    tags.append(browser.get(address_of(filed), headers={"accept-language": "en"}).headers["ETag"])
    tags.append(signed_in(owner).get(address_of(filed)).headers["ETag"])
    ladders.climb(now=now + dt.timedelta(hours=2))
    tags.append(browser.get(address_of(filed)).headers["ETag"])
    messages.note(filed, Writing("已联系"), by=li_min, now=now)
    tags.append(browser.get(address_of(filed)).headers["ETag"])
    assert len(set(tags)) == 5


def test_the_answer_speaks_the_language_that_was_asked_for_and_codes_never_change(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    browser.cookies["language"] = "en"
    said = {}
    for wanted in ("en-GB,en;q=0.9", "zh-CN", "*", "de"):
        answer = browser.get(address_of(filed), headers={"accept-language": wanted})
        said[wanted] = (answer.headers["Content-Language"], answer.json()["category"]["name"])
        assert answer.json()["category"]["code"] == "T01"
    chinese = ("zh-hans", "来华邀请")
    assert said == {
        "en-GB,en;q=0.9": ("en", "Invitations to China"),
        **dict.fromkeys(("zh-CN", "*", "de"), chinese),  # Li Min's own
    }


def test_rare_characters_and_four_scripts_come_through(
    begun: Draft, owner: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    said = Filing("𠮷䶮㛃 桜川 한국 Вера", "تجربة 𠮷", Nature.CONSULT, "T01")
    ticket = filing.submit(begun, said, by=owner, now=now)
    told = signed_in(owner).get(address_of(ticket)).json()
    assert (told["title"], told["text"]) == (said.title, said.text)
