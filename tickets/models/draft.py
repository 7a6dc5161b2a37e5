"""Drafts: a request being written. Its author's alone, without number or history."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import Enterprise, User
from accounts.roles import May
from accounts.standing import memberships_of, offices_where

KEPT = dt.timedelta(days=30)


class Drafts(models.QuerySet["Draft"]):
    """Drafts, by author and age."""

    def visible_to(self, user: User, on: dt.date) -> "Drafts":
        """By its author, while they speak for the requester or take in requests at its place."""
        spoken_for = [one.enterprise_id for one in memberships_of(user, on)]
        at_the_counter = Enterprise.objects.in_places_of(offices_where(user, May.INTAKE, on))
        standing = Q(enterprise__in=spoken_for) | Q(enterprise__in=at_the_counter)
        return self.filter(standing, author=user)

    def unfinished(self) -> "Drafts":
        """Not yet submitted."""
        return self.filter(ticket=None)

    def forgotten(self, now: dt.datetime) -> "Drafts":
        """Not touched for thirty days; a submitted one has done its duty by then too."""
        return self.filter(saved_at__lt=now - KEPT)


class Draft(models.Model):
    """What the author has typed so far, as typed. `ticket` is what it became."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    enterprise = models.ForeignKey("accounts.Enterprise", models.PROTECT, related_name="drafts")
    typed = models.JSONField(_("Typed so far"), default=dict)
    begun_at = models.DateTimeField(_("Begun"))
    saved_at = models.DateTimeField(_("Saved"))
    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT, null=True, related_name="draft")

    objects = Drafts.as_manager()

    class Meta:
        verbose_name = _("Draft")
        indexes = [models.Index(fields=["author", "-saved_at"], name="the_drafts_of_an_author")]

    def __str__(self) -> str:
        return str(self.typed.get("title") or _("Untitled draft"))
