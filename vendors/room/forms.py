"""Forms of the vendor room."""

from typing import Any

from django import forms
from django.conf import settings

from people.forms import OnceForm, unmarked
from vendors.answer_sheets.planning import MOST_TEXT, Answer
from vendors.models import VendorAnswer
from vendors.uploads.kinds import ENDINGS, IN_WORDS, size_limit_in_words
from vendors.vocabulary import ControlOwner, PlainAnswer

ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)


class SeveralFiles(forms.FileInput):
    """Chooses several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Takes several files; each is looked at by the action that keeps it."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were chosen; none is fine."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in chosen if each]


def files_help() -> str:
    """What may be uploaded, in one sentence."""
    most = size_limit_in_words(settings.UPLOAD_MAX_BYTES)
    return f"{IN_WORDS}; at most {most} each. Seen by the people you answer only."


class AnswerForm(forms.Form):
    """An answer in words and files."""

    plain_answer = unmarked(
        forms.ChoiceField(
            label="In short",
            required=False,
            choices=[("", "No short answer"), *PlainAnswer.choices],
            widget=forms.RadioSelect(attrs={"class": "inline"}),
        )
    )
    text = unmarked(
        forms.CharField(
            label="In words",
            required=False,
            help_text="One of the two is enough to send it.",
            max_length=MOST_TEXT,
            widget=forms.Textarea(attrs={"rows": 8}),
        )
    )
    control_owner = forms.ChoiceField(
        label="Whose duty is it?",
        required=False,
        choices=[
            ("", "Does not matter here"),
            (ControlOwner.VENDOR, "Ours, as the vendor"),
            (ControlOwner.US, "Yours, as the customer"),
            (ControlOwner.THIRD_PARTY, "A third party's"),
            (ControlOwner.SHARED, "Shared"),
        ],
    )
    evidence = FilesField(
        label="Evidence",
        required=False,
        allow_empty_file=True,
        max_length=400,
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].help_text = files_help()
        self.fields["evidence"].widget.attrs["data-most-bytes"] = settings.UPLOAD_MAX_BYTES

    @classmethod
    def of(cls, kept: VendorAnswer | None, draft: VendorAnswer | None) -> "AnswerForm":
        """Filled with the draft, or with what was sent."""
        shown = draft or kept
        initial: dict[str, Any] = {"version": draft.version if draft else 0}
        if shown is not None:
            initial |= {
                "plain_answer": shown.plain_answer,
                "text": shown.text,
                "control_owner": shown.control_owner,
            }
        return cls(initial=initial)

    @property
    def answer(self) -> Answer:
        """What was typed and chosen."""
        given = self.cleaned_data
        return Answer(given["text"], given["plain_answer"], given["control_owner"])


class AskBackForm(OnceForm):
    """What a vendor does not understand."""

    remark = forms.CharField(
        label="What is not clear?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We reply here and tell you by e-mail.",
    )


class LinkForm(forms.Form):
    """The address that a new link should go to."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The one that our questions were sent to.",
    )


class SheetForm(forms.Form):
    """A spreadsheet with answers."""

    file = forms.FileField(
        label="Spreadsheet",
        allow_empty_file=True,
        help_text="An Excel workbook (.xlsx) or CSV. Nothing is taken before you have seen what "
        "it would do.",
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
