"""What leads and administrators keep: labels, saved views, canned responses, reasons."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.resources import Act, Resource
from accounts.api.shapes import Shape, Strict
from inbox.actions import canned, labels, reason, saved_views
from inbox.api.lists import ListAddress
from inbox.api.who import a_conversation, a_label, my_department, nobody_else
from inbox.models import CannedResponse, Label, Reason, SavedView
from inbox.models.canned import SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from inbox.models.label import LABEL_LENGTH, Colour
from inbox.models.saved_view import VIEW_NAME_LENGTH, Icon


class LabelShape(Shape[Label]):
    """A word to find conversations by; without a department the whole organisation's."""

    class Meta:
        model = Label
        fields = ("id", "name", "department", "colour", "is_archived")
        read_only_fields = fields


class LabelFacts(Strict):
    """How it is called and looks."""

    name = serializers.CharField(max_length=LABEL_LENGTH)
    colour = serializers.ChoiceField(choices=Colour.choices, default=Colour.GREY)


class NewLabel(LabelFacts):
    """And whose it is."""

    department = nobody_else()


class IntoLabel(Strict):
    """The label that takes its place."""

    into = a_label()


class SavedViewShape(Shape[SavedView]):
    """A list under a name: one's own, or shared with a department. `query` is the address of the list."""

    class Meta:
        model = SavedView
        fields = ("id", "name", "icon", "query", "member", "department", "position")
        read_only_fields = fields


class ViewFacts(Strict):
    """A name, a mark and a list."""

    name = serializers.CharField(max_length=VIEW_NAME_LENGTH)
    query = ListAddress()
    icon = serializers.ChoiceField(choices=Icon.choices, default=Icon.SAVE)


class SharedView(ViewFacts):
    """And for which department."""

    department = my_department()


class Way(Strict):
    """Whether it goes up, or down."""

    up = serializers.BooleanField()


class CannedShape(Shape[CannedResponse]):
    """A prepared answer with variables in it."""

    class Meta:
        model = CannedResponse
        fields = (
            *("id", "title", "shortcut", "text", "department", "is_approved_as_is", "use_count", "last_used_at"),
            *("archived_at", "number", "created_at"),
        )
        read_only_fields = fields


class CannedFacts(Strict):
    """Title, shortcut and text."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    shortcut = serializers.CharField(max_length=SHORTCUT_LENGTH + 1, help_text="One word, such as refund-form.")
    text = serializers.CharField(max_length=TEXT_LENGTH)


class NewCanned(CannedFacts):
    """And whose it is."""

    department = nobody_else()


class CannedVersionSeen(Strict):
    """The version that was looked at: its `number`."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class UsedIn(Strict):
    """Where it was put into a reply."""

    conversation = a_conversation()


class ReasonShape(Shape[Reason]):
    """Why departments ask one another."""

    class Meta:
        model = Reason
        fields = ("id", "name", "is_archived")
        read_only_fields = fields


class ReasonFacts(Strict):
    """Its words."""

    name = serializers.CharField(max_length=80)


def _all_reasons(_by: Any) -> Any:
    return Reason.objects.all()


LABELS = Resource(
    name="labels",
    area="setup",
    about="Words to find conversations by.",
    rows=lambda by: Label.objects.visible_to(by).select_related("department"),
    shown=LabelShape,
    create=Act("label.create", labels.create, NewLabel),
    change=Act("label.change", labels.change, LabelFacts),
    acts=(
        Act("label.merge", labels.merge, IntoLabel, shown=LabelShape),
        Act("label.archive", labels.archive),
        Act("label.restore", labels.restore),
    ),
)
VIEWS = Resource(
    name="views",
    area="profile",
    about="Lists worth coming back to, in the order in which the rail shows them.",
    rows=lambda by: SavedView.objects.visible_to(by).select_related("department", "member"),
    shown=SavedViewShape,
    create=Act("view.save", saved_views.save, ViewFacts),
    change=Act("view.change", saved_views.change, ViewFacts),
    remove=Act("view.delete", saved_views.delete),
    acts=(Act("view.move", saved_views.move, Way),),
    wide=(Act("view.share", saved_views.share, SharedView, shown=SavedViewShape),),
)
CANNED = Resource(
    name="canned-responses",
    area="setup",
    about="Prepared answers, of a department or for all; archived ones are told, too.",
    rows=lambda by: CannedResponse.objects.visible_to(by).select_related("department"),
    shown=CannedShape,
    create=Act("canned.create", canned.create, NewCanned),
    change=Act("canned.change", canned.change, CannedFacts),
    acts=(
        Act("canned.approve", canned.approve, CannedVersionSeen),
        Act("canned.disapprove", canned.disapprove),
        Act("canned.archive", canned.archive),
        Act("canned.restore", canned.restore),
        Act("canned.use", canned.use, UsedIn),
    ),
)
REASONS = Resource(
    name="reasons",
    area="setup",
    about="Why departments ask one another: the list to choose from.",
    rows=_all_reasons,
    shown=ReasonShape,
    create=Act("reason.create", reason.create, ReasonFacts),
    change=Act("reason.change", reason.change, ReasonFacts),
    acts=(Act("reason.archive", reason.archive), Act("reason.restore", reason.restore)),
)
