"""What a person does without: kinds of messages that come as a notification only."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Mutes(models.QuerySet["Mute"]):
    """Choices of people about their e-mails."""

    def chosen(self, people: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
        """Who of these people gets no e-mail of which kind."""
        return set(self.filter(person__in=people).values_list("person_id", "kind"))

    def of(self, person: User) -> set[str]:
        """The kinds of which this person gets no e-mail."""
        return set(self.filter(person=person).values_list("kind", flat=True))


class Mute(models.Model):
    """One person gets no e-mail about one kind of thing; the notification still comes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("Kind"), max_length=40)

    objects = Mutes.as_manager()

    class Meta:
        verbose_name = _("E-mail done without")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="a_kind_is_muted_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.kind}"
