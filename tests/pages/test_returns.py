"""A return, the ruling on it, and no further return: through the pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from tickets.models import Hop, Ticket
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]


def _take(client: Client, ticket: Ticket, word: str, **said: str) -> int:
    ticket.refresh_from_db()
    door = reverse("desk_step", args=[ticket.number, word])
    return client.post(door, {"version": str(ticket.version), **said}).status_code


def _steps(client: Client, ticket: Ticket) -> set[str]:
    page = client.get(reverse("desk_ticket", args=[ticket.number]))
    return {step.name for step in page.context["steps"]}


def test_an_upheld_return_is_the_last_one(
    signed_in: SignIn, filed: Ticket, li_min: User, dispatcher: User
) -> None:
    desk, ruling = signed_in(li_min), signed_in(dispatcher)
    assert _take(desk, filed, "return", reason="") == 422
    assert _take(desk, filed, "return", reason="应由沈阳办理") == 302
    assert _steps(desk, filed).isdisjoint({StepName.RETURN, StepName.ASSIGN, StepName.ACCEPT})
    assert {StepName.UPHOLD, StepName.REDISPATCH} <= _steps(ruling, filed)
    assert _take(ruling, filed, "uphold", reason="注册地在大连") == 302
    filed.refresh_from_db()
    assert (filed.state, filed.assignee) == (State.SUBMITTED, li_min)
    assert StepName.RETURN not in _steps(desk, filed)
    page = desk.get(reverse("desk_ticket", args=[filed.number]))
    assert "已裁定，不得再次退单" in page.text
    again = desk.get(reverse("desk_step", args=[filed.number, "return"]))
    assert again.status_code == 409
    assert _take(desk, filed, "return", reason="仍应由沈阳办理") == 409


def test_a_redispatched_return_goes_to_somebody_who_signs_and_cannot_return_it(
    signed_in: SignIn,
    filed: Ticket,
    li_min: User,
    dispatcher: User,
    shenyang_concierge: User,
    shenyang: Office,
) -> None:
    desk, ruling = signed_in(li_min), signed_in(dispatcher)
    _take(desk, filed, "return", reason="应由沈阳办理")
    to = f"{shenyang.pk}:{shenyang_concierge.pk}"
    assert _take(ruling, filed, "redispatch", to=to, reason="同意") == 302
    assert Hop.objects.unsigned().get().assignee == shenyang_concierge
    theirs = signed_in(shenyang_concierge)
    offered = _steps(theirs, filed)
    assert StepName.SIGN in offered
    assert StepName.RETURN not in offered
    assert _take(theirs, filed, "return", reason="应由大连办理") == 409
    assert _take(theirs, filed, "sign") == 302
    assert not Hop.objects.unsigned().exists()
