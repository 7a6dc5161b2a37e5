"""Offices: the province, its cities and zone, handling units, law firms."""

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.roles import NODES


class LastOf(models.Func):
    """The last element of an array."""

    template = "%(expressions)s[cardinality(%(expressions)s)]"


class Offices(models.QuerySet["Office"]):
    """Offices, walked by lineage."""

    def under(self, office: "Office") -> "Offices":
        """The office itself and everything below it."""
        return self.filter(lineage__contains=[office.id])

    def above(self, office: "Office") -> "Offices":
        """The office itself and everything it answers to."""
        return self.filter(id__in=office.lineage)

    def nodes(self) -> "Offices":
        """The concierge system itself: province, cities, zone; no handling units, no law firms."""
        return self.filter(kind__in=NODES)

    def home_of(self, place: str) -> "Office | None":
        """The node that looks after requesters at this place, or at the place around it."""
        near = Q(region=place)
        nodes = self.nodes().filter(near | Q(region__parts=place))
        return nodes.order_by(models.Case(models.When(near, then=0), default=1)).first()


class Office(models.Model):
    """A node of the concierge system. `lineage` is the path of ids from the root to itself."""

    class Kind(models.TextChoices):
        """What kind of node."""

        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        ZONE = "zone", _("Zone")
        UNIT = "unit", _("Handling unit")
        LAW_FIRM = "law_firm", _("Law firm")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    code = models.SlugField(_("Code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=160)
    region = models.ForeignKey("accounts.Region", models.PROTECT, related_name="offices")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    lineage: "ArrayField[Iterable[uuid.UUID], list[uuid.UUID]]" = ArrayField(models.UUIDField())
    complaint_agency = models.BooleanField(_("Complaint agency"), default=False)
    phone = models.CharField(_("Service phone"), max_length=40, blank=True)
    backup_phone = models.CharField(_("Backup line"), max_length=40, blank=True)
    address_zh = models.CharField(_("Address in Chinese"), max_length=200, blank=True)
    address_en = models.CharField(_("Address in English"), max_length=200, blank=True)
    spoken_languages: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        verbose_name=_("Languages spoken"),
    )
    document_mark = models.CharField(_("Mark of its documents"), max_length=20, blank=True)
    is_active = models.BooleanField(_("Works"), default=True)

    objects = Offices.as_manager()

    class Meta:
        verbose_name = _("Office")
        ordering = ["code"]
        indexes = [GinIndex(fields=["lineage"], name="offices_under_an_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["document_mark"],
                condition=~Q(document_mark=""),
                name="one_office_per_document_mark",
            ),
            models.UniqueConstraint(
                fields=["region"], condition=Q(kind__in=sorted(NODES)), name="one_node_per_place"
            ),
            models.CheckConstraint(
                name="lineage_ends_with_the_office_itself",
                condition=Q(id=LastOf("lineage", output_field=models.UUIDField())),
            ),
            models.CheckConstraint(
                name="only_the_province_has_no_parent",
                condition=Q(kind="province", parent=None) | ~Q(kind="province") & ~Q(parent=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if _reads_chinese() else self.name_en

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"office:{self.pk}"

    @property
    def address(self) -> str:
        """Where it is, in the reader's script if it is known in it."""
        known = (self.address_zh, self.address_en)
        first, second = known if _reads_chinese() else reversed(known)
        return first or second


def _reads_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
