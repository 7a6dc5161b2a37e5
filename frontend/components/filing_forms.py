"""The pages of a filing, each a small form; what is typed is kept as typed, right or wrong."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Enterprise, User
from frontend.components import chosen_files, languages
from frontend.components.chosen_files import FilesField
from tickets.access import requests
from tickets.errors import Refused
from tickets.models import Attachment
from tickets.rules.attachments import FIELD
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.classification import Level, Nature, track_of
from tickets.rules.filing import LONGEST_TITLE, Complained, Filing, Source
from tickets.rules.secrecy import bears_secret_mark

FEWEST_DIGITS = 5  # of a phone number, extensions of a switchboard included
IN_PLAIN_WORDS = {
    Nature.CONSULT: _("You want to know how something works or what you need."),
    Nature.ASSISTANCE: _("Something is stuck, or needs several authorities."),
    Nature.COMPLAINT: _("An authority did something that infringes your rights, or fails to act."),
    Nature.SUGGESTION: _("A policy or the investment environment could be better."),
    Nature.PRAISE: _("Somebody did well and should hear it."),
    Nature.NOTE: _("A consulate, chamber or other institution writes to the office."),
}
YES_NO = (("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No")))


@dataclass(frozen=True)
class Filer:
    """Who files, for whom, on which day, and the nature chosen so far.

    `on_behalf`: staff file what the requester tells them. `files`: what the draft has.
    """

    person: User
    enterprise: Enterprise
    on: dt.date
    nature: str = ""
    on_behalf: bool = False
    files: Sequence[Attachment] = ()

    @property
    def is_institution(self) -> bool:
        """Whether the requester is a foreign institution."""
        return self.enterprise.kind == Enterprise.Kind.INSTITUTION


class Hinted(forms.RadioSelect):
    """Radio buttons with a line of plain words under each; `hints` by value."""

    option_template_name = "components/hinted_choice.html"
    hints: Mapping[str, Any] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option with its hint."""
        option = super().create_option(*args, **kwargs)
        return option | {"hint": self.hints.get(str(option["value"]), "")}


class PartForm(forms.Form):
    """One page of the filing."""

    use_required_attribute = False
    question: Any = ""

    def __init__(self, filer: Filer, data: Any = None, *, typed: Mapping[str, Any] = {}) -> None:
        self.filer = filer
        super().__init__(data, initial=dict(typed))
        self.fit()

    def fit(self) -> None:
        """Fill in the choices that depend on who files."""

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, to be kept in the draft; a state secret is not kept anywhere."""
        values = self._values()
        return {name: _clean(value) for name, value in values.items() if not _is_secret(value)}

    @property
    def withholds_a_secret(self) -> bool:
        """Whether something was typed that is not kept because it bears the mark of a secret."""
        return any(map(_is_secret, self._values().values()))

    def _values(self) -> dict[str, Any]:
        return {name: self[name].data for name in self.fields if name != FIELD}


def from_draft(form: type[PartForm], filer: Filer, typed: Mapping[str, Any]) -> PartForm:
    """The form as if its page had just been sent with what the draft has kept."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return form(filer, MultiValueDict(lists))


def _clean(value: Any) -> Any:
    """Without the sign that the database cannot keep."""
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and bears_secret_mark(value)


def _error(sentence: Any) -> dict[str, Any]:
    return {"required": sentence, "invalid_choice": sentence}


def _radios(label: Any, sentence: Any, options: Any = (), **more: Any) -> forms.ChoiceField:
    widget = more.pop("widget", forms.RadioSelect)
    return forms.ChoiceField(
        label=label, choices=options, widget=widget, error_messages=_error(sentence), **more
    )


def _area(label: Any, sentence: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages=_error(sentence),
        **more,
    )


def _line(label: Any, sentence: Any, longest: int, **more: Any) -> forms.CharField:
    attrs = more.pop("attrs", {})
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.TextInput(attrs=attrs),
        error_messages=_error(sentence),
        **more,
    )


class MatterForm(PartForm):
    """What kind of matter it is."""

    question = _("What is it about?")
    in_danger = _radios(
        _("Is a person in danger or detained?"), _("Say whether a person is in danger."), YES_NO
    )
    nature = _radios(_("What do you want?"), _("Choose what you want."), widget=Hinted)
    category = _radios(
        _("Which matter comes closest?"),
        _("Choose the matter that comes closest."),
        widget=Hinted,
        help_text=_("If none fits, choose “Other”. We sort it, you lose no time."),
    )

    def fit(self) -> None:
        """Natures open to this requester; the categories of the day."""
        super().fit()
        barred = Nature.COMPLAINT if self.filer.is_institution else Nature.NOTE
        offered = [(each.value, each.label) for each in Nature if each is not barred]
        self._offer("nature", offered, {str(key): hint for key, hint in IN_PLAIN_WORDS.items()})
        matters = list(requests.categories(self.filer.on))
        named = [(each.code, str(each)) for each in matters]
        self._offer("category", named, {each.code: each.typical for each in matters})

    def _offer(self, name: str, options: list[Any], hints: Mapping[str, Any]) -> None:
        field = self.fields[name]
        field.choices = options  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.hints = hints

    def clean(self) -> dict[str, Any]:
        """A nature that is not open to this requester is refused with its reason."""
        super().clean()
        asked = self.data.get("nature", "")
        if asked in Nature.values and "nature" in self.errors:
            try:
                track_of(Nature(asked), is_institution=self.filer.is_institution)
            except Refused as refused:
                self.errors["nature"] = self.error_class([str(refused)], renderer=self.renderer)
        return self.cleaned_data


class StoryForm(PartForm):
    """What happened."""

    question = _("What happened?")
    title = _line(
        _("In one sentence"),
        _("Give your request a title."),
        LONGEST_TITLE,
        help_text=_("For example: Renewal of a work permit is stuck since September."),
    )
    text = _area(
        _("The whole story"),
        _("Tell us what happened."),
        LONGEST_TEXT,
        help_text=_(
            "What happened, where and when; whom you have asked already; what you need from us."
            " Write in the language you like best."
        ),
    )
    attachments = FilesField(label=_("Files that show it"))

    def fit(self) -> None:
        """A complaint names whom it is about; what was chosen stands there by its name."""
        super().fit()
        chosen_files.offer(self, self.filer.files)
        if self.filer.nature == Nature.COMPLAINT:
            self.fields |= {
                "complained_organ": _line(
                    _("Which authority is the complaint about?"),
                    _("Name the authority you complain about."),
                    200,
                ),
                "complained_level": _radios(
                    _("At which level is that authority?"),
                    _("Choose the level of that authority."),
                    Level.choices,
                ),
                "hide_complainant": forms.BooleanField(
                    label=_("Do not let that authority know who complains"),
                    required=False,
                    help_text=_(
                        "Your concierge knows you; what goes to other authorities names neither"
                        " you nor your company. Some matters cannot be solved without a name:"
                        " then we ask you first."
                    ),
                ),
            }
            self.order_fields((*(name for name in self.fields if name != FIELD), FIELD))

    def clean(self) -> dict[str, Any]:
        """Nothing that bears the mark of a state secret goes further."""
        super().clean()
        given = self.cleaned_data
        for name in ("title", "text"):
            if bears_secret_mark(given.get(name, "")):
                sentence = _(
                    "This text bears the mark of a state secret. It was not saved. Take it out and"
                    " call us; we will receive it in person."
                )
                self.add_error(name, ValidationError(sentence, code="state_secret"))
        return given


class ContactForm(PartForm):
    """Whom we speak with."""

    question = _("Whom do we speak with?")
    contact_name = _line(
        _("Contact person"),
        _("Say whom we may ask for."),
        100,
        attrs={"autocomplete": "name", "spellcheck": "false"},
    )
    contact_phone = _line(
        _("Phone"),
        _("Give a phone number."),
        40,
        required=False,
        attrs={"autocomplete": "tel", "type": "tel"},
        help_text=_("So that your concierge can call. With the country code if not Chinese."),
    )
    language = _radios(
        _("In which language shall we answer?"), _("Choose the language of our answers.")
    )
    colleagues = forms.MultipleChoiceField(
        label=_("Colleagues who may read and answer"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Owners of your account can always read this request."),
    )

    def fit(self) -> None:
        """The filer's own name, phone and language first; colleagues only where it matters."""
        super().fit()
        person = self.filer.person
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, languages.own_name_of(code)) for code, _name in settings.LANGUAGES
        ]
        if not self.filer.on_behalf:
            known = {"contact_name": person.name, "contact_phone": person.phone}
            self.initial = {**known, "language": person.language, **self.initial}
        others = requests.colleagues_of(person, self.filer.enterprise, self.filer.on)
        if others:
            named = [(str(each.pk), str(each)) for each in others]
            self.fields["colleagues"].choices = named  # type: ignore[attr-defined]  # as above
        else:
            del self.fields["colleagues"]

    def clean_contact_phone(self) -> str:
        """Anything with enough digits: 座机, 400, +81, extensions."""
        phone: str = self.cleaned_data["contact_phone"].strip()
        if phone and len(re.findall(r"\d", phone)) < FEWEST_DIGITS:
            raise ValidationError(
                _("Give the number with its area code, for example 0411-8888 0000."), code="short"
            )
        return phone


PARTS: dict[str, type[PartForm]] = {
    "matter": MatterForm,
    "story": StoryForm,
    "contact": ContactForm,
}


class OnBehalfForm(MatterForm, StoryForm, ContactForm):
    """All questions on one page, for staff who hear the answers by phone, at the counter, meeting.

    Beside them: how the request came in, and that whoever tells it agrees (PIPL Art. 13, 17).
    """

    source = _radios(
        _("How did it come in?"),
        _("Say how the request came in."),
        [choice for choice in Source.choices if choice[0] != Source.PORTAL],
    )
    consented = forms.BooleanField(
        label=_("They agree to this"),
        error_messages=_error(_("Read them the notice and note that they agree.")),
        help_text=_(
            "Read out: We write down what you tell us to handle your request, and pass it only to"
            " authorities that must help. You may see it and have it corrected."
        ),
    )
    field_order = (
        *("source", "in_danger", "contact_name", "contact_phone", "title", "text", "nature"),
        *("category", "complained_organ", "complained_level", "hide_complainant", FIELD),
        *("language", "colleagues"),
    )

    def fit(self) -> None:
        """The same order also for the questions that only a complaint asks."""
        super().fit()
        self.order_fields(self.field_order)


def filing_of(parts: Mapping[str, PartForm]) -> Filing:
    """What the pages say together; call after is_valid() of each."""
    given: dict[str, Any] = {}
    for part in parts.values():
        given |= part.cleaned_data
    level = given.get("complained_level")
    return Filing(
        title=given["title"],
        text=given["text"],
        nature=Nature(given["nature"]),
        category=given["category"],
        language=given["language"],
        in_danger=given["in_danger"] == "yes",
        complained=Complained(given.get("complained_organ", ""), Level(level) if level else None),
        colleagues=tuple(given.get("colleagues", ())),
        contact_name=given["contact_name"],
        contact_phone=given["contact_phone"],
        source=Source(given.get("source", Source.PORTAL)),
        consented=given.get("consented", False),
        hide_complainant=given.get("hide_complainant", False),
    )
