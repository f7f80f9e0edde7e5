"""What can be asked of a reply: the fields that policies are made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from inbox.conditions import Field, register
from inbox.models.contact import Relationship
from inbox.models.conversation import Priority
from inbox.models.message import MessageKind

VISIBILITIES = (("public", _("public")), ("private", _("private")))
SENTIMENTS = (("positive", _("positive")), ("neutral", _("neutral")), ("negative", _("negative")))

REPLY_FIELDS: dict[str, Field] = {
    "text": Field(_("The reply"), "words", _("The reply says %(value)s."), _("The reply does not say %(value)s.")),
    "asked": Field(
        _("The message answered"),
        "words",
        _("The message answered says %(value)s."),
        _("The message answered does not say %(value)s."),
    ),
    "visibility": Field(_("The reply’s visibility"), "choice", _("The reply is %(value)s."), choices=VISIBILITIES),
    "department": Field(_("The department that holds it"), "choice", _("It lies with %(value)s."), of="department"),
    "channel": Field(_("The channel"), "choice", _("It leaves by the channel %(value)s."), of="channel"),
    "network": Field(_("The network"), "choice", _("It leaves on %(value)s."), of="network"),
    "kind": Field(
        _("The kind of message answered"),
        "choice",
        _("The message answered is of the kind “%(value)s”."),
        _("It answers no message."),
        choices=tuple(MessageKind.choices),
    ),
    "sentiment": Field(
        _("The tone of the message answered"),
        "choice",
        _("The message answered sounds %(value)s."),
        _("How the message answered sounds is not known."),
        choices=SENTIMENTS,
        help=_(
            "Read from English messages of more than a few words, by their words alone: clear cases only, and irony "
            "is missed. Of other languages and of short messages it is not known: then it is none of these."
        ),
    ),
    "followers": Field(
        _("Followers of the person answered"),
        "number",
        _("The person answered has %(value)s followers."),
        _("How many follow the person answered is not known."),
    ),
    "relationship": Field(
        _("Who the person answered is to us"),
        "choice",
        _("To us, the person answered is: %(value)s."),
        _("Nobody has said what the person answered is to us."),
        choices=tuple(Relationship.choices),
    ),
    "role": Field(
        _("The writer’s role in the department that holds it"),
        "choice",
        _("Its writer’s role there: %(value)s."),
        _("Its writer has no role in the department that holds it."),
        choices=tuple(Role.choices),
    ),
    "author": Field(_("The writer"), "choice", _("%(value)s wrote it."), _("No member wrote it."), of="member"),
    "labels": Field(
        _("Labels of the conversation"),
        "many",
        _("The conversation is labelled %(value)s."),
        _("The conversation lacks the labels asked for."),
        of="label",
    ),
    "priority": Field(
        _("The conversation’s priority"), "choice", _("Its priority: %(value)s."), choices=tuple(Priority.choices)
    ),
    "crises": Field(
        _("Crises that concern the conversation"),
        "many",
        _("The crisis of %(value)s is on."),
        _("No crisis that was asked for is on."),
        of="department",
    ),
    "has_picture": Field(_("It carries a picture"), "flag", _("It carries a picture."), _("It carries no picture.")),
    "by_program": Field(_("A program wrote it"), "flag", _("A program wrote it."), _("A person wrote it.")),
}


def connect() -> None:
    """Called once when the app is ready."""
    for name, field in REPLY_FIELDS.items():
        register(name, field)
