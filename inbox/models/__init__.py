"""What arrives, what we do about it, and what leaves."""

from inbox.models.attempt import Attempt
from inbox.models.attention import Attention
from inbox.models.channel import Channel
from inbox.models.contact import Contact, Handle
from inbox.models.conversation import Admission, Conversation, Joined, Label, ReadMark
from inbox.models.delivery import Delivery
from inbox.models.draft import Draft
from inbox.models.follow import Follow
from inbox.models.heartbeat import Heartbeat
from inbox.models.inbound import Inbound
from inbox.models.installation import Installation
from inbox.models.mention import Mention
from inbox.models.message import Message, Removal
from inbox.models.note import Note
from inbox.models.notice import Notice
from inbox.models.notification import DutyCall, JournalPlace, Notification
from inbox.models.post import Post, PostFigures

__all__ = [
    "Admission",
    "Attempt",
    "Attention",
    "Channel",
    "Contact",
    "Conversation",
    "Delivery",
    "Draft",
    "DutyCall",
    "Follow",
    "Handle",
    "Heartbeat",
    "Inbound",
    "Installation",
    "Joined",
    "JournalPlace",
    "Label",
    "Mention",
    "Message",
    "Note",
    "Notice",
    "Notification",
    "Post",
    "PostFigures",
    "ReadMark",
    "Removal",
]
