"""The catalogue of measures: slots are entered, versions follow each other, nothing is invented."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tickets.access import choices
from tickets.access import measures as access
from tickets.actions import measures
from tickets.errors import Because
from tickets.models import Event, Measure, MeasureVersion, Ticket
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.measures import MeasureDraft, Scope, Stage

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 12)
DRAFT = MeasureDraft(
    "FTZ-01",
    "示例举措",
    "示例正文",
    "示例机关",
    dt.date(2026, 1, 1),
    "公布",
    title_en="Sample measure",
    scope=Scope(("DL",), ("210200",), ("T11",), ("JP", "KR")),
)


def test_a_slot_is_entered_and_can_be_chosen(
    filed: Ticket, policy_editor: User, now: dt.datetime
) -> None:
    assert choices.measures(filed, TODAY) == ([], [])
    made = measures.publish(DRAFT, by=policy_editor, now=now)
    entry = access.entry("FTZ-01", TODAY)
    assert (entry.newest, entry.stage, made.version) == (made, Stage.IN_FORCE, 1)
    assert made.scope == DRAFT.scope
    offered = [code for group in choices.measures(filed, TODAY) for code, _name in group]
    assert offered == ["FTZ-01"]
    event = Event.objects.of("measure:FTZ-01").get()
    assert (event.kind, event.by, event.facts["version"]) == ("measure_published", policy_editor, 1)


def test_those_for_such_a_ticket_are_offered_first(
    filed: Ticket, policy_editor: User, now: dt.datetime
) -> None:
    investor = filed.enterprise.nationality
    scopes = {
        "A-1": Scope((), (filed.region_id,), (filed.category_id,), (investor,)),
        "B-1": Scope(),
        "C-1": Scope(areas=("YK",)),
        "D-1": Scope(cities=("210100",)),
        "E-1": Scope(categories=("T21",)),
        "F-1": Scope(nationalities=("DE", "FR")),
    }
    for code, scope in scopes.items():
        measures.publish(replace(DRAFT, code=f"LN-{code}", scope=scope), by=policy_editor, now=now)
    fitting, others = choices.measures(filed, TODAY)
    assert [code for code, _name in fitting] == ["LN-A-1", "LN-B-1"]
    assert [code for code, _name in others] == ["LN-C-1", "LN-D-1", "LN-E-1", "LN-F-1"]


def test_a_new_version_replaces_the_old_which_stays_readable(
    filed: Ticket, policy_editor: User, now: dt.datetime
) -> None:
    first = measures.publish(DRAFT, by=policy_editor, now=now)
    shorter = replace(DRAFT, valid_to=dt.date(2026, 11, 11), reason="期满", seen=1)
    second = measures.publish(shorter, by=policy_editor, now=now)
    first.refresh_from_db()
    assert (first.replaced_at, second.version) == (now, 2)
    assert access.versions_of("FTZ-01") == [second, first]
    assert access.entry("FTZ-01", TODAY).stage is Stage.ENDED
    assert choices.measures(filed, TODAY) == ([], []), "what has ended is offered no more"


def test_a_new_code_opens_a_new_place(
    handbook: None, policy_editor: User, now: dt.datetime
) -> None:
    ahead = replace(DRAFT, code="LN-2027-1", valid_from=dt.date(2027, 1, 1))
    measures.publish(ahead, by=policy_editor, now=now)
    assert access.entry("LN-2027-1", TODAY).stage is Stage.TO_COME
    assert len(access.catalogue(TODAY)) == 8


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "ftz-01"}, "code"),
        ({"code": "FTZ-" + "A" * 20}, "code"),
        ({"title_zh": " "}, "title_zh"),
        ({"title_en": "t" * 301}, "title_en"),
        ({"text_zh": ""}, "text_zh"),
        ({"text_en": "t" * (LONGEST_TEXT + 1)}, "text_en"),
        ({"text_zh": "机密★ 全文"}, "text_zh"),
        ({"issuing_body": ""}, "issuing_body"),
        ({"article": "第" * 101}, "article"),
        ({"reason": ""}, "reason"),
        ({"valid_to": dt.date(2025, 12, 31)}, "valid_to"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"scope": Scope(areas=("XX",))}, "areas"),
        ({"scope": Scope(cities=("999999",))}, "cities"),
        ({"scope": Scope(categories=("X1",))}, "categories"),
        ({"scope": Scope(nationalities=("CN",))}, "nationalities"),
    ],
)
def test_what_cannot_be_published_names_its_field(
    handbook: None, policy_editor: User, now: dt.datetime, change: dict[str, Any], field: str
) -> None:
    bad = replace(DRAFT, **change)
    assert field_of(lambda: measures.publish(bad, by=policy_editor, now=now)) == field
    assert not MeasureVersion.objects.exists()


@pytest.mark.parametrize("name", ["li_min", "leader", "system_admin", "owner"])
def test_only_the_policy_editor_publishes(
    handbook: None, now: dt.datetime, name: str, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(name)
    because, _code = refusal(lambda: measures.publish(DRAFT, by=by, now=now))
    assert because is Because.ROLE


def test_whoever_was_overtaken_is_told_and_so_is_whoever_presses_twice(
    handbook: None, policy_editor: User, now: dt.datetime
) -> None:
    measures.publish(DRAFT, by=policy_editor, now=now)
    twice = refusal(lambda: measures.publish(DRAFT, by=policy_editor, now=now))
    other = replace(DRAFT, title_zh="另一举措")
    late = refusal(lambda: measures.publish(other, by=policy_editor, now=now))
    assert twice == (Because.STALE, "published_already")
    assert late == (Because.STALE, "changed_meanwhile")


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version(
    handbook: None, policy_editor: User, now: dt.datetime
) -> None:
    other = replace(DRAFT, title_zh="另一举措")
    found = at_once(
        lambda: measures.publish(DRAFT, by=policy_editor, now=now),
        lambda: measures.publish(other, by=policy_editor, now=now),
    )
    assert found == sorted([DONE, "changed_meanwhile"])
    assert MeasureVersion.objects.count() == Event.objects.of("measure:FTZ-01").count() == 1


def test_a_deed_that_breaks_off_leaves_nothing(
    handbook: None, policy_editor: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(measures, "_record", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        measures.publish(replace(DRAFT, code="LN-01"), by=policy_editor, now=now)
    assert not MeasureVersion.objects.exists()
    assert not Measure.objects.filter(code="LN-01").exists()
