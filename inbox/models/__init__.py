"""What arrives, what we do about it, and what leaves."""

from inbox.models.attempt import Attempt
from inbox.models.attention import Attention
from inbox.models.bulk import BulkItem, BulkJob
from inbox.models.canned import CannedResponse, CannedVersion
from inbox.models.channel import Channel
from inbox.models.contact import Contact, Handle
from inbox.models.contact_record import ContactRecord
from inbox.models.conversation import Admission, AskedDepartment, Conversation, Joined, ReadMark
from inbox.models.delivery import Delivery
from inbox.models.draft import Draft
from inbox.models.escalation import Desk, Escalation, Reason
from inbox.models.follow import Follow
from inbox.models.heartbeat import Heartbeat
from inbox.models.inbound import Inbound
from inbox.models.installation import Installation
from inbox.models.knowledge import ContactEmail, ContactField, ContactNote, Fact
from inbox.models.label import Label
from inbox.models.media import Media
from inbox.models.mention import Mention
from inbox.models.merging import Apart, ContactMerge, Merged
from inbox.models.message import Message, Removal
from inbox.models.note import Note
from inbox.models.notice import Notice
from inbox.models.notification import DutyCall, JournalPlace, Notification
from inbox.models.passage import Passage
from inbox.models.placing import Ability, Placing
from inbox.models.policy import ApprovalPolicy, PolicyVersion
from inbox.models.post import Post, PostFigures
from inbox.models.review import Delegation, DraftVersion, ReviewStep
from inbox.models.roster import ChannelStaff, RosterEntry, RosterNeed
from inbox.models.roster_alert import RosterAlert
from inbox.models.saved_view import SavedView
from inbox.models.segment import Segment
from inbox.models.task_force import Checklist, ChecklistItem, ForceDecision, Stay, TaskForce
from inbox.models.watch import Sighting, Watch
from inbox.models.webhook import Webhook, WebhookCall, WebhookTry

__all__ = [
    "Ability",
    "Admission",
    "Apart",
    "ApprovalPolicy",
    "AskedDepartment",
    "Attempt",
    "Attention",
    "BulkItem",
    "BulkJob",
    "CannedResponse",
    "CannedVersion",
    "Channel",
    "ChannelStaff",
    "Checklist",
    "ChecklistItem",
    "Contact",
    "ContactEmail",
    "ContactField",
    "ContactMerge",
    "ContactNote",
    "ContactRecord",
    "Conversation",
    "Delegation",
    "Delivery",
    "Desk",
    "Draft",
    "DraftVersion",
    "DutyCall",
    "Escalation",
    "Fact",
    "Follow",
    "ForceDecision",
    "Handle",
    "Heartbeat",
    "Inbound",
    "Installation",
    "Joined",
    "JournalPlace",
    "Label",
    "Media",
    "Mention",
    "Merged",
    "Message",
    "Note",
    "Notice",
    "Notification",
    "Passage",
    "Placing",
    "PolicyVersion",
    "Post",
    "PostFigures",
    "ReadMark",
    "Reason",
    "Removal",
    "ReviewStep",
    "RosterAlert",
    "RosterEntry",
    "RosterNeed",
    "SavedView",
    "Segment",
    "Sighting",
    "Stay",
    "TaskForce",
    "Watch",
    "Webhook",
    "WebhookCall",
    "WebhookTry",
]
