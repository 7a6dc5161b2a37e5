"""The link that opens an empty house to its first administrators, once."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.tokens import HASH_SHAPE, hash_of


class SetUpLinks(models.QuerySet["SetUpLink"]):
    """Set-up links, by what they still open."""

    def opened_by(self, token: str, now: dt.datetime) -> "SetUpLinks":
        """The one, if any, that this token opens at this moment."""
        return self.filter(token_hash=hash_of(token), closed_at=None, expires_at__gt=now)


class SetUpLink(models.Model):
    """A single-use link made on the machine itself; `closed_at` once used or replaced."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_hash = models.CharField(_("Hash of the token"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("Made"))
    expires_at = models.DateTimeField(_("Good until"))
    closed_at = models.DateTimeField(_("Closed"), null=True)

    objects = SetUpLinks.as_manager()

    class Meta:
        verbose_name = _("Set-up link")
        constraints = [
            models.CheckConstraint(
                name="a_set_up_link_keeps_a_hash", condition=Q(token_hash__regex=HASH_SHAPE)
            ),
            models.CheckConstraint(
                name="a_set_up_link_ends_after_it_begins", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
