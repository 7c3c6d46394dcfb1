"""The forms of a go-ahead: where it was discussed, and six questions about each owed item."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from governance.actions import Carry, Move
from governance.models import SessionOccurrence
from governance.moving_needs import Need
from governance.session_forms import VersionedForm
from governance.vocabulary import GoAheadReason, GoAheadViewKind
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from initiatives.workspace_forms import DayField, ParagraphField
from people.errors import Refusal
from people.forms import OnceForm, show_refusal
from people.models import User

if TYPE_CHECKING:
    from django.http import QueryDict

    _UserChoiceField = forms.ModelChoiceField[User]
else:
    _UserChoiceField = forms.ModelChoiceField

QUESTIONS = (
    "reason",
    "reason_text",
    "borne_by",
    "safeguard",
    "owner",
    "due_on",
    "pause_when",
)
_LONG_TEXTS = frozenset({"reason_text", "safeguard", "pause_when"})


def people_at(initiative: Initiative) -> Any:
    """Active people at the table, by name."""
    return (
        User.objects.filter(
            memberships__initiative=initiative, memberships__left_at=None, is_active=True
        )
        .distinct()
        .order_by("full_name")
    )


def slug_of(key: str) -> str:
    """The key as part of a field's name: `field:DO-3` is `field-DO-3`."""
    return re.sub(r"[^A-Za-z0-9]+", "-", key)


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """An owed item with its bound questions, in their order."""

    need: Need
    number: int
    fields: dict[str, forms.BoundField]

    def wrong(self) -> list[forms.BoundField]:
        """The questions whose answers need another look."""
        return [field for field in self.fields.values() if field.errors]


class DiscussedForm(OnceForm):
    """Where a move was discussed, or why nowhere."""

    use_required_attribute = False

    session = forms.ChoiceField(required=False, label="Discussed in")
    no_session_reason = ParagraphField(
        required=False,
        max_length=2000,
        rows=2,
        reveal_on="session=",
        label="Why did no session discuss it?",
        help_text="Needed when none is chosen above.",
    )

    def __init__(self, *args: Any, sessions: list[SessionOccurrence], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sessions = {str(each.pk): each for each in sessions}
        field = self.fields["session"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                *((key, _session_words(each)) for key, each in self.sessions.items()),
                ("", "No session"),
            ]
            if sessions:
                self.initial.setdefault("session", str(sessions[0].pk))

    def send_next(self, **hidden: str) -> None:
        """The next sending is about what this page shows; nothing that was typed changes."""
        typed = cast("QueryDict", self.data).copy()
        for name, value in hidden.items():
            typed[name] = value
        self.data = typed

    def chosen_session(self) -> SessionOccurrence | None:
        """The session that was chosen, once valid."""
        return self.sessions.get(self.cleaned_data.get("session", ""))


class GoAheadForm(DiscussedForm):
    """Moving on: the session, and six questions about each item; known answers are there."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    to_stage = forms.CharField(widget=forms.HiddenInput)
    reason = ParagraphField(
        required=False, max_length=2000, rows=2, label="Anything the others should know?"
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        needs: list[Need],
        latest: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.needs = needs
        self.latest = latest
        people = people_at(initiative)
        for need in needs:
            for name, field in _questions(need, people, latest).items():
                self.fields[f"{slug_of(need.key)}-{name}"] = field

    def items(self) -> Iterator[AskedAbout]:
        """The owed items with their questions."""
        for number, need in enumerate(self.needs, 1):
            slug = slug_of(need.key)
            asked = [*QUESTIONS, "renewed_reason"] if need.carried else list(QUESTIONS)
            yield AskedAbout(need, number, {name: self[f"{slug}-{name}"] for name in asked})

    def others(self) -> list[forms.BoundField]:
        """The questions about the move itself."""
        return [self[name] for name in self.base_fields]

    def move(self) -> Move:
        """What was typed, once valid."""
        return Move(
            to_stage=self.cleaned_data["to_stage"],
            items=tuple(self._carry(need) for need in self.needs),
            reason=self.cleaned_data["reason"],
            session=self.chosen_session(),
            no_session_reason=self.cleaned_data["no_session_reason"],
            seen=self.cleaned_data["seen"],
        )

    def _carry(self, need: Need) -> Carry:
        slug = slug_of(need.key)
        asked = [*QUESTIONS, "renewed_reason"] if need.carried else list(QUESTIONS)
        return Carry(need.key, **{name: self.cleaned_data[f"{slug}-{name}"] for name in asked})

    def show(self, refusal: Refusal) -> None:
        """Show a refusal beside the question that it is about."""
        key, _, question = refusal.field.rpartition(".")
        if key:
            refusal.field = f"{slug_of(key)}-{question}"
        show_refusal(self, refusal)

    def left_over(self) -> list[str]:
        """What was typed about items that are no longer owed, so that nothing typed is lost."""
        known = {slug_of(need.key) for need in self.needs}
        texts = []
        for name in self.data:
            slug, _, question = str(name).rpartition("-")
            if (
                slug
                and slug not in known
                and question in {"reason_text", "safeguard", "pause_when"}
            ):
                text = str(self.data.get(name, "")).strip()
                texts += [text] if text else []
        return texts

    def see_now(self, seen: str, to_stage: Stage) -> None:
        """What is owed now has been shown, for the stage that is next now."""
        self.send_next(seen=seen, to_stage=to_stage.value)


def _questions(need: Need, people: Any, latest: dt.date) -> dict[str, forms.Field]:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    day = DayField(
        label="By when?",
        initial=_usable(need.due_on, latest),
        help_text=f"By {date_format(latest, 'j F')} at the latest; it can be carried on.",
    )
    day.widget.attrs |= {"min": tomorrow.isoformat(), "max": latest.isoformat()}
    before = need.carried
    fields: dict[str, forms.Field] = {
        "reason": forms.ChoiceField(
            choices=[("", "Choose one"), *GoAheadReason.choices],
            initial=before.reason if before else "",
            label="Why does it go on now?",
            error_messages={"required": "Choose what comes closest."},
        ),
        "reason_text": ParagraphField(
            max_length=2000,
            rows=2,
            initial=before.reason_text if before else "",
            label="In your words",
        ),
        "borne_by": forms.CharField(
            max_length=300,
            initial=before.borne_by if before else "",
            label="Who bears the effect if it stays open?",
            error_messages={"required": "Say who would feel it."},
            widget=forms.TextInput({"dir": "auto"}),
        ),
        "safeguard": ParagraphField(
            max_length=2000,
            rows=2,
            initial=need.safeguard,
            label="What protects us until then?",
        ),
        "owner": _UserChoiceField(
            queryset=people,
            initial=need.owner.pk if need.owner else None,
            empty_label="Choose a person",
            label="Who answers it?",
            error_messages={"required": "Choose who answers it."},
        ),
        "due_on": day,
        "pause_when": ParagraphField(
            max_length=2000,
            rows=2,
            initial=before.pause_when if before else "",
            label="What would make us pause?",
        ),
    }
    if before:
        fields["renewed_reason"] = ParagraphField(
            max_length=2000, rows=2, label="It was carried forward before. Why carry it on?"
        )
    return fields


def _usable(day: dt.date | None, latest: dt.date) -> dt.date | None:
    return day if day and timezone.localdate() < day <= latest else None


class BackForm(DiscussedForm):
    """Going back: to which stage, and why."""

    to_stage = forms.ChoiceField(label="Back to")
    reason = ParagraphField(max_length=2000, rows=3, label="Why?")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("to_stage", "reason", "session", "no_session_reason")

    def __init__(self, *args: Any, stages: list[Stage], only_propose: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to_stage"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.value, each.label) for each in stages]
        if only_propose:
            del self.fields["session"], self.fields["no_session_reason"]

    def move(self) -> Move:
        """What was typed, once valid."""
        return Move(
            to_stage=self.cleaned_data["to_stage"],
            reason=self.cleaned_data["reason"],
            session=self.chosen_session(),
            no_session_reason=self.cleaned_data.get("no_session_reason", ""),
            seen=self.cleaned_data["seen"],
        )


class ViewForm(forms.Form):
    """How somebody sees a go-ahead."""

    view = forms.ChoiceField(
        choices=[
            (each.value, each.label)
            for each in GoAheadViewKind
            if each != GoAheadViewKind.NO_ANSWER
        ],
        label="How do you see it?",
        error_messages={"required": "Choose how you see it."},
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    text = ParagraphField(
        required=False,
        max_length=2000,
        rows=3,
        label="In your words",
        help_text="Needed when you see it differently.",
    )


class RenewForm(VersionedForm):
    """Another day for a carried item."""

    due_on = DayField(label="Carried on to")
    reason = ParagraphField(max_length=2000, rows=2, label="Why?")
    owner = _UserChoiceField(queryset=User.objects.none(), label="Who answers it?")

    def __init__(self, *args: Any, initiative: Initiative, latest: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = people_at(initiative)
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        self.fields["due_on"].widget.attrs |= {
            "min": tomorrow.isoformat(),
            "max": latest.isoformat(),
        }


def _session_words(session: SessionOccurrence) -> str:
    day = date_format(timezone.localtime(session.starts_at), "j F Y")
    return f"Session of {day}" + ("" if session.closed_at else ", running")
