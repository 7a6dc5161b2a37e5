"""Staff who also speak for an enterprise read its requests as a requester, never from inside."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def test_the_desk_does_not_open_what_one_knows_only_as_a_requester(
    in_two_worlds: User, filed: Ticket, signed_in: SignedIn
) -> None:
    browser = signed_in(in_two_worlds)
    assert browser.get(reverse("request", args=[filed.number])).status_code == 200
    assert browser.get(reverse("desk_ticket", args=[filed.number])).status_code == 404
    assert browser.get(reverse("desk_step", args=[filed.number, "note"])).status_code == 404


def test_the_queue_does_not_list_it(
    in_two_worlds: User, filed: Ticket, signed_in: SignedIn
) -> None:
    queue = signed_in(in_two_worlds).get(reverse("desk_queue"), {"view": "all"})
    assert filed.number not in queue.text
