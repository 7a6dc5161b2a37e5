"""What a ticket is: nature, track, urgency (DOMAIN §2)."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.errors import Because, Refused
from tickets.rules.carried import missing, need_text


class Nature(TextChoices):
    """What the requester wants (诉求性质)."""

    CONSULT = "consult", pgettext_lazy("nature", "Question")
    ASSISTANCE = "assistance", pgettext_lazy("nature", "Help with a procedure")
    COMPLAINT = "complaint", pgettext_lazy("nature", "Complaint about an administrative act")
    SUGGESTION = "suggestion", pgettext_lazy("nature", "Suggestion on policy or environment")
    PRAISE = "praise", pgettext_lazy("nature", "Praise")
    NOTE = "note", pgettext_lazy("nature", "Letter from a foreign institution")


class Track(TextChoices):
    """Whose clocks run. Derived from requester and nature, then stored."""

    SERVICE = "service", pgettext_lazy("track", "Service")
    COMPLAINT = "complaint", pgettext_lazy("track", "Complaint")
    INSTITUTION = "institution", pgettext_lazy("track", "Institution")


class Urgency(TextChoices):
    """How fast. Danger or detention of a person makes an emergency."""

    EMERGENCY = "emergency", pgettext_lazy("urgency", "Emergency")
    URGENT = "urgent", pgettext_lazy("urgency", "Urgent")
    ORDINARY = "ordinary", pgettext_lazy("urgency", "Ordinary")
    COMPLEX = "complex", pgettext_lazy("urgency", "Complex")


class Level(TextChoices):
    """The level of the organ a complaint is about."""

    COUNTRY = "country", pgettext_lazy("level", "National")
    PROVINCE = "province", pgettext_lazy("level", "Provincial")
    CITY = "city", pgettext_lazy("level", "City")
    COUNTY = "county", pgettext_lazy("level", "County or district")


def track_of(nature: Nature, *, is_institution: bool) -> Track:
    """The track. Raises Refused(MISSING) where this requester cannot file this nature.

    Source of the complaint track: 外商投资企业投诉工作办法 (商务部令2020年第3号).
    """
    if is_institution and nature is Nature.COMPLAINT:
        raise missing(
            "nature",
            _(
                "A foreign institution cannot file a complaint here: the complaint procedure is"
                " open to foreign-invested enterprises and foreign investors. Choose another kind,"
                " or send a letter."
            ),
            "institutions_do_not_complain",
        )
    if nature is Nature.NOTE and not is_institution:
        raise missing(
            "nature", _("Only a foreign institution sends letters."), "letters_are_of_institutions"
        )
    if is_institution:
        return Track.INSTITUTION
    return Track.COMPLAINT if nature is Nature.COMPLAINT else Track.SERVICE


@dataclass(frozen=True)
class Classification:
    """What the ticket is found to be; `nature` None leaves it as it is."""

    category: str
    urgency: Urgency
    reason: str
    nature: Nature | None = None

    def validate(self) -> None:
        """Category and reason are given."""
        need_text("category", self.category, _("Choose a category."))
        need_text("reason", self.reason, _("Say why."))


def check_nature(asked: Nature | None, current: Nature, *, ever_accepted: bool) -> None:
    """Refuse to change the nature once the ticket was accepted: its statutory clocks hang on it."""
    if asked not in (None, current) and ever_accepted:
        raise Refused(
            Because.STATE,
            "nature_is_settled",
            _("The nature of a ticket cannot change after acceptance."),
            field="nature",
        )
