"""The forms of the standing session: its rhythm, its place, single dates, agreed actions."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.db.models import QuerySet

from governance.actions import WantedRhythm
from governance.sessions.rhythm import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    Rhythm,
    checked_rule,
    choices_for,
    rule_in_words,
)
from governance.vocabulary import SessionPurpose
from initiatives.models import Initiative
from initiatives.workspace_forms import DayField, ParagraphField
from people.errors import InvalidInput
from people.forms import OnceForm
from people.models import User
from people.vocabulary import Party

if TYPE_CHECKING:
    from django.http import QueryDict

    _UserChoiceField = forms.ModelChoiceField[User]
else:
    _UserChoiceField = forms.ModelChoiceField


class ClockField(forms.TimeField):
    """A time of day, without seconds."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "Say at what time."})
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **options)


class MinutesField(forms.IntegerField):
    """How long it takes; the action says what is too short or too long."""

    def __init__(self, **options: Any) -> None:
        attrs = {"min": SHORTEST_MINUTES, "max": LONGEST_MINUTES, "step": 5, "inputmode": "numeric"}
        options.setdefault("label", "Minutes")
        options.setdefault("error_messages", {"required": "Say for how many minutes."})
        super().__init__(widget=forms.NumberInput(attrs), **options)


class VersionedForm(forms.Form):
    """A form that knows which state of the thing its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def now_seen(self, version: int) -> None:
        """What somebody else changed has been shown: the next sending is about that."""
        typed = cast("QueryDict", self.data).copy()
        typed["version"] = str(version)
        self.data = typed


class RhythmForm(VersionedForm, OnceForm):
    """When the standing session meets; what is offered fits the first day."""

    rule = forms.ChoiceField(
        label="How often",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you meet."},
    )
    first_on = DayField(label="First on")
    starts_at = ClockField(label="At")
    minutes = MinutesField()
    time_zone = forms.ChoiceField(
        label="On the clock of",
        help_text="The session stays at this time when clocks change.",
        error_messages={"required": "Choose a time zone."},
    )

    field_order = ("first_on", "rule", "starts_at", "minutes", "time_zone")

    def __init__(self, *args: Any, current: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        rule, zone = self.fields["rule"], self.fields["time_zone"]
        if isinstance(rule, forms.ChoiceField):
            rule.choices = self._rules(current)
        if isinstance(zone, forms.ChoiceField):
            zone.choices = [("", "Choose a time zone"), *_ZONES]

    def wanted(self) -> WantedRhythm:
        """What was typed, once valid."""
        names = ("rule", "first_on", "starts_at", "time_zone", "minutes")
        return WantedRhythm(**{name: self.cleaned_data[name] for name in names})

    def _rules(self, current: str) -> list[tuple[str, str]]:
        """What the first day suggests, and the rule that stands or was sent.

        A rule that does not fit the day is offered all the same: the action then names the next
        day that fits.
        """
        day = day_of(self["first_on"].value())
        offered = dict(choices_for(day)) if day else {}
        for rule in (current, str(self["rule"].value() or "")):
            if rule not in offered and (words := _words_for(rule)):
                offered[rule] = words
        return [(rule, words[0].upper() + words[1:]) for rule, words in offered.items()]


class ArrangeForm(VersionedForm):
    """Where it meets and who runs it for each side."""

    place = forms.CharField(
        required=False,
        max_length=300,
        help_text="A room, a link, or both.",
        widget=forms.TextInput({"dir": "auto"}),
    )
    business_facilitator = _UserChoiceField(
        queryset=User.objects.none(), required=False, label="Runs it for business"
    )
    it_facilitator = _UserChoiceField(
        queryset=User.objects.none(), required=False, label="Runs it for IT"
    )

    def __init__(self, *args: Any, initiative: Initiative, **options: Any) -> None:
        super().__init__(*args, **options)
        people = (
            ("business_facilitator", Party.BUSINESS),
            ("it_facilitator", Party.IT),
        )
        for name, party in people:
            field = cast("_UserChoiceField", self.fields[name])
            field.queryset = _at_the_table(initiative, [party])
            field.empty_label = "Nobody yet"


class PurposeField(forms.ChoiceField):
    """What one session is for; what the agenda brings, unless somebody says otherwise."""

    marks_itself = True

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=SessionPurpose.choices,
            required=False,
            label="What is it for?",
            help_text="One for criteria or readiness that is put off twice is worth a word.",
            **options,
        )

    def clean(self, value: Any) -> Any:
        """What the agenda brings, where nothing is chosen."""
        return super().clean(value) or SessionPurpose.ORDINARY


class ExtraForm(forms.Form):
    """One session beside the rhythm."""

    day = DayField(label="On")
    starts_at = ClockField(label="At")
    minutes = MinutesField()
    purpose = PurposeField()
    reason = ParagraphField(max_length=2000, rows=3, label="Why an extra one?")


class MoveForm(VersionedForm):
    """Another time for one date."""

    day = DayField(label="To")
    starts_at = ClockField(label="At")
    minutes = MinutesField()
    purpose = PurposeField()
    reason = ParagraphField(max_length=2000, rows=3, required=False, label="Why?")

    def moment(self, zone: ZoneInfo) -> dt.datetime:
        """The moment it was moved to, on the series' clock."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts_at"], zone)


class ReasonForm(forms.Form):
    """Why a date or a series does not go on."""

    reason = ParagraphField(
        max_length=2000, rows=3, label="Why?", help_text="Both sides read it; it stays."
    )


class DoneForm(VersionedForm):
    """An agreed action is done."""

    note = ParagraphField(
        max_length=2000, rows=2, required=False, label="What came of it?",
        help_text="One sentence helps the others.",
    )  # fmt: skip


class CarryForm(VersionedForm):
    """An agreed action needs another day, perhaps another owner."""

    due_on = DayField(label="By when now?")
    reason = ParagraphField(max_length=2000, rows=3, label="Why not by the day that was agreed?")
    owner = _UserChoiceField(
        queryset=User.objects.none(), required=False, label="Who does it?", empty_label=None
    )

    def __init__(self, *args: Any, initiative: Initiative, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("_UserChoiceField", self.fields["owner"])
        field.queryset = _at_the_table(initiative, list(Party))


def rhythm_initial(rhythm: Rhythm) -> dict[str, Any]:
    """A rhythm as the form shows it; a time zone that is unknown now has to be chosen anew."""
    known = rhythm.time_zone in available_timezones()
    return {
        "rule": rhythm.rule,
        "first_on": rhythm.first_on,
        "starts_at": rhythm.starts_at,
        "minutes": rhythm.minutes,
        "time_zone": rhythm.time_zone if known else "",
    }


def fitting_rule(rule: str, day: dt.date) -> str:
    """The rule as often as that one that fits the day; the same where it fits already."""
    offered = [each for each, _ in choices_for(day)]
    often = rule.partition("BYDAY=")[0]
    alike = (each for each in offered if each.partition("BYDAY=")[0] == often)
    return rule if rule in offered else next(alike, offered[1])


def day_of(value: object) -> dt.date | None:
    """The day somebody typed or a form began with; None where it is none to plan with."""
    if isinstance(value, dt.date):
        return value
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _words_for(rule: str) -> str:
    try:
        return rule_in_words(checked_rule(rule)) if rule else ""
    except InvalidInput:
        return ""


def _at_the_table(initiative: Initiative, parties: Iterable[Party]) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True,
        memberships__initiative=initiative,
        memberships__left_at=None,
        memberships__party__in=parties,
    ).order_by("full_name")


_ZONES = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
