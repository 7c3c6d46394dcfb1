"""The forms of escalations: asking, writing a view, answering, owning."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from governance.actions import Question
from governance.forms import ChoicesWithHelp
from governance.models import DesignInput, SessionOccurrence
from governance.session_forms import VersionedForm
from governance.vocabulary import EscalationAnswer, EscalationKind
from initiatives.workspace_forms import ParagraphField
from people.forms import OnceForm
from people.models import User

if TYPE_CHECKING:
    from django.http import QueryDict

    _UserChoiceField = forms.ModelChoiceField[User]
else:
    _UserChoiceField = forms.ModelChoiceField

_MOST_TITLES = 3


class AnswerChoices(ChoicesWithHelp):
    """The answers, explained."""

    help_texts: ClassVar[dict[str, str]] = {
        EscalationAnswer.HEAR_BOTH: "Both sides tell you at their next session; you answer after.",
        EscalationAnswer.RETURN_TO_SESSION: "It heads back to the table; say what to settle there.",
        EscalationAnswer.GIVE_MEANS: "Say what they get: people, money, time.",
        EscalationAnswer.DECIDE_AND_NAME_OWNER: "Say what you decide, and who is asked to own it.",
    }


class EscalateForm(OnceForm):
    """A question to an executive, with where it was discussed."""

    use_required_attribute = False

    topic = forms.CharField(
        max_length=200,
        error_messages={"required": "Name the topic."},
        widget=forms.TextInput({"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        choices=EscalationKind.choices,
        label="We need",
        error_messages={"required": "Choose what is needed."},
        widget=forms.RadioSelect,
    )
    asked = ParagraphField(max_length=2000, rows=3, label="What do you ask for?")
    discussed = forms.ChoiceField(required=False, label="Where was it discussed?")
    no_session_reason = ParagraphField(
        required=False,
        max_length=2000,
        rows=2,
        reveal_on="discussed=",
        label="Why was it not discussed first?",
        help_text="Needed when nothing is chosen above.",
    )
    view = ParagraphField(
        max_length=2000,
        rows=4,
        label="How your side sees it",
        help_text="The other side is asked for its view; both stand beside each other.",
    )
    put_to = _UserChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose a person",
        label="Put it to",
        error_messages={"required": "Choose whom you ask."},
    )
    is_emergency = forms.BooleanField(
        required=False,
        label="It cannot wait for a session",
        help_text="An incident, or harm that grows by the hour.",
    )
    heads_up_read = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        executives: QuerySet[User],
        sessions: list[SessionOccurrence],
        inputs: list[DesignInput],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.sessions = {f"session:{each.pk}": each for each in sessions}
        self.inputs = {f"input:{each.reference}": each for each in inputs}
        put_to, discussed = self.fields["put_to"], self.fields["discussed"]
        if isinstance(put_to, forms.ModelChoiceField):
            put_to.queryset = executives
        if isinstance(discussed, forms.ChoiceField):
            discussed.choices = self._choices()

    def _choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", "Nowhere yet")]
        if self.sessions:
            rows = [(key, _session_words(each)) for key, each in self.sessions.items()]
            choices.append(("In a session", rows))
        if self.inputs:
            rows = [(key, f"{each.reference}: {each.title}") for key, each in self.inputs.items()]
            choices.append(("As a design input", rows))
        return choices

    @property
    def session(self) -> SessionOccurrence | None:
        """The session that was chosen, once valid."""
        return self.sessions.get(self.cleaned_data["discussed"])

    @property
    def design_input(self) -> DesignInput | None:
        """The design input that was chosen, once valid."""
        return self.inputs.get(self.cleaned_data["discussed"])

    def question(self) -> Question:
        """What was typed, once valid."""
        names = ("kind", "topic", "asked", "view", "put_to", "no_session_reason", "is_emergency")
        return Question(
            **{name: self.cleaned_data[name] for name in names},
            session=self.session,
            design_input=self.design_input,
        )

    def have_read(self) -> None:
        """The heads-up has been shown: the next sending goes out."""
        typed = cast("QueryDict", self.data).copy()
        typed["heads_up_read"] = "on"
        self.data = typed


class EscalationViewForm(VersionedForm):
    """How one's own side sees it."""

    text = ParagraphField(max_length=2000, rows=5, label="How your side sees it")


class AnswerForm(VersionedForm):
    """An executive's answer."""

    answer = forms.ChoiceField(
        choices=EscalationAnswer.choices,
        label="Your answer",
        error_messages={"required": "Choose how you answer."},
        widget=AnswerChoices,
    )
    text = ParagraphField(max_length=2000, rows=4, label="In your words")
    owner = _UserChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        label="Who is asked to own it?",
        help_text="Until somebody accepts, it stands here as decided without an owner.",
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = people
            owner.widget.attrs["data-reveal-on"] = "answer=decide_and_name_owner"


class OwnerForm(VersionedForm):
    """Who is asked to own a decision."""

    owner = _UserChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose a person",
        label="Who is asked to own it?",
        error_messages={"required": "Choose who is to own it."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = people


class OwnershipForm(VersionedForm):
    """Accepting a decision, or declining it with a reason."""

    accepts = forms.TypedChoiceField(
        choices=[("yes", "I own it"), ("no", "I decline")],
        coerce=lambda value: value == "yes",
        label="Will you own it?",
        error_messages={"required": "Choose one."},
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    reason = ParagraphField(
        required=False,
        max_length=2000,
        rows=3,
        label="In your words",
        help_text="Needed when you decline.",
    )


def _session_words(session: SessionOccurrence) -> str:
    day = date_format(timezone.localtime(session.starts_at), "j F Y")
    titles = [each.title for each in session.agenda.all()]
    about = "; ".join(titles[:_MOST_TITLES])
    more = f" and {len(titles) - _MOST_TITLES} more" if len(titles) > _MOST_TITLES else ""
    return f"{day}: {about}{more}"[:160] if about else day
