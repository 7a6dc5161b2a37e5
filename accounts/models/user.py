"""A person who signs in: staff of an office, or somebody of a requester."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7

SPARE_LANGUAGE = "en"  # read by those whose own language is not complete yet


def mailbox(typed: str) -> str:
    """An e-mail address as it is kept and compared."""
    return typed.strip().lower()


class Users(BaseUserManager["User"]):
    """All persons."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this e-mail address, whatever its letter case."""
        return self.get(email=mailbox(username or ""))

    def make(self, email: str, password: str | None = None, **facts: object) -> "User":
        """A new person; without a password only the e-mail code opens the door.

        Raises IntegrityError where the address is taken.
        """
        return self.create(email=mailbox(email), password=make_password(password), **facts)

    def with_mailbox(self, email: str) -> "User | None":
        """The person who has this e-mail address, if anybody has."""
        return self.filter(email=mailbox(email)).first()


class User(AbstractBaseUser):
    """A person. The e-mail address is the name at the door; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    name = models.CharField(_("Full name"), max_length=100, blank=True)
    name_latin = models.CharField(_("Name in Latin letters"), max_length=100, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    language = models.CharField(
        _("Language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(_("Time zone"), max_length=50, default=settings.TIME_ZONE)
    spoken_languages: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=10), default=list, blank=True
    )
    is_active = models.BooleanField(_("May sign in"), default=True)
    deactivated_at = models.DateTimeField(_("Deactivated"), null=True)
    joined_at = models.DateTimeField(_("Joined"))

    known_roles: Any = None  # what `accounts.standing` asked about them, so that it asks once
    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Person")
        constraints = [
            models.CheckConstraint(name="email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="who_was_deactivated_may_not_sign_in",
                condition=Q(deactivated_at=None) | Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        """The name as the reader can read it: Han characters for who reads Chinese or Japanese."""
        return next((name for name in self._names() if name), self.email)

    @property
    def other_name(self) -> str:
        """The same name in the other script, where there is one, e.g. for a phone call."""
        shown = str(self)
        return next((name for name in self._names() if name and name != shown), "")

    def _names(self) -> tuple[str, str]:
        reads_han = (get_language() or "zh")[:2] in {"zh", "ja"}
        return (self.name, self.name_latin) if reads_han else (self.name_latin, self.name)

    @property
    def initials(self) -> str:
        """What a round badge shows: the last two Han characters, or the first Latin letters."""
        name = self.name or self.email
        if not name.isascii():
            return name.replace(" ", "")[-2:]
        return "".join(part[0] for part in name.split()[:2]).upper()

    @property
    def written_language(self) -> str:
        """The language the house writes to them in: their own, English until it is complete."""
        complete = self.language in settings.COMPLETE_LANGUAGES
        return self.language if complete else SPARE_LANGUAGE

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone; the house's own where this machine does not know theirs."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(settings.TIME_ZONE)

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"person:{self.pk}"
