"""More time: what an assignee asked for, and what a lead said to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.overlays import LONGEST_GROUND


class Ruling(models.TextChoices):
    """What the lead said."""

    WAITING = "waiting", _("Awaiting a ruling")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    VOID = "void", _("Void")


IN_EFFECT = (Ruling.WAITING, Ruling.GRANTED)


class Asked(models.Model):
    """One request for more time. Nobody grants their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="%(class)ss")
    generation = models.PositiveSmallIntegerField(_("Generation"))
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Asked"))
    ruling = models.CharField(_("Ruling"), max_length=10, choices=Ruling, default=Ruling.WAITING)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ruled_at = models.DateTimeField(_("Ruled"), null=True)
    ruling_reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="nobody_grants_their_own_%(class)s",
                condition=~Q(ruling="granted") | ~Q(ruled_by=F("asked_by")),
            )
        ]


class Extension(Asked):
    """More time for handling, once for a generation (延期)."""

    amount = models.DecimalField(_("Amount"), max_digits=7, decimal_places=2)

    class Meta(Asked.Meta):
        verbose_name = _("Extension")
        constraints = [
            *Asked.Meta.constraints,
            models.UniqueConstraint(
                fields=["ticket", "generation"],
                condition=Q(ruling__in=IN_EFFECT),
                name="one_extension_for_a_generation",
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.amount:f} · {self.get_ruling_display()}"


class Suspension(Asked):
    """Clocks that stand still on a legal ground, up to the end of a day (挂起)."""

    legal_ground = models.CharField(_("Legal ground"), max_length=LONGEST_GROUND)
    until_date = models.DateField(_("Last day"))
    lifted_at = models.DateTimeField(_("Lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)

    class Meta(Asked.Meta):
        verbose_name = _("Suspension")
        constraints = [
            *Asked.Meta.constraints,
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ruling="waiting"), name="one_suspension_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.until_date} · {self.get_ruling_display()}"
