"""The tables of persons and organisations; one module per thing."""

from accounts.models.absence import Absence, Duty
from accounts.models.enterprise import Enterprise
from accounts.models.grant import Grant
from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.office import Office
from accounts.models.recusal import Recusal
from accounts.models.region import Region
from accounts.models.session import Session
from accounts.models.set_up_link import SetUpLink
from accounts.models.user import User

__all__ = [
    "Absence",
    "Duty",
    "Enterprise",
    "Grant",
    "Invitation",
    "Membership",
    "Office",
    "Recusal",
    "Region",
    "Session",
    "SetUpLink",
    "User",
]
