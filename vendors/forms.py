"""The forms of criteria, candidates and scores."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from people.forms import ChosenField, OnceForm
from vendors.actions import NewCandidate, Wording
from vendors.models import Candidate, Criterion, CriterionTemplate, Vendor
from vendors.models.criteria import CriterionWords
from vendors.vocabulary import CriterionGroup, ScoredBy

DAY = {"type": "date"}


class LibrarySearch(forms.Form):
    """Looks through the library."""

    q = forms.CharField(
        label="Words", required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    group = forms.ChoiceField(
        label="About", required=False, choices=[("", "Everything"), *CriterionGroup.choices]
    )


class WordingForm(OnceForm):
    """What a criterion says."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(
        max_length=300,
        label="What do we ask of every candidate?",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": "Ask it in one sentence."},
    )
    group = forms.ChoiceField(
        label="It is about",
        choices=[("", "Choose one"), *CriterionGroup.choices],
        error_messages={"required": "Choose what it is about."},
    )
    scored_by = forms.ChoiceField(
        label="Who scores it",
        choices=ScoredBy.choices,
        initial=ScoredBy.BOTH,
        help_text="Both sides means two scores, shown beside each other.",
    )
    anchor_0 = forms.CharField(
        max_length=300,
        label="What earns 0",
        error_messages={"required": "Say what the worst answer looks like."},
    )
    anchor_2 = forms.CharField(
        max_length=300,
        label="What earns 2",
        error_messages={"required": "Say what a middling answer looks like."},
    )
    anchor_4 = forms.CharField(
        max_length=300,
        label="What earns 4",
        error_messages={"required": "Say what the best answer looks like."},
    )
    evidence_wanted = forms.CharField(
        max_length=500,
        required=False,
        label="Evidence to ask for",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    framework_refs = forms.CharField(
        max_length=2000,
        required=False,
        label="Framework references",
        help_text="One a line with its edition, as in OWASP-LLM:LLM03@2026.",
        widget=forms.Textarea({"rows": 2}),
    )

    def wording(self) -> Wording:
        """What was worded, once valid."""
        given = self.cleaned_data
        return Wording(
            group=given["group"],
            question=given["question"],
            anchor_0=given["anchor_0"],
            anchor_2=given["anchor_2"],
            anchor_4=given["anchor_4"],
            scored_by=given["scored_by"],
            evidence_wanted=given["evidence_wanted"],
            framework_refs=given["framework_refs"].splitlines(),
        )


def worded(criterion: CriterionWords) -> dict[str, Any]:
    """A criterion's words as the form's initial values."""
    return {
        "question": criterion.question,
        "group": criterion.group,
        "scored_by": criterion.scored_by,
        "anchor_0": criterion.anchor_0,
        "anchor_2": criterion.anchor_2,
        "anchor_4": criterion.anchor_4,
        "evidence_wanted": criterion.evidence_wanted,
        "framework_refs": "\n".join(criterion.framework_refs),
    }


class FromLibraryForm(forms.Form):
    """Takes one criterion from the library."""

    key = forms.CharField(
        max_length=400,
        label="Add from the library",
        widget=forms.TextInput(
            {"list": "library", "autocomplete": "off", "placeholder": "Type a word"}
        ),
        error_messages={"required": "Choose a criterion from the list."},
    )

    def clean_key(self) -> str:
        """The key with which an entry of the list begins."""
        typed = str(self.cleaned_data["key"]).strip()
        return typed.split(" ", 1)[0].upper()


class ReasonForm(forms.Form):
    """A reason in a sentence."""

    use_required_attribute = False
    reason = forms.CharField(
        max_length=2000,
        label="Why",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": "Say why in one sentence."},
    )


class PublishForm(forms.Form):
    """Publishes a version; from the second on it may say what changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_reason = forms.CharField(
        max_length=2000,
        required=False,
        label="What changed, in a sentence",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )


class CandidateForm(OnceForm):
    """Adds a candidate: a vendor by name, or what we would build ourselves."""

    use_required_attribute = False
    where = forms.ChoiceField(
        label="Where it comes from",
        choices=[("vendor", "A vendor"), ("in_house", "Built in-house")],
        initial="vendor",
        widget=forms.RadioSelect({"class": "inline"}),
    )
    vendor_name = forms.CharField(
        required=False,
        max_length=200,
        label="Vendor",
        help_text="Choose one we know, or type a new name.",
        widget=forms.TextInput(
            {
                "list": "known-vendors",
                "autocomplete": "off",
                "dir": "auto",
                "data-reveal-on": "where=vendor",
            }
        ),
    )
    title = forms.CharField(
        required=False,
        max_length=200,
        label="Product, or what would be built",
        help_text="For a vendor only where it has several.",
        widget=forms.TextInput({"dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """A vendor has a name, what is built in-house a title."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("where") == "in_house":
            if not cleaned.get("title", "").strip():
                self.add_error("title", "Say in a few words what would be built.")
        elif not cleaned.get("vendor_name", "").strip():
            self.add_error("vendor_name", "Name the vendor.")
        return cleaned

    @property
    def as_shown(self) -> "CandidateForm":
        """The form for a page: what an answer needs is not called optional."""
        _ = self.errors
        self.fields["vendor_name"].required = True
        return self

    def candidate(self) -> NewCandidate:
        """What was named, once valid."""
        given = self.cleaned_data
        return NewCandidate(
            vendor_name=given["vendor_name"],
            in_house=given["where"] == "in_house",
            title=given["title"],
        )


class ListForm(forms.Form):
    """Dates a list of candidates; the shortlist also says who is on it."""

    use_required_attribute = False
    candidates = ChosenField(
        queryset=Candidate.objects.none(),
        label="On the shortlist",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    taken_on = forms.DateField(
        required=False,
        label="Taken on",
        help_text="Empty means today.",
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
    )
    sole_reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Where it is the only one: why there is no other",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, considered: Sequence[Candidate], choosing: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not choosing:
            del self.fields["candidates"]
        else:
            chosen = self.fields["candidates"]
            numbers = [each.pk for each in considered]
            found = Candidate.objects.filter(pk__in=numbers).select_related("vendor")
            chosen.queryset = found  # type: ignore[attr-defined]
            chosen.initial = [each.pk for each in considered if each.shortlisted_at]
        if len(considered) > 1 and not choosing:
            del self.fields["sole_reason"]


class WeightsForm(forms.Form):
    """A weight for each criterion; empty weighs nothing in."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for each in self.criteria:
            self.fields[f"weight-{each.key}"] = forms.DecimalField(
                required=False,
                min_value=0,
                max_value=100,
                max_digits=6,
                decimal_places=2,
                label=f"Weight of {each.key}",
                initial=each.weight_words,
                widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            )

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField]]:
        """Each criterion with its input."""
        return [(each, self[f"weight-{each.key}"]) for each in self.criteria]

    def weights(self) -> dict[str, Decimal | None]:
        """Weights by key, once valid."""
        return {each.key: self.cleaned_data[f"weight-{each.key}"] for each in self.criteria}


def known_vendors() -> list[str]:
    """Names for the list a vendor is chosen from."""
    return list(Vendor.objects.values_list("name", flat=True)[:2000])


def library_entries(taken: Iterable[str]) -> list[str]:
    """Entries for the list a criterion is chosen from: key and question."""
    found = CriterionTemplate.objects.filter(retired_at=None).exclude(key__in=list(taken))
    return [f"{each.key} {each.question}" for each in found]
