"""What a person does without: kinds of messages that come as a notification only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from psycopg.sql import SQL

from accounts.models import User

# Of a row of the outbox, there called `new`: whether its recipient does not do without it.
HEARD = SQL("""
    new.channel <> 'email' or not exists (
        select from tickets_mute muted
        where muted.person_id = new.recipient_id and muted.kind = new.kind
    )
""")


class Mutes(models.QuerySet["Mute"]):
    """Choices of people about their e-mails."""

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
