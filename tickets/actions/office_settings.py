"""Set a value of an office, or let that of the office above count again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from accounts.roles import May
from tickets.access import permits
from tickets.errors import Because, Refused
from tickets.models import Event, OfficeSetting
from tickets.rules.carried import need_text
from tickets.rules.office_settings import KINDS, Key


@transaction.atomic
def change(
    office: Office, key: Key, value: str | None, reason: str, *, by: User, now: dt.datetime
) -> OfficeSetting | None:
    """From now on this value counts at an office and under it; None: what counts above it.

    What was decided before keeps its days. Raises Refused: ROLE unless `by` edits the office's
    policy, MISSING for what it may not be or without a reason, STATE where nothing would change.
    """
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    permits.demand(by, May.EDIT_POLICY, at=office, now=now)
    if value is not None:
        KINDS[key].check(value)
    need_text("reason", reason, _("Say why."))
    own = OfficeSetting.objects.filter(office=office, key=key).first()
    before = own.value if own else None
    if before == value:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    made = _write(OfficeSetting(office=office, key=key) if own is None else own, value, by, now)
    facts = {"key": key, "value": [before, value], "reason": reason.strip()}
    Event.objects.append(office.stream, "setting_changed", by=by, now=now, facts=facts)
    return made


def _write(
    row: OfficeSetting, value: str | None, by: User, now: dt.datetime
) -> OfficeSetting | None:
    if value is None:
        row.delete()
        return None
    row.value, row.changed_by, row.changed_at = value, by, now
    row.save()
    return row
