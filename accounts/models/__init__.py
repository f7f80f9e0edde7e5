"""People, the units that own work, and the journal of every act."""

from accounts.models.absence import Absence
from accounts.models.department import Department, DepartmentKind, Membership, Role
from accounts.models.event import Event
from accounts.models.invitation import Invitation
from accounts.models.mail import Mail
from accounts.models.member import Member
from accounts.models.token import KeptAnswer, Token

__all__ = [
    "Absence",
    "Department",
    "DepartmentKind",
    "Event",
    "Invitation",
    "KeptAnswer",
    "Mail",
    "Member",
    "Membership",
    "Role",
    "Token",
]
