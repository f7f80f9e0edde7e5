"""Every act there is, and the least that a member must be to do it: the one table of rights.

A verb is the same word as the action function, the permission, the event, the address
and the button. Rights on a conversation are asked in the department that holds it.
"""

from __future__ import annotations

from enum import IntEnum


class Right(IntEnum):
    """The least a member must be. Numbers grow with responsibility."""

    SELF = -1
    """Any member, for themselves only; nobody does it for them."""
    OBSERVER = 0
    TRAINEE = 1
    AGENT = 2
    LEAD = 3
    ADMINISTRATOR = 4
    NOBODY = 5
    """Done by the product itself, never by a person."""


VERBS: dict[str, Right] = {
    # people and departments
    "member.invite": Right.ADMINISTRATOR,
    "invitation.resend": Right.ADMINISTRATOR,
    "invitation.withdraw": Right.ADMINISTRATOR,
    "invitation.accept": Right.NOBODY,
    "member.create": Right.ADMINISTRATOR,
    "member.change": Right.ADMINISTRATOR,
    "member.deactivate": Right.ADMINISTRATOR,
    "member.reactivate": Right.ADMINISTRATOR,
    "member.sign_out_everywhere": Right.ADMINISTRATOR,
    "profile.change": Right.SELF,
    "profile.sign_out_everywhere": Right.SELF,
    "member.sign_in": Right.NOBODY,
    "member.sign_out": Right.NOBODY,
    "member.sign_in_fail": Right.NOBODY,
    "member.change_password": Right.NOBODY,
    "member.change_email": Right.NOBODY,
    "member.change_factors": Right.NOBODY,
    "department.create": Right.ADMINISTRATOR,
    "department.change": Right.ADMINISTRATOR,
    "department.close": Right.ADMINISTRATOR,
    "department.open": Right.ADMINISTRATOR,
    "department.require_lead": Right.ADMINISTRATOR,
    "department.waive_lead": Right.ADMINISTRATOR,
    "department.archive": Right.ADMINISTRATOR,
    "department.restore": Right.ADMINISTRATOR,
    "membership.grant": Right.ADMINISTRATOR,
    "membership.revoke": Right.ADMINISTRATOR,
    "mail.read": Right.ADMINISTRATOR,
    "mail.send": Right.NOBODY,
    # channels
    "attempt.begin": Right.ADMINISTRATOR,
    "attempt.refuse": Right.NOBODY,
    "channel.connect": Right.ADMINISTRATOR,
    "channel.change": Right.ADMINISTRATOR,
    "channel.pause": Right.ADMINISTRATOR,
    "channel.resume": Right.ADMINISTRATOR,
    "channel.poll": Right.ADMINISTRATOR,
    "channel.fail": Right.NOBODY,
    "channel.recover": Right.NOBODY,
    "channel.hear": Right.NOBODY,
    "channel.rotate_token": Right.ADMINISTRATOR,
    "channel.import": Right.ADMINISTRATOR,
    "inbound.set_aside": Right.NOBODY,
    "inbound.run_again": Right.ADMINISTRATOR,
    # listening
    "watch.create": Right.ADMINISTRATOR,
    "watch.change": Right.ADMINISTRATOR,
    "watch.pause": Right.ADMINISTRATOR,
    "watch.resume": Right.ADMINISTRATOR,
    "watch.archive": Right.ADMINISTRATOR,
    "watch.fail": Right.NOBODY,
    "watch.recover": Right.NOBODY,
    "watch.find": Right.NOBODY,
    "media.ask": Right.NOBODY,
    # running it
    "operations.view": Right.ADMINISTRATOR,
    "notice.raise": Right.NOBODY,
    "notice.clear": Right.NOBODY,
    # what arrives
    "conversation.open": Right.NOBODY,
    "message.receive": Right.NOBODY,
    "message.edit": Right.NOBODY,
    "message.remove": Right.NOBODY,
    "message.echo": Right.NOBODY,
    "post.receive": Right.NOBODY,
    "post.remove": Right.NOBODY,
    "post.edit": Right.NOBODY,
    "conversation.join": Right.NOBODY,
    "conversation.link": Right.NOBODY,
    # the people outside
    "contact.change": Right.AGENT,
    "contact.merge": Right.AGENT,
    "contact.unmerge": Right.AGENT,
    "contact.set_apart": Right.AGENT,
    "contact.compare_again": Right.AGENT,
    "contact.note": Right.OBSERVER,
    "contact.remove_note": Right.AGENT,
    "contact.restore_note": Right.AGENT,
    "fact.add": Right.TRAINEE,
    "fact.remove": Right.AGENT,
    "fact.restore": Right.AGENT,
    "field.create": Right.ADMINISTRATOR,
    "field.change": Right.ADMINISTRATOR,
    "field.archive": Right.ADMINISTRATOR,
    "field.restore": Right.ADMINISTRATOR,
    # triage
    "conversation.take": Right.AGENT,
    "conversation.assign": Right.AGENT,
    "conversation.unassign": Right.AGENT,
    "conversation.move": Right.AGENT,
    "conversation.resolve": Right.AGENT,
    "conversation.reopen": Right.AGENT,
    "conversation.snooze": Right.AGENT,
    "conversation.undo": Right.AGENT,
    "conversation.merge": Right.AGENT,
    "conversation.unmerge": Right.AGENT,
    "conversation.wake": Right.NOBODY,
    "conversation.await": Right.NOBODY,
    "conversation.label": Right.AGENT,
    "conversation.unlabel": Right.AGENT,
    "conversation.prioritise": Right.AGENT,
    "conversation.view_closed": Right.ADMINISTRATOR,
    "conversation.admit": Right.LEAD,
    "conversation.follow": Right.SELF,
    "conversation.unfollow": Right.SELF,
    "note.add": Right.OBSERVER,
    # many at once; each single act asks its own right
    "bulk.start": Right.SELF,
    "bulk.stop": Right.SELF,
    "bulk.undo": Right.SELF,
    "bulk.finish": Right.NOBODY,
    # labels and views
    "label.create": Right.LEAD,
    "label.change": Right.LEAD,
    "label.merge": Right.LEAD,
    "label.archive": Right.LEAD,
    "label.restore": Right.LEAD,
    "view.save": Right.SELF,
    "view.share": Right.LEAD,
    "view.change": Right.SELF,
    "view.move": Right.SELF,
    "view.delete": Right.SELF,
    # who must look at a reply
    "policy.create": Right.ADMINISTRATOR,
    "policy.change": Right.ADMINISTRATOR,
    "policy.move": Right.ADMINISTRATOR,
    "policy.activate": Right.ADMINISTRATOR,
    "policy.pause": Right.ADMINISTRATOR,
    "policy.archive": Right.ADMINISTRATOR,
    # prepared answers
    "canned.create": Right.LEAD,
    "canned.change": Right.LEAD,
    "canned.approve": Right.ADMINISTRATOR,
    "canned.disapprove": Right.LEAD,
    "canned.archive": Right.LEAD,
    "canned.restore": Right.LEAD,
    "canned.use": Right.TRAINEE,
    # answers
    "draft.write": Right.TRAINEE,
    "draft.discard": Right.TRAINEE,
    "draft.submit": Right.TRAINEE,
    "draft.withdraw": Right.TRAINEE,
    "draft.approve": Right.AGENT,
    "draft.return": Right.AGENT,
    "draft.amend": Right.AGENT,
    "draft.look_again": Right.TRAINEE,
    "draft.stale": Right.NOBODY,
    "draft.remind": Right.NOBODY,
    "draft.expire": Right.NOBODY,
    "draft.delegate": Right.SELF,
    "draft.undelegate": Right.SELF,
    "installation.restore": Right.NOBODY,
    "delivery.queue": Right.AGENT,
    "delivery.schedule": Right.AGENT,
    "delivery.reschedule": Right.AGENT,
    "delivery.cancel": Right.AGENT,
    "delivery.start": Right.NOBODY,
    "delivery.succeed": Right.NOBODY,
    "delivery.retry": Right.NOBODY,
    "delivery.reject": Right.NOBODY,
    "delivery.lose": Right.NOBODY,
    "delivery.confirm": Right.NOBODY,
    "delivery.ask": Right.NOBODY,
    "delivery.attest": Right.AGENT,
    "delivery.drop": Right.AGENT,
    "delivery.send_again": Right.AGENT,
    "message.delete": Right.AGENT,
}
