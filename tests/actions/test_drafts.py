"""Drafts: whose they are when a standing ends, how many one may begin, how much one holds."""

import datetime as dt
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Membership
from accounts.standing import forget
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import Stage
from tickets.access.tickets import draft_for, drafts_of
from tickets.actions import filing
from tickets.errors import Because, Refused
from tickets.models import Draft
from tickets.rules.filing import LARGEST_DRAFT, MOST_DRAFTS

pytestmark = pytest.mark.django_db


def _leaves(stage: Stage, name: str) -> None:
    day = stage.now.date() - dt.timedelta(days=1)
    Membership.objects.filter(user=stage.cast[name]).update(until_date=day)
    forget(stage.cast[name])


def _unseen(stage: Stage, name: str, draft: UUID) -> bool:
    with pytest.raises(Refused) as refused:
        draft_for(stage.cast[name], draft, stage.now)
    return refused.value.because is Because.UNSEEN


def test_a_former_member_no_longer_sees_what_they_began(stage: Stage) -> None:
    draft = stage.draft("member")
    assert list(drafts_of(stage.member, stage.now)) == [draft]
    _leaves(stage, "member")
    assert not drafts_of(stage.member, stage.now).exists()
    assert _unseen(stage, "member", draft.pk)


def test_nor_do_they_keep_more_in_it(stage: Stage) -> None:
    draft = stage.draft("member")
    _leaves(stage, "member")
    with pytest.raises(Refused) as refused:
        filing.keep(draft, {"title": "x"}, by=stage.member, now=stage.now)
    assert refused.value.because is Because.ROLE
    assert Draft.objects.get().typed == {}


def test_staff_see_what_they_took_in_at_their_place_only(stage: Stage) -> None:
    draft = filing.begin(stage.enterprise, by=stage.intake_officer, now=stage.now)
    assert draft_for(stage.intake_officer, draft.pk, stage.now) == draft
    Draft.objects.update(author=stage.shenyang_concierge)
    assert _unseen(stage, "shenyang_concierge", draft.pk)


def _begin_many(stage: Stage, count: int) -> None:
    facts = {"enterprise": stage.enterprise, "begun_at": stage.now, "saved_at": stage.now}
    Draft.objects.bulk_create(Draft(author=stage.member, **facts) for _each in range(count))


def test_nobody_begins_more_than_they_can_finish(stage: Stage) -> None:
    _begin_many(stage, MOST_DRAFTS)
    with pytest.raises(Refused) as refused:
        stage.draft("member")
    assert (refused.value.because, refused.value.code) == (Because.STATE, "too_many_drafts")
    assert str(MOST_DRAFTS) in str(refused.value)
    assert stage.draft("owner").author == stage.owner
    filing.discard(Draft.objects.filter(author=stage.member)[0], by=stage.member, now=stage.now)
    assert stage.draft("member").author == stage.member


def test_what_was_sent_is_not_counted(stage: Stage) -> None:
    _begin_many(stage, MOST_DRAFTS - 1)
    stage.file(by="member")
    assert stage.draft("member").author == stage.member


@pytest.mark.django_db(transaction=True)
def test_two_begun_at_once_do_not_pass_the_bound_together(stage: Stage) -> None:
    _begin_many(stage, MOST_DRAFTS - 1)
    results = at_once(lambda: stage.draft("member"), lambda: stage.draft("member"))
    assert results == [DONE, "too_many_drafts"]
    assert Draft.objects.filter(author=stage.member).count() == MOST_DRAFTS


def test_a_draft_holds_so_much_and_no_more_and_keeps_what_it_held(stage: Stage) -> None:
    draft = stage.draft("member")
    half = "字" * (LARGEST_DRAFT // 2)
    filing.keep(draft, {"text": half}, by=stage.member, now=stage.now)
    with pytest.raises(Refused) as refused, transaction.atomic():
        filing.keep(draft, {"more": half}, by=stage.member, now=stage.now)
    assert (refused.value.because, refused.value.code) == (Because.MISSING, "too_large")
    assert Draft.objects.get().typed == {"text": half}
