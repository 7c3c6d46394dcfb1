"""Shapes of the catalogue."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from architecture.catalogue.entries import MOST_WORDS
from architecture.models import CatalogueImport, Integration, System, SystemRelation
from architecture.vocabulary import Criticality, Lifecycle, SystemKind
from people.api.serializers import PersonSerializer
from people.models import Site, User

LONGEST_FILE = 2_000_000


@extend_schema_field(OpenApiTypes.INT)
class SiteField(serializers.PrimaryKeyRelatedField[Site]):
    """A site by its id."""

    default_error_messages = {
        "does_not_exist": "There is no site {pk_value}. Units list their sites at /api/v1/units/.",
        "incorrect_type": "Send the site's id, a number.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Site.objects.all(), **options)


@extend_schema_field({"type": "string", "format": "email"})
class OwnerField(serializers.SlugRelatedField[User]):
    """An active person, named by e-mail address."""

    default_error_messages = {"does_not_exist": "Nobody active has the address {value}."}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            slug_field="email", queryset=User.objects.filter(is_active=True), **options
        )


class SystemSerializer(serializers.ModelSerializer[System]):
    """A system as a list shows it."""

    site_name = serializers.CharField(source="site.name", default="", read_only=True)
    owner = PersonSerializer(read_only=True, allow_null=True)
    integrations = serializers.IntegerField(
        source="links", read_only=True, help_text="Integrations that are not retired."
    )
    page = serializers.CharField(
        source="get_absolute_url", read_only=True, help_text="Address of its page."
    )

    class Meta:
        model = System
        fields: ClassVar[list[str]] = [
            "slug",
            "name",
            "kind",
            "description",
            "is_ot",
            "site",
            "site_name",
            "criticality",
            "owner",
            "owner_team",
            "lifecycle",
            "data_classes",
            "patterns",
            "source",
            "source_key",
            "registered_at",
            "updated_at",
            "version",
            "integrations",
            "page",
        ]
        read_only_fields = fields


class TouchingSerializer(serializers.ModelSerializer[Integration]):
    """An integration at a system."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    source = serializers.CharField(  # type: ignore[assignment]
        source="source_name", read_only=True
    )
    target = serializers.CharField(source="target_name", read_only=True)

    class Meta:
        model = Integration
        fields: ClassVar = [
            "reference",
            "name",
            "initiative",
            "source",
            "target",
            "style",
            "direction",
            "design_state",
        ]
        read_only_fields = fields


class RelationSerializer(serializers.ModelSerializer[SystemRelation]):
    """What the system is to another."""

    target: serializers.SlugRelatedField[System] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )

    class Meta:
        model = SystemRelation
        fields: ClassVar = ["kind", "target", "target_name"]
        read_only_fields = fields


class SystemDetailSerializer(SystemSerializer):
    """A system with what touches it, as far as you may see it."""

    merged_into: serializers.SlugRelatedField[System] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )
    touching = serializers.SerializerMethodField()
    relations = RelationSerializer(many=True, read_only=True)

    class Meta(SystemSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *SystemSerializer.Meta.fields,
            "merged_into",
            "touching",
            "relations",
        ]
        read_only_fields = fields

    @extend_schema_field(TouchingSerializer(many=True))
    def get_touching(self, system: System) -> Any:
        """Integrations of initiatives that you may see."""
        return TouchingSerializer(self.context["touching"], many=True).data


class SystemFactsSerializer(serializers.Serializer[Any]):
    """What is said of a system."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=SystemKind.choices, default=SystemKind.APPLICATION)
    description = serializers.CharField(max_length=5000, allow_blank=True, default="")
    is_ot = serializers.BooleanField(default=False)
    site = SiteField(allow_null=True, default=None)
    criticality = serializers.ChoiceField(choices=Criticality.choices, allow_blank=True, default="")
    owner = OwnerField(allow_null=True, default=None)
    owner_team = serializers.CharField(max_length=200, allow_blank=True, default="")
    lifecycle = serializers.ChoiceField(choices=Lifecycle.choices, default=Lifecycle.PRODUCTION)
    data_classes = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=MOST_WORDS, default=list
    )
    patterns = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=MOST_WORDS, default=list
    )


class SystemChangeSerializer(serializers.Serializer[Any]):
    """What is new; what is not sent stays."""

    version = serializers.IntegerField(help_text="The version you read.")
    name = serializers.CharField(max_length=200, required=False)
    kind = serializers.ChoiceField(choices=SystemKind.choices, required=False)
    description = serializers.CharField(max_length=5000, allow_blank=True, required=False)
    is_ot = serializers.BooleanField(required=False)
    site = SiteField(allow_null=True, required=False)
    criticality = serializers.ChoiceField(
        choices=Criticality.choices, allow_blank=True, required=False
    )
    owner = OwnerField(allow_null=True, required=False)
    owner_team = serializers.CharField(max_length=200, allow_blank=True, required=False)
    lifecycle = serializers.ChoiceField(choices=Lifecycle.choices, required=False)
    data_classes = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=MOST_WORDS, required=False
    )
    patterns = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=MOST_WORDS, required=False
    )


class MergeSerializer(serializers.Serializer[Any]):
    """Which system it turned out to be."""

    into = serializers.SlugRelatedField(slug_field="slug", queryset=System.objects.all())
    reason = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(help_text="The version you read.")


class SystemsImportSerializer(serializers.Serializer[Any]):
    """A file of systems as text: CSV with its mapping in TOML, or a Backstage catalogue."""

    file_name = serializers.CharField(max_length=255, default="systems")
    content = serializers.CharField(max_length=LONGEST_FILE, trim_whitespace=False)
    mapping = serializers.CharField(
        max_length=200_000,
        allow_blank=True,
        default="",
        trim_whitespace=False,
        help_text="TOML; “joinery-systems” for Joinery's own table; empty for a Backstage "
        "catalogue.",
    )
    dry_run = serializers.BooleanField(default=False, help_text="Report only, take nothing.")
    only_good_rows = serializers.BooleanField(default=False)
    missing = serializers.ChoiceField(
        choices=CatalogueImport.Missing.choices,
        allow_blank=True,
        default="",
        help_text="What becomes of systems that the file no longer names; needed when integrations "
        "touch them.",
    )


class FindingSerializer(serializers.Serializer[Any]):
    """What is to be said about a row or document."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()
    severity = serializers.ChoiceField(choices=["bad_row", "note"])


class MissingSystemSerializer(serializers.Serializer[Any]):
    """A system that the file no longer names."""

    slug = serializers.CharField()
    name = serializers.CharField()
    links = serializers.IntegerField(help_text="Integrations that touch it.")


class SystemsReportSerializer(serializers.Serializer[Any]):
    """What taking a file did, or would do."""

    taken = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    passed = serializers.IntegerField(help_text="Documents that are no systems.")
    bad = serializers.IntegerField()
    missing = MissingSystemSerializer(many=True)
    findings = FindingSerializer(many=True)
