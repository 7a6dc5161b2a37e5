"""Publish a template of notices: a new version in place of the old; what was issued stays."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.roles import May
from tickets.access import permits
from tickets.access.calendars import province
from tickets.actions.calendars import DUTY
from tickets.models import Event, NoticeTemplate, database
from tickets.rules.notices import TemplateDraft
from tickets.rules.versions import next_version

PUBLISHED = "notice_template_published"


@transaction.atomic
def publish(draft: TemplateDraft, *, by: User, now: dt.datetime) -> NoticeTemplate:
    """From now on notices of this kind read as the draft says; what was issued keeps its words.

    Raises Refused: ROLE unless `by` edits the policy of the province, MISSING with the field and
    the place in it that is not right, STALE for a draft that has not seen the newest version.
    """
    permits.demand(by, May.EDIT_POLICY, at=province(), now=now)
    draft.validate()
    database.wait_for(DUTY)
    kept = NoticeTemplate.objects.filter(kind=draft.kind)
    told = {"words": draft.plain_words, "reason": draft.reason.strip(), "published_by": by}
    last = kept.select_related("published_by").order_by("version").last()
    own = kept.filter(**told, version=draft.seen + 1)
    version = next_version(last, draft.seen, is_own=own.exists())
    kept.in_force().update(replaced_at=now)
    made = NoticeTemplate.objects.create(kind=draft.kind, version=version, published_at=now, **told)
    facts = {"version": version, "words": made.words, "reason": made.reason}
    Event.objects.append(f"notice_template:{made.kind}", PUBLISHED, by=by, now=now, facts=facts)
    return made
