"""Two presses at the same moment, each with a connection of its own: one ticket, one number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.test_portal_filing import answer_all, at
from tickets.models import Draft, Event, OutboxMessage, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 4


def test_submitting_at_once_gives_one_ticket_and_answers_its_number_to_all(
    begun: Draft, owner: User, signed_in: Callable[[User], Client]
) -> None:
    answer_all(signed_in(owner), begun)
    browsers = [signed_in(owner) for _each in range(PRESSES)]
    together = Barrier(PRESSES)

    def press(browser: Client) -> str:
        together.wait(timeout=10)
        try:
            return browser.post(at(begun, "check")).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = [
            answer.result(timeout=60) for answer in [pool.submit(press, b) for b in browsers]
        ]
    ticket = Ticket.objects.get()
    assert set(answers) == {reverse("request_filed", args=[ticket.number])}
    assert Event.objects.of(ticket.stream).count() == 1
    told = OutboxMessage.objects.filter(kind="ticket_filed", channel="in_app", recipient=owner)
    assert told.count() == 1
    page = browsers[0].get(answers[0])
    assert page.status_code == 200
