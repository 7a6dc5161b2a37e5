"""What happened to a person, a requester, an office or a piece of policy, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, str | Promise] = {
    "enrolled": _("Account opened"),
    "invited": _("Invited"),
    "invitation_revoked": _("Invitation withdrawn"),
    "invitation_accepted": _("Came in"),
    "preferences_changed": _("Changed own details"),
    "deactivated": _("Account closed"),
    "reactivated": _("Account opened again"),
    "role_given": _("Role given"),
    "role_ended": _("Role ended"),
    "absence_recorded": _("Absence noted"),
    "absence_cancelled": _("Absence cancelled"),
    "recusal_declared": _("Conflict of interest declared"),
    "recusal_lifted": _("Conflict of interest lifted"),
    "registered": pgettext_lazy("what happened", "Registered"),
    "corrected": _("Details changed"),
    "verified": _("Compared with the papers"),
    "concierge_named": _("Concierge named"),
    "member_added": _("Member added"),
    "member_changed": _("Member's role changed"),
    "member_ended": _("Member's role ended"),
    "visibility_chosen": _("Who reads its requests changed"),
    "established": _("Office opened"),
    "duty_assigned": _("Turn of duty planned"),
    "duty_cancelled": _("Turn of duty taken off"),
    "duty_handed_on": _("Turn of duty given on"),
    "duties_swapped": _("Turns of duty swapped"),
    "setting_changed": _("Setting changed"),
    "category_added": _("Category added"),
    "category_mended": _("Category worded anew"),
    "category_ended": _("Category ended"),
    "tag_added": _("Tag added"),
    "tag_mended": _("Tag renamed or described anew"),
    "tag_ended": _("Tag ended"),
    "tag_merged": _("Tag merged into another"),
    "ground_added": _("Ground added"),
    "ground_reworded": _("Ground worded anew"),
    "ground_confirmed": _("Ground confirmed"),
    "ground_ended": _("Ground ended"),
}


def in_words(kind: str) -> str:
    """What an Event of this kind says."""
    return str(KINDS[kind])
