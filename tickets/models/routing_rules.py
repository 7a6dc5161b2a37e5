"""Routing rules: what was published, in versions that nobody changes, and what is being drafted."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.routing_rules import Rules, rules_of


class AllRoutingRules(models.QuerySet["RoutingRules"]):
    """Versions of the rules, by the day from which they count."""

    def in_force(self, on: dt.date) -> "AllRoutingRules":
        """The newest version that counts on a day in Beijing, alone; a newer one outranks it."""
        return self.filter(valid_from__lte=on).order_by("-version")[:1]


class RoutingRules(models.Model):
    """One version of all rules in their order; each routing cites the one it went by."""

    version = models.PositiveSmallIntegerField(_("Version"), unique=True)
    rules = models.JSONField(_("Rules"))
    valid_from = models.DateField(_("In force from"))
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AllRoutingRules.as_manager()

    class Meta:
        verbose_name = _("Routing rules")
        ordering = ["version"]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def in_order(self) -> Rules:
        """The rules as they are asked."""
        return rules_of(self.rules)


class RoutingDraft(models.Model):
    """The rules as one editor is changing them, for nobody else; `seen` is what they follow."""

    author = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="routing_draft"
    )
    rules = models.JSONField(_("Rules"))
    seen = models.PositiveSmallIntegerField(_("Follows version"))
    edits = models.PositiveIntegerField(_("Changes made"), default=0)
    begun_at = models.DateTimeField(_("Begun"))
    saved_at = models.DateTimeField(_("Saved"))

    newest: int  # the newest version there is, where the draft was read for its author

    class Meta:
        verbose_name = _("Draft of routing rules")

    def __str__(self) -> str:
        return f"{self.author} {self.seen}+"

    @property
    def in_order(self) -> Rules:
        """The rules as they would be asked."""
        return rules_of(self.rules)
