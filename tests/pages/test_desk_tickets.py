"""The desk: a queue in order of the next due, and a ticket with exactly its reader's steps."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Office, User
from tickets.actions import acceptance, filing, messages
from tickets.models import Event, Message, Ticket
from tickets.rules.classification import Nature, Track
from tickets.rules.filing import Filing
from tickets.rules.messages import Writing
from tickets.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def _page(ticket: Ticket, word: str = "") -> str:
    if word:
        return reverse("desk_step", args=[ticket.number, word])
    return reverse("desk_ticket", args=[ticket.number])


@pytest.fixture
def many(
    handbook: None, owner: User, sakuragawa: Enterprise, now: dt.datetime
) -> Callable[[int], None]:
    def file(count: int) -> None:
        for each in range(count):
            draft = filing.begin(sakuragawa, by=owner, now=now)
            said = Filing(f"第{each}件", "情况说明", Nature.ASSISTANCE, "T01")
            filing.submit(draft, said, by=owner, now=now - dt.timedelta(minutes=each))

    return file


def test_the_assignee_finds_the_ticket_in_their_queue(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(reverse("desk_queue")).content.decode()
    assert filed.number in page
    assert filed.title in page


def test_the_queue_has_the_next_due_first(
    many: Callable[[int], None], li_min: User, signed_in: SignedIn
) -> None:
    many(3)
    rows = signed_in(li_min).get(reverse("desk_queue")).context["page"].object_list
    assert [row.title for row in rows] == ["第2件", "第1件", "第0件"]


@pytest.fixture
def ended(many: Callable[[int], None], now: dt.datetime) -> list[str]:
    """Forty-five tickets that have ended, two and two at the same moment; numbers, last first."""
    many(45)
    for place, ticket in enumerate(Ticket.objects.order_by("id")):
        ticket.state, ticket.closed_at = State.CLOSED, now + dt.timedelta(minutes=place // 2)
        ticket.save()
    return list(Ticket.objects.order_by("-closed_at", "-id").values_list("number", flat=True))


def test_every_ended_ticket_is_on_one_page_of_its_view_the_last_one_first(
    ended: list[str], li_min: User, signed_in: SignedIn
) -> None:
    browser, listed, before = signed_in(li_min), [], ""
    for _each in range(3):
        page = browser.get(reverse("desk_queue"), {"view": "ended", "before": before})
        listed += [row.number for row in page.context["rows"]]
        before = str(page.context["ended"].older or "")
    assert listed == ended
    assert before == ""


def test_an_ended_ticket_is_found_by_number_and_by_enterprise(
    ended: list[str], li_min: User, signed_in: SignedIn
) -> None:
    def found(**asked: str) -> list[str]:
        page = signed_in(li_min).get(reverse("desk_queue"), {"view": "ended"} | asked)
        return [row.number for row in page.context["rows"]]

    spaced = f"{ended[30][:6]} {ended[30][6:]}"
    assert found(words=spaced) == [ended[30]]
    assert found(words="樱川") == ended[:20]
    assert found(state="withdrawn") == []
    assert found(before="nonsense") == ended[:20]


def test_no_other_city_and_no_light_among_the_ended(
    ended: list[str], shenyang_concierge: User, li_min: User, signed_in: SignedIn
) -> None:
    view = {"view": "ended"}
    foreign = signed_in(shenyang_concierge).get(reverse("desk_queue"), view)
    assert list(foreign.context["rows"]) == []
    assert signed_in(li_min).get(reverse("desk_queue"), view | {"light": "red"}).status_code == 400


def test_a_filter_nobody_knows_is_refused(li_min: User, signed_in: SignedIn) -> None:
    browser = signed_in(li_min)
    assert browser.get(reverse("desk_queue"), {"assignee__password": "x"}).status_code == 400
    assert browser.get(reverse("desk_queue"), {"view": "everything"}).status_code == 400


def test_the_buttons_are_what_the_step_table_allows(
    filed: Ticket, li_min: User, dalian_lead: User, signed_in: SignedIn
) -> None:
    def steps(user: User) -> set[str]:
        page = signed_in(user).get(_page(filed))
        return {step.name.value for step in page.context["steps"]}

    assert steps(li_min) == {
        "sign", "classify", "accept", "ask_supplement", "return", "propose", "log_contact",
        "link_measure",
    }  # fmt: skip
    assert steps(dalian_lead) == {"assign", "log_contact", "link_measure"}


def test_accepting_is_one_click(filed: Ticket, li_min: User, signed_in: SignedIn) -> None:
    answer = signed_in(li_min).post(_page(filed, "accept"), {"version": filed.version})
    assert answer.status_code == 302
    filed.refresh_from_db()
    assert filed.state == State.HANDLING


def test_a_step_that_somebody_was_faster_with_keeps_the_text_and_says_so(
    filed: Ticket, li_min: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    seen = filed.version
    acceptance.accept(filed, by=li_min, now=now)
    typed = {"version": seen, "text": "已电话联系企业，材料齐全。"}
    answer = signed_in(li_min).post(_page(filed, "note"), typed)
    assert answer.status_code == 412
    assert "已电话联系企业，材料齐全。" in answer.content.decode()
    assert not Message.objects.exists()


def test_a_form_that_lacks_something_names_the_field_and_keeps_the_rest(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    typed = {"version": filed.version, "urgency": "urgent", "category": "T02", "reason": ""}
    answer = signed_in(li_min).post(_page(filed, "classify"), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"reason"}
    assert answer.context["form"]["urgency"].value() == "urgent"


@pytest.mark.parametrize(
    ("word", "status"), [("callback", 403), ("resume", 409), ("propose", 200), ("sign", 200)]
)
def test_no_form_is_shown_for_a_step_that_would_be_refused(
    filed: Ticket, li_min: User, signed_in: SignedIn, word: str, status: int
) -> None:
    browser = signed_in(li_min)
    page = browser.get(_page(filed, word))
    assert page.status_code == status
    assert ('name="version"' in page.text) is (status == 200)
    if status != 200:
        assert browser.post(_page(filed, word), {"version": filed.version}).status_code in {
            status, 422,
        }  # fmt: skip


def test_the_ending_that_fits_the_ticket_is_filled_in_first(
    filed: Ticket, li_min: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    def shown() -> tuple[str, list[str]]:
        page = signed_in(li_min).get(_page(filed, "propose"))
        here = [label for label, _address, is_here in page.context["tabs"] if is_here]
        return type(page.context["form"]).__name__, here

    assert shown() == ("RefusalForm", ["不予受理"]), "before acceptance nothing can be answered"
    acceptance.accept(filed, by=li_min, now=now)
    assert shown() == ("ClosingForm", ["答复"])
    Ticket.objects.filter(pk=filed.pk).update(track=Track.COMPLAINT)
    Office.objects.update(complaint_agency=False)
    assert shown() == ("TransferForm", ["移送"]), "where another agency is for complaints"


def test_a_step_that_does_not_say_what_it_saw_counts_as_late(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    assert signed_in(li_min).post(_page(filed, "accept")).status_code == 412
    filed.refresh_from_db()
    assert filed.state == State.SUBMITTED


def test_a_step_of_somebody_else_is_refused_and_nothing_happens(
    filed: Ticket, deputy: User, signed_in: SignedIn
) -> None:
    before = Event.objects.count()
    answer = signed_in(deputy).post(_page(filed, "accept"), {"version": filed.version})
    assert answer.status_code == 403
    assert Event.objects.count() == before


def test_another_city_finds_neither_ticket_nor_step(
    filed: Ticket, shenyang_concierge: User, signed_in: SignedIn
) -> None:
    browser = signed_in(shenyang_concierge)
    assert browser.get(_page(filed)).status_code == 404
    assert browser.post(_page(filed, "accept")).status_code == 404
    assert browser.get(_page(filed, "explode")).status_code == 404


def test_an_unknown_step_is_not_found(filed: Ticket, li_min: User, signed_in: SignedIn) -> None:
    assert signed_in(li_min).get(_page(filed, "explode")).status_code == 404


def test_the_home_counts_are_the_lengths_of_their_lists(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    counts = browser.get(reverse("desk_home")).context["counts"]
    for view in ("mine", "unassigned", "reviews", "callbacks"):
        listed = browser.get(reverse("desk_queue"), {"view": view}).context["page"].paginator.count
        assert counts[view] == listed
    assert counts == {"mine": 1, "overdue": 0, "unassigned": 0, "reviews": 0, "callbacks": 0}


def test_a_light_turns_red_when_the_due_time_is_over(
    filed: Ticket,
    li_min: User,
    signed_in: SignedIn,
    stopped_clock: time_machine.Traveller,
    now: dt.datetime,
) -> None:
    from tickets.actions import ladders

    for hours, light in ((0.5, "green"), (0.9, "yellow"), (1.5, "red")):
        at = now + dt.timedelta(hours=hours)
        ladders.climb(now=at)
        filed.refresh_from_db()
        assert filed.light == light
    assert ladders.climb(now=now + dt.timedelta(hours=1.5)) == 0


def test_what_the_requester_wrote_is_marked_until_its_assignee_says_they_read_it(
    filed: Ticket, owner: User, li_min: User, deputy: User, now: dt.datetime, signed_in: SignedIn
) -> None:
    messages.write(filed, Writing("请问进展如何？"), by=owner, now=now)
    door = reverse("desk_read", args=[filed.number])
    mine, other = signed_in(li_min), signed_in(deputy)
    assert door in mine.get(_page(filed)).text
    assert door not in other.get(_page(filed)).text
    other.post(door)
    page = mine.get(_page(filed))
    assert "未读" in page.text
    assert 'class="count" aria-hidden="true">2<' in page.text  # the bell still counts
    assert mine.post(door).status_code == 302
    assert "未读" not in mine.get(_page(filed)).text
    assert not Message.objects.filter(read_at=None).exists()


def test_the_requesters_phone_is_one_tap_away(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    Ticket.objects.filter(pk=filed.pk).update(contact_phone="0411-8888 <0001>")
    page = signed_in(li_min).get(_page(filed)).text
    assert 'href="tel:0411-8888&lt;0001&gt;"' in page


def test_the_way_it_came_is_told_with_names_the_reader_can_read(
    filed: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    assert "李敏：该企业的管家" in browser.get(_page(filed)).text
    User.objects.filter(pk=li_min.pk).update(language="en")
    told = browser.get(_page(filed)).text
    assert "Li Min because of being" in told
    assert "李敏 because" not in told
