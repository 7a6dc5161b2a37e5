"""Invitations: the links by which a person takes possession of their account."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.tokens import HASH_SHAPE, hash_of


class Invitations(models.QuerySet["Invitation"]):
    """Invitations, by what they still open."""

    def unanswered(self) -> "Invitations":
        """Neither accepted nor revoked."""
        return self.filter(accepted_at=None, revoked_at=None)

    def opened_by(self, token: str, now: dt.datetime) -> "Invitations":
        """The one, if any, that this token opens at this moment."""
        return self.unanswered().filter(token_hash=hash_of(token), expires_at__gt=now)


class Invitation(models.Model):
    """A single-use link sent to a person's mailbox; `invited_by` empty means the house itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(_("Hash of the token"), max_length=64, unique=True)
    invited_at = models.DateTimeField(_("Invited"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("Good until"))
    accepted_at = models.DateTimeField(_("Accepted"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True)

    objects = Invitations.as_manager()

    class Meta:
        verbose_name = _("Invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_person",
            ),
            models.CheckConstraint(
                name="an_invitation_keeps_a_hash", condition=Q(token_hash__regex=HASH_SHAPE)
            ),
            models.CheckConstraint(
                name="an_invitation_ends_after_it_begins",
                condition=Q(expires_at__gt=F("invited_at")),
            ),
            models.CheckConstraint(
                name="accepted_or_revoked_not_both",
                condition=Q(accepted_at=None) | Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d %H:%M}"
