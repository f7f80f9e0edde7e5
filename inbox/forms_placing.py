"""How a department's work finds somebody, and what members know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from accounts.whole_sentences import WholeSentences
from inbox.actions.placing import MOST
from inbox.models import Label
from inbox.models.placing import MOST_OPEN, PlacingWay
from inbox.placing import language_name, primary


@cache
def _codes() -> dict[str, str]:
    """Code by every way to write a language: its code, its English name, its own."""
    found: dict[str, str] = {}
    for code in sorted(LANG_INFO, key=len, reverse=True):
        if "-" not in code and "name" in LANG_INFO[code]:
            info = LANG_INFO[code]
            found |= {code: code, info["name"].casefold(): code, info["name_local"].casefold(): code}
    return found


class LanguagesField(forms.CharField):
    """Languages as people write them: "German, English" or "de, en"; gives their codes."""

    def __init__(self, **options: Any) -> None:
        says = _("Their names, with commas between: German, English.")
        super().__init__(required=False, max_length=300, **{"label": _("Languages"), "help_text": says, **options})

    def prepare_value(self, value: Any) -> Any:
        """Codes are shown by name."""
        return value if isinstance(value, str) or value is None else ", ".join(language_name(code) for code in value)

    def to_python(self, value: Any) -> Any:
        """The codes, in the order of writing."""
        known = _codes() | {_translated(code): code for code in set(_codes().values())}
        found: list[str] = []
        unknown: list[str] = []
        for word in str(value or "").replace(";", ",").split(","):
            name = " ".join(word.split())
            if not name:
                continue
            code = known.get(name.casefold()) or known.get(primary(name), "")
            (found if code else unknown).append(code or name)
        if unknown:
            names = ", ".join(unknown)
            raise forms.ValidationError(
                _now("No such language is known here: %(names)s. Write its name or code.") % {"names": names}
            )
        return list(dict.fromkeys(found))


def _translated(code: str) -> str:
    return str(get_language_info(code)["name_translated"]).casefold()


class TopicsField(forms.ModelMultipleChoiceField[Label]):
    """Some of the labels."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Label.objects.none(),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
            **{"label": _("Topics"), **options},
        )


class PlacingForm(WholeSentences, forms.Form):
    """What a department wants."""

    way = forms.ChoiceField(label=_("Who gets new work"), choices=PlacingWay)
    most_open = forms.IntegerField(
        label=_("Open conversations at most, for each"), min_value=1, max_value=MOST, initial=MOST_OPEN
    )
    match_language = forms.BooleanField(label=_("Only to somebody who speaks their language"), required=False)
    topics = TopicsField(label=_("Topics that somebody must know"))

    def __init__(self, *args: Any, department: Department, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topics"].queryset = Label.objects.usable_in(department.pk)  # type: ignore[attr-defined]


class SkillsForm(WholeSentences, forms.Form):
    """What one member knows."""

    languages = LanguagesField()
    topics = TopicsField()

    def __init__(self, *args: Any, offered: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topics"].queryset = Label.objects.filter(pk__in=list(offered))  # type: ignore[attr-defined]


class AbilityForm(SkillsForm):
    """The same from a lead, with how much they can carry."""

    most_open = forms.IntegerField(
        label=_("Open conversations at most"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("Empty: as for everybody here. None at all: 0."),
    )
