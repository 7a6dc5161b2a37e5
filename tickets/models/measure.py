"""The catalogue of policy measures (举措)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Measure(models.Model):
    """One measure. `to_be_entered` marks a slot whose wording is not public yet (待录入)."""

    code = models.SlugField(_("Code"), primary_key=True, max_length=20)
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    text_zh = models.TextField(_("Chinese text"), blank=True)
    text_en = models.TextField(_("English text"), blank=True)
    programme_zh = models.CharField(_("Programme"), max_length=200, blank=True)
    to_be_entered = models.BooleanField(_("To be entered"), default=False)

    class Meta:
        verbose_name = _("Measure")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="a_slot_to_be_entered_has_no_words",
                condition=Q(to_be_entered=False) | Q(title_zh="", text_zh=""),
            ),
            models.CheckConstraint(
                name="an_entered_measure_has_a_title",
                condition=Q(to_be_entered=True) | ~Q(title_zh=""),
            ),
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        title = self.title_zh if chinese else self.title_en or self.title_zh
        return f"{self.code} {title}".strip()
