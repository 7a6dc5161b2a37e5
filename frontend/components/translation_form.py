"""The short form for a translation: what is translated, into which language, the words."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.components.languages import name_of
from frontend.components.step_forms import StepForm, text_field
from tickets.access.tickets import talk_on
from tickets.models import Ticket
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.messages import Rendering

WORDS_SHOWN = 60  # characters of what is translated
THE_REQUEST = "request"
A_FILE = "file-"  # and its id


class TranslationForm(StepForm):
    """Words in another language, beside the request, one of its messages or one of its files."""

    purpose = _("It stands beside the original words with your name; these stay as they are.")
    message = forms.ChoiceField(label=_("What you translate"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Into which language"))
    text = text_field(_("Translation"), LONGEST_TEXT)

    def fit(self, ticket: Ticket) -> None:
        """The request, its messages and files; a foreign text is put into Chinese, a Chinese one
        back.
        """
        spoken = [(str(one.pk), one.text, one.language) for one in talk_on(ticket, inside=True)]
        files = [(f"{A_FILE}{one.pk}", one.name, ticket.language) for one in ticket.attached]
        offered = [(THE_REQUEST, ticket.text, ticket.language), *spoken, *files]
        chosen = next((one for one in offered if one[0] == self.asked.chosen), offered[0])
        languages = [(code, name_of(code)) for code, _name in settings.LANGUAGES]
        self.fields["message"].choices = [(key, _shown(text)) for key, text, _code in offered]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a ChoiceField
        is_chinese = chosen[2].startswith("zh")
        other = ticket.language if not ticket.language.startswith("zh") else "en"
        self.initial["message"] = chosen[0]
        self.initial["language"] = other if is_chinese else "zh-hans"

    def carried(self) -> Rendering:
        """The translation."""
        given = self.cleaned_data
        key = given["message"]
        file = UUID(key.removeprefix(A_FILE)) if key.startswith(A_FILE) else None
        message = None if file or key == THE_REQUEST else UUID(key)
        return Rendering(given["text"], given["language"], message, file)


def _shown(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(WORDS_SHOWN) or gettext("Request")
