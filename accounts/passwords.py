"""What a password must be, said in the house's words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """So many characters at least; length is what protects."""

    def get_error_message(self) -> str:
        """What is said to a shorter one."""
        return _("Use %(length)s characters or more") % {"length": self.min_length}

    def get_help_text(self) -> str:
        """What is said beforehand."""
        return self.get_error_message()
