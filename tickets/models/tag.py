"""Free tags (标签): the curated list, and what of it stands on which ticket."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject, Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.tags import LONGEST

_TOLD = ("id", "name_zh", "name_en")


class Tags(models.QuerySet["Tag"]):
    """Tags, by whether they may be chosen and by what is typed."""

    def in_force(self, on: dt.date) -> "Tags":
        """Those that may be put on a ticket on this day."""
        begun = self.filter(merged_into=None, valid_from__lte=on)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def found_by(self, typed: str) -> "Tags":
        """Those with these words in a name, or beginning with these letters."""
        words = typed.strip()
        said = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
        return self.filter(said | Q(letters__startswith=words.lower()) if words else Q())


class Tag(models.Model):
    """One tag. Merged into another, it is that one wherever it stands, and chosen no more."""

    name_zh = models.CharField(_("Chinese name"), max_length=LONGEST["name_zh"])
    name_en = models.CharField(_("English name"), max_length=LONGEST["name_en"])
    description = models.CharField(
        _("When to use it"), max_length=LONGEST["description"], blank=True
    )
    letters = models.CharField(_("Letters"), max_length=LONGEST["letters"], blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("Merged into")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("Added"))

    objects = Tags.as_manager()

    class Meta:
        verbose_name = _("Tag")
        ordering = ["letters", "name_zh", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name_zh"), name="one_tag_of_a_chinese_name"),
            models.UniqueConstraint(Lower("name_en"), name="one_tag_of_an_english_name"),
            models.CheckConstraint(
                name="no_tag_is_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"tag:{self.pk}"


class Taggings(models.QuerySet["Tagging"]):
    """Tags on tickets, by whether they stand and what they count as."""

    def standing(self) -> "Taggings":
        """Not taken off, in the order they were put on."""
        return self.filter(removed_at=None).order_by("tagged_at", "id")

    def counting_as(self, tag: Tag) -> "Taggings":
        """Of this tag, or of one merged into it."""
        return self.filter(Q(tag=tag) | Q(tag__merged_into=tag))

    def of_tickets(self) -> ArraySubquery:
        """For an annotation of tickets: what stands on each, merged ones as the one they are in."""
        told = {name: Coalesce(f"tag__merged_into__{name}", f"tag__{name}") for name in _TOLD}
        mine = self.standing().filter(ticket=OuterRef("pk"))
        return ArraySubquery(mine.values(told=JSONObject(**told)))


class Tagging(models.Model):
    """One tag on one ticket; for staff alone, never shown to a requester."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings")
    tagged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tagged_at = models.DateTimeField(_("Put on"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("Taken off"), null=True)

    objects = Taggings.as_manager()

    class Meta:
        verbose_name = _("Tag on a ticket")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "tag"],
                condition=Q(removed_at=None),
                name="a_tag_once_on_a_ticket",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.tag}"


def read_back(told: Mapping[str, Any]) -> Tag:
    """What an annotation told, as a tag that can be named and linked; not to be saved."""
    return Tag(**{name: told[name] for name in _TOLD})
