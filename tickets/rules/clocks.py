"""The clocks of a ticket: their names, units, lights and outcomes (DOMAIN §4)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Clock(TextChoices):
    """Every promise that can run on a ticket."""

    FIRST_CONTACT = "first_contact", pgettext_lazy("clock", "First contact")
    ACCEPTANCE = "acceptance", pgettext_lazy("clock", "Acceptance")
    SUPPLEMENT = "supplement", pgettext_lazy("clock", "Supplement")
    DISPATCH = "dispatch", pgettext_lazy("clock", "Dispatch")
    RETURN_RULING = "return_ruling", pgettext_lazy("clock", "Ruling on a return")
    HANDLING = "handling", pgettext_lazy("clock", "Handling")
    INTERIM = "interim", pgettext_lazy("clock", "Interim report")
    ASSIST = "assist", pgettext_lazy("clock", "Assist")
    REVIEW = "review", pgettext_lazy("clock", "Review")
    WRITTEN_RESULT = "written_result", pgettext_lazy("clock", "Written result")
    RECEIPT = "receipt", pgettext_lazy("clock", "Receipt")
    CALLBACK = "callback", pgettext_lazy("clock", "Callback")
    RATING_FOLLOWUP = "rating_followup", pgettext_lazy("clock", "Follow-up of a bad rating")
    LONG_RUN = "long_run", pgettext_lazy("clock", "Report to the government")


class Unit(TextChoices):
    """In what a promise is counted."""

    HOURS = "hours", pgettext_lazy("unit", "hours")
    DAYS = "days", pgettext_lazy("unit", "days")
    WORK_MINUTES = "work_minutes", pgettext_lazy("unit", "working minutes")
    WORK_DAYS = "work_days", pgettext_lazy("unit", "working days")
    WORK_DAYS_SAME_TIME = (
        "work_days_same_time",
        pgettext_lazy("unit", "working days to the same hour"),
    )


class Light(TextChoices):
    """How near a clock is to its due moment."""

    GREEN = "green", pgettext_lazy("light", "In time")
    YELLOW = "yellow", pgettext_lazy("light", "Due soon")
    RED = "red", pgettext_lazy("light", "Overdue")


class Outcome(TextChoices):
    """How a clock ended; never changed afterwards."""

    MET = "met", pgettext_lazy("outcome", "In time")
    LATE = "late", pgettext_lazy("outcome", "Late")
    SUPPLEMENT = "supplement", pgettext_lazy("outcome", "Ended by a request for material")
    VOID = "void", pgettext_lazy("outcome", "Void")
