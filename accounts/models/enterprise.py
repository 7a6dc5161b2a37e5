"""Requesters: foreign-invested enterprises and foreign institutions."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.credit_code import SHAPE, normalised
from accounts.ids import uuid7
from accounts.models.office import Office
from accounts.models.region import Region
from accounts.models.user import User


class FtzArea(models.TextChoices):
    """The three areas of the Liaoning free-trade zone; an attribute of the address."""

    SHENYANG = "SY", _("Shenyang area")
    DALIAN = "DL", _("Dalian area")
    YINGKOU = "YK", _("Yingkou area")


class Sector(models.TextChoices):
    """Sections of GB/T 4754-2017."""

    A = "A", _("Agriculture, forestry, animal husbandry, fishery")
    B = "B", _("Mining")
    C = "C", _("Manufacturing")
    D = "D", _("Electricity, heat, gas and water")
    E = "E", _("Construction")
    F = "F", _("Wholesale and retail")
    G = "G", _("Transport, storage and post")
    H = "H", _("Accommodation and catering")
    I = "I", _("Information and software")  # noqa: E741  # the standard's own letters
    J = "J", _("Finance")
    K = "K", _("Real estate")
    L = "L", _("Leasing and business services")
    M = "M", _("Research and technical services")
    N = "N", _("Water, environment and public facilities")
    O = "O", _("Household and other services")  # noqa: E741  # the standard's own letters
    P = "P", _("Education")
    Q = "Q", _("Health and social work")
    R = "R", _("Culture, sports and entertainment")
    S = "S", _("Public administration and organisations")
    T = "T", _("International organisations")


class Enterprises(models.QuerySet["Enterprise"]):
    """Requesters, by whose they are."""

    def spoken_for_by(self, user: User, on: dt.date) -> "Enterprises":
        """Those this person is a member of on this day."""
        mine = user.memberships.in_force(on).values("enterprise")
        return self.filter(pk__in=mine)

    def in_care_of(self, user: User) -> "Enterprises":
        """Those this person is the own concierge or the deputy of."""
        return self.filter(Q(concierge=user) | Q(deputy=user))

    def called(self, words: str) -> "Enterprises":
        """Those with these words in a name of any language, or with this credit code; else none."""
        typed = words.strip()
        if not typed:
            return self.none()
        names = Q(credit_code=normalised(typed))
        for field in ("name_zh", "name_en", "name_original"):
            names |= Q(**{f"{field}__icontains": typed})
        return self.filter(names)

    def in_places_of(self, offices: Iterable[UUID]) -> "Enterprises":
        """Those registered where these offices, or offices under them, work."""
        return self.filter(region__in=Region.objects.covered_by(offices))


class Enterprise(models.Model):
    """A requester. Kind `institution` is a consulate, chamber or other foreign institution."""

    class Kind(models.TextChoices):
        """Which of the two kinds of requester."""

        ENTERPRISE = "enterprise", _("Foreign-invested enterprise")
        INSTITUTION = "institution", _("Foreign institution")

    class Visibility(models.TextChoices):
        """Who of the requester's people reads a ticket (DOMAIN §7)."""

        FILER = "filer", _("Filer and owners")
        NAMED = "named", _("Filer, owners and named colleagues")
        ALL_READ = "all_read", _("All members read")
        ALL_ANSWER = "all_answer", _("All members read and answer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind, default=Kind.ENTERPRISE)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_original = models.CharField(_("Name in its own language"), max_length=200, blank=True)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, null=True)
    nationality = models.CharField(_("Country or region of the investor"), max_length=2)
    sector = models.CharField(_("Sector"), max_length=1, choices=Sector, blank=True)
    region = models.ForeignKey(
        "accounts.Region", models.PROTECT, related_name="+", verbose_name=_("Registered place")
    )
    ftz_area = models.CharField(
        _("Free-trade zone area"), max_length=2, choices=FtzArea, blank=True
    )
    is_key = models.BooleanField(_("Key enterprise of the province"), default=False)
    concierge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="enterprises_in_care"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="enterprises_as_deputy"
    )
    visibility = models.CharField(
        _("Who reads its tickets"), max_length=10, choices=Visibility, default=Visibility.NAMED
    )
    registered_at = models.DateTimeField(_("Registered"))
    verified_at = models.DateTimeField(_("Verified"), null=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = Enterprises.as_manager()

    class Meta:
        verbose_name = _("Enterprise")
        ordering = ["name_zh", "name_en", "id"]
        constraints = [
            models.UniqueConstraint(fields=["credit_code"], name="one_enterprise_per_credit_code"),
            models.CheckConstraint(
                name="an_enterprise_has_a_name",
                condition=~Q(name_zh="", name_en="", name_original=""),
            ),
            models.CheckConstraint(
                name="credit_code_has_its_shape",
                condition=Q(credit_code=None) | Q(credit_code__regex=SHAPE),
            ),
            models.CheckConstraint(
                name="concierge_is_not_their_own_deputy",
                condition=Q(concierge=None) | Q(deputy=None) | ~Q(concierge=models.F("deputy")),
            ),
            models.CheckConstraint(
                name="nationality_has_two_letters", condition=Q(nationality__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="a_verified_enterprise_has_a_code",
                condition=Q(verified_at=None) | Q(kind="institution") | ~Q(credit_code=None),
            ),
            models.CheckConstraint(
                name="only_a_concierge_has_a_deputy",
                condition=Q(deputy=None) | ~Q(concierge=None),
            ),
            models.CheckConstraint(
                name="verified_at_has_its_by",
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        names = (self.name_zh, self.name_en) if chinese else (self.name_en, self.name_zh)
        return next((name for name in (*names, self.name_original) if name), "")

    def home_office(self) -> Office:
        """The office that looks after it: of its place; for an institution always the province.

        Raises Office.DoesNotExist where no office works at that place.
        """
        nearest = Office.objects.home_of(self.region_id)
        if nearest is None:
            raise Office.DoesNotExist(f"no office for {self.region_id}")
        at_the_top = self.kind == self.Kind.INSTITUTION
        return Office.objects.get(id=nearest.lineage[0]) if at_the_top else nearest

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"enterprise:{self.pk}"
