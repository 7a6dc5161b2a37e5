"""The form that says what is missing in plain words."""

from django import forms
from django.utils.translation import gettext_lazy as _

UNSAID = forms.Field.default_error_messages["required"]


class PlainForm(forms.Form):
    """Where a field has no sentence of its own for being left empty, it gets one of ours."""

    def is_valid(self) -> bool:
        """Whether every answer can be taken; what was left empty is told as such."""
        for field in self.fields.values():
            if field.error_messages.get("required") == UNSAID:
                chosen = isinstance(field, forms.ChoiceField)
                field.error_messages["required"] = (
                    _("Choose one.") if chosen else _("Fill this in.")
                )
        return super().is_valid()
