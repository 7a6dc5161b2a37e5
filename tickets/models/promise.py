"""Promises (承诺时限): how long the house gives itself; an edit is a new version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.promises import Promise as Span
from tickets.rules.promises import Promised

SCOPE = ("clock", "ordinal", "track", "category", "urgency", "office")


def scope_of(row: Promised) -> dict[str, object]:
    """The filter of all versions of what is promised for the same tickets."""
    wanted = {name: getattr(row, name) for name in SCOPE}
    return {
        name if value is not None else f"{name}__isnull": True if value is None else value
        for name, value in wanted.items()
    }


class Promises(models.QuerySet["Promise"]):
    """Promises, by whether they count today."""

    def in_force(self) -> "Promises":
        """Those that nothing has replaced."""
        return self.filter(replaced_at=None)


class Promise(models.Model):
    """One version of one promise; what is null stands for every one."""

    clock = models.CharField(_("Clock"), max_length=20, choices=Clock)
    ordinal = models.PositiveSmallIntegerField(_("Turn"), default=1)
    track = models.CharField(_("Track"), max_length=12, choices=Track, null=True)
    category = models.ForeignKey("tickets.Category", models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(_("Urgency"), max_length=12, choices=Urgency, null=True)
    office = models.ForeignKey("accounts.Office", models.PROTECT, null=True, related_name="+")
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    amount = models.DecimalField(_("Amount"), max_digits=7, decimal_places=2)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    reason = models.CharField(_("Reason"), max_length=2000, blank=True)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(_("Replaced"), null=True)

    objects = Promises.as_manager()

    class Meta:
        verbose_name = _("Promise")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=SCOPE,
                condition=Q(replaced_at=None),
                nulls_distinct=False,
                name="one_promise_in_force_per_scope",
            ),
            models.UniqueConstraint(
                fields=[*SCOPE, "version"],
                nulls_distinct=False,
                name="one_promise_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clock_display()} {self.amount.normalize():f} {self.get_unit_display()}"

    @property
    def narrowed(self) -> list[str]:
        """To which category and office it is narrowed, in the reader's words."""
        return [str(each) for each in (self.category, self.office) if each]

    @property
    def kind(self) -> list[str]:
        """For which track and urgency it is, in the reader's words; empty for every ticket."""
        given = ((self.track, Track), (self.urgency, Urgency))
        return [str(words(value).label) for value, words in given if value]

    @property
    def scope(self) -> dict[str, object]:
        """For which tickets it is, as a filter."""
        return scope_of(self.promised)

    @property
    def promised(self) -> Promised:
        """The row as the rules read it."""
        return Promised(
            Clock(self.clock),
            Span(Unit(self.unit), self.amount),
            Track(self.track) if self.track else None,
            Urgency(self.urgency) if self.urgency else None,
            self.ordinal,
            self.category_id,
            self.office_id,
            self.pk,
        )
