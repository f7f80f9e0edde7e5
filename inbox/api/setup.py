"""What leads and administrators keep: labels, saved views, canned responses, reasons."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api.resources import Act, Resource
from accounts.api.shapes import Shape, Strict
from inbox.actions import canned, labels, reason, saved_views
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

    meanings: ClassVar = {
        "department": "Whose it is; null is the whole organisation's.",
        "colour": "A token of the style sheet, readable by day and night.",
        "is_archived": "Whether it stays where it is and is offered no more.",
    }


class LabelFacts(Strict):
    """How it is called and looks."""

    meanings: ClassVar = {
        "colour": "A token of the style sheet, readable by day and night.",
    }

    name = serializers.CharField(max_length=LABEL_LENGTH)
    colour = serializers.ChoiceField(choices=Colour.choices, default=Colour.GREY)


class NewLabel(LabelFacts):
    """And whose it is."""

    meanings: ClassVar = {
        "department": "Without one the whole organisation's.",
    }

    department = nobody_else()


class IntoLabel(Strict):
    """The label that takes its place."""

    meanings: ClassVar = {
        "into": "On every conversation.",
    }

    into = a_label()


class SavedViewShape(Shape[SavedView]):
    """A list under a name: one's own, or shared with a department. `query` is the address of the list."""

    class Meta:
        model = SavedView
        fields = ("id", "name", "icon", "query", "member", "department", "position")
        read_only_fields = fields

    meanings: ClassVar = {
        "icon": "Its mark.",
        "query": "The address of its list.",
        "member": "Whose it is; null for a shared one.",
        "department": "With whom it is shared; null for one's own.",
        "position": "Its place in the rail.",
    }


class ViewFacts(Strict):
    """A name, a mark and a list."""

    meanings: ClassVar = {
        "icon": "Its mark.",
    }

    name = serializers.CharField(max_length=VIEW_NAME_LENGTH)
    query = serializers.CharField(max_length=1000, allow_blank=True, help_text='Such as "?assignee=me".')
    icon = serializers.ChoiceField(choices=Icon.choices, default=Icon.SAVE)


class SharedView(ViewFacts):
    """And for which department."""

    meanings: ClassVar = {
        "department": "Whose members all have it then.",
    }

    department = my_department()


class Way(Strict):
    """Whether it goes up, or down."""

    meanings: ClassVar = {
        "up": "One place.",
    }

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

    meanings: ClassVar = {
        "title": "What it is found by.",
        "shortcut": "What is typed for it.",
        "text": "With variables in braces.",
        "department": "Whose it is; null is the whole organisation's.",
        "is_approved_as_is": "Whether it leaves without approval where nothing was changed in it.",
        "use_count": "How often it was used.",
        "last_used_at": "When last; null for never.",
        "archived_at": "When it was put away; null while it stands.",
        "number": "Its version, which grows with each change.",
        "created_at": "When it was made.",
    }


class CannedFacts(Strict):
    """Title, shortcut and text."""

    meanings: ClassVar = {
        "title": "What it is found by.",
        "text": "With variables in braces.",
    }

    title = serializers.CharField(max_length=TITLE_LENGTH)
    shortcut = serializers.CharField(max_length=SHORTCUT_LENGTH + 1, help_text="One word, such as refund-form.")
    text = serializers.CharField(max_length=TEXT_LENGTH)


class NewCanned(CannedFacts):
    """And whose it is."""

    meanings: ClassVar = {
        "department": "Without one the whole organisation's.",
    }

    department = nobody_else()


class CannedVersionSeen(Strict):
    """The version that was looked at: its `number`."""

    meanings: ClassVar = {
        "version": "Another one is refused.",
    }

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class UsedIn(Strict):
    """Where it was put into a reply."""

    meanings: ClassVar = {
        "conversation": "Whose reply.",
    }

    conversation = a_conversation()


class ReasonShape(Shape[Reason]):
    """Why departments ask one another."""

    class Meta:
        model = Reason
        fields = ("id", "name", "is_archived")
        read_only_fields = fields

    meanings: ClassVar = {
        "is_archived": "Whether it is offered no more.",
    }


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
