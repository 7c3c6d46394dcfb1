"""Forms of the inventory import."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone

from initiatives.inventory.inventory import Inventory, read_inventory
from initiatives.inventory.mapping import read_mapping
from initiatives.inventory.reading import refuse_size
from initiatives.inventory.shipped import shipped_mappings, shipped_paths
from people.errors import InvalidInput

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

OWN_MAPPING = "own"
MOST_MAPPING_BYTES = 1_000_000


def brought_mapping(uploaded: "UploadedFile[bytes] | None", *, way_out: str) -> str:
    """The text of a mapping that was brought beside its table.

    Raises:
        InvalidInput: there is none, with the way out given, or it is no text.
    """
    if uploaded is None:
        raise InvalidInput("No mapping was given.", way_out=way_out, field="mapping")
    try:
        return str(uploaded.read(MOST_MAPPING_BYTES), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "The mapping is not UTF-8 text.",
            way_out="Bring the .toml file here and the table above.",
            field="mapping",
        ) from error


class BringForm(forms.Form):
    """A file and how to read it.

    After `is_valid`, `inventory`, `content` and `mapping_text` are what was brought.
    """

    file = forms.FileField(
        label="Inventory",
        allow_empty_file=True,
        help_text="A CSV file or an Excel workbook (.xlsx).",
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    mapping = forms.ChoiceField(
        label="Mapping",
        widget=forms.RadioSelect,
        help_text="A mapping says which column is what. One inventory keeps one mapping, so that "
        "a repeat import finds its rows again.",
        error_messages={"required": "Choose a mapping."},
    )
    own_mapping = forms.FileField(
        label="Your mapping",
        required=False,
        help_text="A .toml file.",
        widget=forms.FileInput(attrs={"accept": ".toml", "data-reveal-on": "mapping=own"}),
    )
    inventory: Inventory
    content: bytes
    mapping_text: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (name, mapping.title or mapping.name) for name, mapping in shipped_mappings().items()
        ]
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [*choices, (OWN_MAPPING, "A mapping of your own")]

    def clean(self) -> dict[str, Any]:
        """Read the inventory; what cannot be read is said at the field it is about."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.mapping_text = self._mapping_text(cleaned)
            self.inventory = self._read(cleaned["file"])
        except InvalidInput as refusal:
            own = cleaned["mapping"] == OWN_MAPPING
            field = "own_mapping" if refusal.field == "mapping" and own else refusal.field
            self.add_error(field or None, str(refusal))
        return cleaned

    def _mapping_text(self, cleaned: dict[str, Any]) -> str:
        if cleaned["mapping"] != OWN_MAPPING:
            return shipped_paths()[cleaned["mapping"]].read_text(encoding="utf-8")
        return brought_mapping(
            cleaned.get("own_mapping"),
            way_out="Choose your .toml file, or one of the mappings above.",
        )

    def _read(self, uploaded: "UploadedFile[bytes]") -> Inventory:
        mapping = read_mapping(self.mapping_text)
        refuse_size(uploaded.size or 0, settings.INVENTORY_MAX_BYTES)
        self.content = uploaded.read()
        return read_inventory(
            self.content,
            mapping,
            file_name=uploaded.name or "inventory",
            today=timezone.localdate(),
            most_bytes=settings.INVENTORY_MAX_BYTES,
        )


class TakeForm(forms.Form):
    """Taking a file; where rows cannot be taken, the button says that it leaves them out."""

    rows = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def only_good_rows(self) -> bool:
        """Whether bad rows are to be left out."""
        return self.cleaned_data.get("rows") == "good"
