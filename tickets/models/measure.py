"""The catalogue of policy measures (举措): slots, and what is published in them, in versions."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprise import FtzArea
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.measures import Scope


class Measure(models.Model):
    """A place in the catalogue; until its wording is public it is to be entered (待录入)."""

    code = models.SlugField(_("Code"), primary_key=True, max_length=20)
    programme_zh = models.CharField(_("Programme"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Measure")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class MeasureVersions(models.QuerySet["MeasureVersion"]):
    """What was published, by whether it counts."""

    def in_force(self) -> "MeasureVersions":
        """The newest version of each measure, ended or not."""
        return self.filter(replaced_at=None)

    def open_on(self, day: dt.date) -> "MeasureVersions":
        """Those a ticket can be tied to on a day in Beijing: begun and not ended."""
        begun = self.in_force().filter(valid_from__lte=day)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class MeasureVersion(models.Model):
    """One version of one measure; an empty list in its scope stands for all."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(_("Version"))
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    text_zh = models.TextField(_("Chinese text"))
    text_en = models.TextField(_("English text"), blank=True)
    issuing_body = models.CharField(_("Issuing body"), max_length=200)
    document_no = models.CharField(_("Document number"), max_length=100, blank=True)
    article = models.CharField(_("Article"), max_length=100, blank=True)
    link = models.URLField(_("Published at"), max_length=500, blank=True)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid until"), null=True)
    areas = ArrayField(models.CharField(max_length=2, choices=FtzArea), default=list)
    cities = ArrayField(models.CharField(max_length=12), default=list)  # codes of regions
    categories = ArrayField(models.CharField(max_length=10), default=list)
    nationalities = ArrayField(models.CharField(max_length=2), default=list)  # ISO 3166-1
    owner_unit = models.CharField(_("Unit in charge"), max_length=200, blank=True)
    is_public = models.BooleanField(_("May be shown to requesters"), default=True)
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(_("Replaced"), null=True)

    objects = MeasureVersions.as_manager()

    class Meta:
        verbose_name = _("Version of a measure")
        ordering = ["measure", "version"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "version"], name="one_measure_per_version"),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(replaced_at=None),
                name="one_version_of_a_measure_in_force",
            ),
            models.CheckConstraint(
                name="a_measure_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="a_measure_has_words", condition=~Q(title_zh="") & ~Q(text_zh="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, in Chinese where there is no other."""
        return self.title_zh if self._in_chinese or not self.title_en else self.title_en

    @property
    def text(self) -> str:
        """The text in the reader's language, in Chinese where there is no other."""
        return self.text_zh if self._in_chinese or not self.text_en else self.text_en

    @property
    def scope(self) -> Scope:
        """For whom it is."""
        lists = (self.areas, self.cities, self.categories, self.nationalities)
        return Scope(*(tuple(each) for each in lists))

    @property
    def _in_chinese(self) -> bool:
        return (get_language() or "zh").startswith("zh")
