"""What administrators type about webhooks, checked before an action sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms_tokens import OVERLAPS
from accounts.models import Department, Member
from accounts.whole_sentences import WholeSentences
from inbox.models import Channel, Label, SavedView, Webhook
from inbox.models.webhook import WEBHOOK_NAME_LENGTH, Target

TOPICS = [
    ("message.*", _("What is written, edited and deleted")),
    ("conversation.*", _("Conversations: opened, moved, given, resolved")),
    ("escalation.*", _("Requests between departments")),
    ("note.*", _("Notes")),
    ("draft.*", _("Drafts and approval")),
    ("delivery.*", _("Replies on their way out")),
    ("promise.*", _("Promises at risk or broken")),
    ("task_force.*", _("Task forces and crises")),
    ("spike.*", _("What is suddenly talked about")),
    ("contact.*", _("Contacts")),
    ("notice.*", _("Troubles of Liaison itself")),
]
KEPT = "kept"
NAMED = {value for value, _label in TOPICS}
ADDRESS_HELP = _("https://…, from the tool that receives it; or a mail address. Private addresses are refused.")


class WebhookForm(WholeSentences, forms.Form):
    """Where, of what, and how much of it."""

    kind = forms.ChoiceField(label=_("Receiver"), choices=Target.choices, initial=Target.PROGRAM)
    name = forms.CharField(label=_("Name"), max_length=WEBHOOK_NAME_LENGTH)
    address = forms.CharField(label=_("Address"), max_length=2000, help_text=ADDRESS_HELP)
    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Reads with the rights of"),
        required=False,
        empty_label=_("You"),
        help_text=_("It is told what this program may see. It works in departments as people do."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Tells of"),
        choices=TOPICS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
        help_text=_("A program without a tick is told everything."),
    )
    verbs = forms.CharField(
        label=_("Single acts"),
        required=False,
        max_length=2000,
        help_text=_("In the words of the history, such as “draft.submit label.create”."),
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.active(),
        label=_("Only of these departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
        help_text=_("Holding the conversation, or being asked."),
    )
    channels = forms.ModelMultipleChoiceField(
        Channel.objects.defer("credentials"),
        label=_("Only of these channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
    )
    labels = forms.ModelMultipleChoiceField(
        Label.objects.none(),
        label=_("Only with one of these labels"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
    )
    view = forms.ChoiceField(
        label=_("Only what is in a saved view"),
        required=False,
        help_text=_("As the view reads now. One that names no state holds for every state."),
    )
    with_content = forms.BooleanField(
        label=_("With the words that were written"),
        required=False,
        help_text=_("Otherwise numbers, facts and a link. Never of what is closed to that program."),
    )

    def __init__(self, data: Any = None, *, by: Member, webhook: Webhook | None = None) -> None:
        super().__init__(data, initial=_known(webhook) if webhook else None)
        fields: dict[str, Any] = self.fields
        fields["member"].queryset = Member.objects.active().filter(is_program=True)
        fields["labels"].queryset = Label.objects.visible_to(by)
        self.views = {str(view.pk): view for view in SavedView.objects.visible_to(by)}
        if webhook is not None:
            self._keep_offering(webhook)
            del fields["kind"], fields["member"]
            if webhook.kind != Target.PROGRAM:
                fields["address"].required = False
                fields["address"].help_text = _("Now %(address)s. Leave it empty to keep it.") % {
                    "address": webhook.shown_address
                }
        fields["view"].choices = [("", _("In any")), *_kept(webhook), *self.views.items()]
        self.webhook = webhook

    def _keep_offering(self, webhook: Webhook) -> None:
        """What narrows it stays a choice, put away or somebody else's: else it would be dropped unseen."""
        fields: dict[str, Any] = self.fields
        for name in ("departments", "labels"):
            held = [row.pk for row in getattr(webhook, name).all()]
            fields[name].queryset = fields[name].queryset | fields[name].queryset.model.objects.filter(pk__in=held)
        if webhook.view is not None:
            self.views[str(webhook.view_id)] = webhook.view

    def facts(self) -> dict[str, Any]:
        """What the actions take, after validation."""
        given = dict(self.cleaned_data)
        chosen = given.pop("view")
        given["view"] = self.views.get(chosen)
        if self.webhook is not None:
            given["keep_list"] = chosen == KEPT
        given["verbs"] = [*given.pop("topics"), *given["verbs"].replace(",", " ").split()]
        if self.webhook is not None and not given["address"]:
            given["address"] = self.webhook.address
        return given


class OverlapForm(WholeSentences, forms.Form):
    """How long the former secret signs beside the new one."""

    hours = forms.TypedChoiceField(label=_("The former secret"), coerce=int, choices=OVERLAPS, initial=24)

    def overlap(self) -> timedelta:
        """After validation."""
        return timedelta(hours=self.cleaned_data["hours"])


class ReplayForm(WholeSentences, forms.Form):
    """A time of which everything is sent again."""

    since = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    until = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def __init__(self, data: Any = None) -> None:
        now = timezone.localtime()
        named = {"since": now - timedelta(hours=1), "until": now}
        super().__init__(data, initial={name: f"{value:%Y-%m-%dT%H:%M}" for name, value in named.items()})

    def clean(self) -> dict[str, Any]:
        """In this order."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] >= cleaned["until"]:
            self.add_error("until", _("The end comes after the beginning."))
        return cleaned


def _kept(webhook: Webhook | None) -> list[tuple[str, str]]:
    """The list that narrows it, where no saved view reads so any more."""
    if webhook is None or not webhook.query or (webhook.view and webhook.view.query == webhook.query):
        return []
    return [(KEPT, _("The list as it was chosen (%(list)s)") % {"list": webhook.query})]


def _known(webhook: Webhook) -> dict[str, Any]:
    single = [verb for verb in webhook.verbs if verb not in NAMED]
    return {
        "name": webhook.name,
        "address": webhook.address if webhook.kind == Target.PROGRAM else "",
        "topics": [verb for verb in webhook.verbs if verb in NAMED],
        "verbs": " ".join(single),
        "departments": webhook.departments.all(),
        "channels": webhook.channels.all(),
        "labels": webhook.labels.all(),
        "view": KEPT if _kept(webhook) else str(webhook.view_id or ""),
        "with_content": webhook.with_content,
    }
