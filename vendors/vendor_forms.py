"""The forms of what we know of a vendor."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from vendors.actions import Assurance, VendorFacts
from vendors.models import EvidenceFile, Vendor
from vendors.vocabulary import AssuranceKind

if TYPE_CHECKING:
    _FilesField = forms.ModelChoiceField[EvidenceFile]
else:
    _FilesField = forms.ModelChoiceField

_DAY = {"type": "date"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(_DAY, format="%Y-%m-%d")
    return forms.DateField(required=False, label=label, help_text=help_text, widget=widget)


def _lines(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=20_000,
        label=label,
        help_text=help_text,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class VendorForm(forms.Form):
    """Facts, places and sub-processors; empty is not known."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(max_length=200, label="Name")
    website = forms.CharField(required=False, max_length=300, label="Website")
    country = forms.CharField(
        required=False, max_length=20, label="Country", help_text="Two letters, as in DE."
    )
    places = _lines("Where data is processed", "One place a line; after a semicolon for what.")
    sub_processors = _lines(
        "Sub-processors", "One a line: name; place; what for. Place and purpose may be left out."
    )
    ownership = forms.CharField(required=False, max_length=500, label="Who owns it")
    funding = forms.CharField(required=False, max_length=500, label="How it is funded")
    customers = forms.CharField(required=False, max_length=500, label="Who else uses it")
    founded_year = forms.IntegerField(
        required=False, min_value=1600, max_value=2100, label="Founded in"
    )
    headcount = forms.IntegerField(
        required=False, min_value=0, max_value=10_000_000, label="People"
    )
    viability_checked_on = _day("These facts were checked on")
    contract_ends_on = _day("Our contract ends on")
    review_on = _day("Look at the vendor again on")
    notes = _lines("Notes", "Seen by both sides, never by the vendor.")

    def facts(self) -> VendorFacts:
        """What is known, once valid."""
        given = self.cleaned_data
        names = (each for each in VendorFacts.__dataclass_fields__)
        return VendorFacts(**{name: given[name] for name in names})

    def places_given(self) -> list[tuple[str, str]]:
        """Place and purpose of each line."""
        return [(row[0], row[1]) for row in _rows(self.cleaned_data["places"], 2)]

    def sub_processors_given(self) -> list[tuple[str, str, str]]:
        """Name, place and purpose of each line."""
        return [(row[0], row[1], row[2]) for row in _rows(self.cleaned_data["sub_processors"], 3)]


def known(vendor: Vendor) -> dict[str, Any]:
    """What is known, as the form's initial values."""
    facts = {name: getattr(vendor, name) for name in VendorFacts.__dataclass_fields__}
    places = ((each.place, each.purpose) for each in vendor.processing_places.all())
    working = ((each.name, each.place, each.purpose) for each in vendor.sub_processors.all())
    return {
        **facts,
        "version": vendor.version,
        "places": _text(places),
        "sub_processors": _text(working),
    }


class _FileField(_FilesField):
    def label_from_instance(self, file: Any) -> str:
        """The file's name, and for which initiative it came."""
        return f"{file.original_name}, for {file.candidate.initiative.reference}"


class AssuranceForm(forms.Form):
    """A report by which others vouch for the vendor."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="What it is", choices=AssuranceKind.choices)
    edition = forms.CharField(
        required=False, max_length=60, label="Edition", help_text="As in 2022, or v4.0.3."
    )
    scope = forms.CharField(required=False, max_length=500, label="What it covers")
    issued_on = _day("Issued on")
    expires_on = _day("Expires on")
    link = forms.CharField(
        required=False,
        max_length=500,
        label="Link",
        widget=forms.TextInput({"placeholder": "https://", "inputmode": "url"}),
    )

    def __init__(self, *args: Any, files: QuerySet[EvidenceFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if files.exists():
            self.fields["file"] = _FileField(
                queryset=files,
                required=False,
                label="The file, where the vendor has sent it",
                empty_label="None of these",
            )

    def assurance(self) -> Assurance:
        """What was noted, once valid."""
        return Assurance(**self.cleaned_data)


def _rows(text: str, width: int) -> list[list[str]]:
    rows = [[part.strip() for part in line.split(";", width - 1)] for line in text.splitlines()]
    return [row + [""] * (width - len(row)) for row in rows if row and row[0]]


def _text(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join("; ".join(row).rstrip("; ") for row in rows)
