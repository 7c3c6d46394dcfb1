"""Forms of the catalogue: a system, merging, a file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from architecture.actions import SystemFacts
from architecture.catalogue.backstage import MOST_BYTES, SOURCE, looks_like_backstage
from architecture.catalogue.entries import CatalogueFile, words_of
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.models import CatalogueImport, System
from architecture.queries import SystemList
from architecture.vocabulary import Criticality, Lifecycle, SystemKind
from initiatives import import_forms
from initiatives.forms import ChoicesWithHelp
from initiatives.import_forms import brought_mapping
from initiatives.inventory.reading import refuse_size
from initiatives.workspace_forms import ParagraphField
from people.errors import InvalidInput
from people.forms import OnceForm, unmarked
from people.models import Site, User
from people.queries import people_with_a_role

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    _UserChoice = forms.ModelChoiceField[User]
    _SiteChoice = forms.ModelChoiceField[Site]
    _SystemChoice = forms.ModelChoiceField[System]
else:
    _UserChoice = _SiteChoice = _SystemChoice = forms.ModelChoiceField


class FilterForm(forms.Form):
    """Search and filters of the list, filled in as asked; it is only read, never sent."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, found: SystemList) -> None:
        chosen = {each.name: each.value for each in found.chosen}
        super().__init__(initial={"q": found.words, **chosen})
        for name, (label, choices) in found.offered.items():
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", "Any"), *choices]
            )


class WordsField(forms.CharField):
    """Plain words between commas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=3000, widget=forms.TextInput({"dir": "auto"}), **options
        )

    def clean(self, value: Any) -> Any:
        return list(words_of(super().clean(value) or ""))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, (list, tuple)) else value


class SystemForm(OnceForm):
    """What is said of a system."""

    use_required_attribute = False

    name = forms.CharField(
        max_length=200,
        error_messages={"required": "Write the name people use for it."},
        widget=forms.TextInput({"dir": "auto"}),
    )
    kind = forms.ChoiceField(choices=SystemKind.choices, initial=SystemKind.APPLICATION)
    description = ParagraphField(required=False, max_length=5000, rows=3, label="What it is for")
    site = _SiteChoice(queryset=Site.objects.all(), required=False, empty_label="Everywhere")
    is_ot = forms.BooleanField(
        required=False,
        label="It runs on the shop floor (OT)",
        help_text="Links between office and shop floor are shown apart.",
    )
    criticality = forms.ChoiceField(
        required=False, choices=[("", "Not said yet"), *Criticality.choices]
    )
    lifecycle = forms.ChoiceField(choices=Lifecycle.choices, initial=Lifecycle.PRODUCTION)
    owner = _UserChoice(
        queryset=User.objects.none(), required=False, empty_label="Nobody named", label="Owner"
    )
    owner_team = forms.CharField(
        required=False,
        max_length=200,
        label="Owning team or post",
        help_text="Where no single person owns it.",
        widget=forms.TextInput({"dir": "auto"}),
    )
    data_classes = WordsField(
        label="Classes of data", help_text="Between commas: orders, customers, machine data."
    )
    patterns = WordsField(
        label="Patterns it offers",
        help_text="Ways to connect that it supports: REST through the gateway, events, SAML.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, system: System | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with_a_role()
        if system and system.owner_id:
            people = User.objects.filter(
                Q(pk__in=people.values("pk")) | Q(pk=system.owner_id)
            ).order_by("full_name")
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        owner.queryset = people

    @classmethod
    def of(cls, system: System, **kept: Any) -> "SystemForm":
        """Filled in with what stands in the catalogue."""
        names = [name for name in cls.base_fields if name != "submission_key"]
        return cls(
            system=system, initial={**{name: getattr(system, name) for name in names}, **kept}
        )

    def facts(self) -> SystemFacts:
        """What was typed."""
        typed = dict(self.cleaned_data)
        typed.pop("submission_key")
        typed.pop("version")
        return SystemFacts(**typed)


class MergeForm(forms.Form):
    """Which system it turned out to be."""

    use_required_attribute = False

    into = _SystemChoice(
        queryset=System.objects.none(),
        to_field_name="slug",
        empty_label="Choose a system",
        label="It is the same system as",
        error_messages={"required": "Choose the system that stays."},
    )
    reason = ParagraphField(
        max_length=2000, rows=2, label="How do you know?", help_text="Kept with both."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: QuerySet[System], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        into.queryset = others


class _WaysToRead(ChoicesWithHelp):
    """How a file is read, explained."""

    help_texts = {
        SOURCE: "Components, Systems, APIs and Resources; several documents in one file.",
        "own": "The table that “Take with you, CSV” writes.",
        "mapping": "Any CSV file or workbook; a short .toml file says which column is what.",
    }


class BringForm(forms.Form):
    """A file of systems and how to read it.

    After `is_valid`, `read`, `content` and `mapping_text` are what was brought.
    """

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="catalog-info.yaml, a CSV file or an Excel workbook (.xlsx).",
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.csv,.tsv,.txt,.xlsx"}),
    )
    way = forms.ChoiceField(
        label="It is",
        widget=_WaysToRead,
        choices=[
            (SOURCE, "A Backstage catalogue"),
            ("own", "A table as Joinery writes it"),
            ("mapping", "Another table"),
        ],
        error_messages={"required": "Say what kind of file it is."},
    )
    mapping = unmarked(
        forms.FileField(
            label="Its mapping",
            required=False,
            help_text="A .toml file.",
            widget=forms.FileInput(attrs={"accept": ".toml", "data-reveal-on": "way=mapping"}),
        )
    )
    read: CatalogueFile
    content: bytes
    mapping_text: str

    def clean(self) -> dict[str, Any]:
        """Read the file; what cannot be read is said at the field it is about."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.mapping_text = self._mapping_text(cleaned)
            self.read = self._read(cleaned["file"])
        except InvalidInput as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return cleaned

    def _mapping_text(self, cleaned: dict[str, Any]) -> str:
        if cleaned["way"] == SOURCE:
            return ""
        if cleaned["way"] == "own":
            return own_mapping_text()
        return brought_mapping(cleaned.get("mapping"), way_out="Choose your .toml file.")

    def _read(self, uploaded: "UploadedFile[bytes]") -> CatalogueFile:
        most = settings.INVENTORY_MAX_BYTES if self.mapping_text else MOST_BYTES
        refuse_size(uploaded.size or 0, most)
        self.content = uploaded.read()
        name = uploaded.name or "systems"
        if self.mapping_text and looks_like_backstage(name, self.content):
            raise InvalidInput(
                "This file is YAML, not a table.",
                way_out="Choose “A Backstage catalogue” below.",
                field="file",
            )
        return read_catalogue_file(
            self.content, self.mapping_text, file_name=name, today=timezone.localdate()
        )


class TakeForm(import_forms.TakeForm):
    """What becomes of bad rows, and of systems that the file no longer names."""

    missing = forms.ChoiceField(
        label="Systems that the file no longer names",
        required=False,
        initial="",
        widget=forms.RadioSelect,
        choices=[
            ("", "Take nothing while integrations touch them"),
            *CatalogueImport.Missing.choices,
        ],
    )

    def __init__(self, *args: Any, report: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not report["missing"]:
            del self.fields["missing"]

    @property
    def what_is_missing(self) -> str:
        """What becomes of systems that the file no longer names; empty where nothing was said."""
        return str(self.cleaned_data.get("missing", ""))
