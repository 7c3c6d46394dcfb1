"""Shapes of the map, of twins, of sprawl, and of looking for what is there already."""

from typing import Any

from rest_framework import serializers

from architecture.map.asking import Grouping, Lens
from architecture.models import Integration, System
from architecture.vocabulary import IntegrationStyle
from initiatives.vocabulary import Stage

Shape = serializers.Serializer[Any]
_CURVE = "Eight numbers: from, two control points, to; in the map's own units."


class MapFilterSerializer(Shape):
    """What the map is asked for; what is left out leaves nothing out."""

    lens = serializers.ChoiceField(Lens.choices, required=False)
    by = serializers.ChoiceField(Grouping.choices, required=False)
    style = serializers.ChoiceField(  # type: ignore[assignment]
        IntegrationStyle.choices, required=False
    )
    stage = serializers.ChoiceField(Stage.choices, required=False)
    site = serializers.RegexField(r"^[0-9]+\Z", required=False, help_text="A site's id.")
    system = serializers.CharField(required=False, help_text="A system's slug.")
    initiative = serializers.CharField(required=False, help_text="As in AI-2026-0001.")
    q = serializers.CharField(required=False, help_text="What a system's name contains.")


class MapGroupSerializer(Shape):
    """Systems that stand together; `inside` counts the links within."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    inside = serializers.IntegerField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class MapCellSerializer(Shape):
    """A system, an AI initiative, or several of these together."""

    id = serializers.CharField(help_text="A system's slug, or ai: and an initiative.")
    group = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    links = serializers.IntegerField()
    is_ai = serializers.BooleanField()
    is_ot = serializers.BooleanField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class MapLinkSerializer(Shape):
    """An integration; `is_direct` where its style is one of those that multiply."""

    id = serializers.CharField(help_text="As in INT-0001.")
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    title = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    initiative = serializers.CharField()
    style = serializers.ChoiceField(IntegrationStyle.choices)  # type: ignore[assignment]
    is_direct = serializers.BooleanField()
    writes = serializers.BooleanField()
    is_twin = serializers.BooleanField()
    is_fragile = serializers.BooleanField()
    curve = serializers.ListField(child=serializers.IntegerField(), help_text=_CURVE)


class MapBundleSerializer(Shape):
    """All links between two groups, where there are too many to draw each."""

    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    count = serializers.IntegerField()
    width = serializers.FloatField()
    title = serializers.CharField()
    curve = serializers.ListField(child=serializers.IntegerField(), help_text=_CURVE)


class MapSerializer(Shape):
    """The map with the place of everything on it; the same on every visit."""

    width = serializers.IntegerField()
    height = serializers.IntegerField()
    is_single = serializers.BooleanField(help_text="Few enough links are left to draw each.")
    groups = MapGroupSerializer(many=True)
    cells = MapCellSerializer(many=True)
    links = MapLinkSerializer(many=True)
    bundles = MapBundleSerializer(many=True)


class TwinFilterSerializer(Shape):
    """How twins can be narrowed."""

    initiative = serializers.CharField(required=False, help_text="As in AI-2026-0001.")


class TwinLinkSerializer(Shape):
    """One of the links."""

    reference = serializers.CharField()
    name = serializers.CharField()
    initiative = serializers.CharField(source="initiative_ref")
    style = serializers.ChoiceField(IntegrationStyle.choices)  # type: ignore[assignment]


class TwinGroupSerializer(Shape):
    """Links of several initiatives that carry the same data between the same ends."""

    data_class = serializers.CharField()
    ends = serializers.CharField(help_text="From where to where, in words.")
    links = TwinLinkSerializer(many=True)


class TwinsSerializer(Shape):
    """Twins by their ends; at most 500 groups."""

    count = serializers.IntegerField(help_text="How many groups there are in all.")
    results = TwinGroupSerializer(many=True)


class MonthSerializer(Shape):
    """What was there at the end of a month; the last one is today."""

    day = serializers.DateField()
    links = serializers.IntegerField()
    twins = serializers.IntegerField()
    artefacts = serializers.IntegerField()
    debt = serializers.IntegerField()
    overdue = serializers.IntegerField()


class SprawlSerializer(Shape):
    """How links and what hangs on them grew; nothing is counted by person."""

    months = MonthSerializer(many=True)
    writing = serializers.IntegerField()
    direct_db = serializers.IntegerField()


class ProposalSerializer(Shape):
    """An integration somebody has in mind."""

    name = serializers.CharField(required=False, max_length=200)
    purpose = serializers.CharField(required=False, max_length=2000)
    source = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="slug", queryset=System.objects.all(), required=False
    )
    target = serializers.SlugRelatedField(
        slug_field="slug", queryset=System.objects.all(), required=False
    )
    data_classes = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=50
    )


class FoundIntegrationSerializer(serializers.ModelSerializer[Integration]):
    """An integration that may serve."""

    initiative = serializers.CharField(source="initiative.reference")
    source = serializers.CharField(source="source_name")  # type: ignore[assignment]
    target = serializers.CharField(source="target_name")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Integration
        fields = (
            "reference",
            "initiative",
            "name",
            "source",
            "target",
            "style",
            "data_classes",
            "design_state",
            "page",
        )


class SimilarSerializer(Shape):
    """What may be reused or extended, and why."""

    integration = FoundIntegrationSerializer()
    why = serializers.CharField()
    is_overlay = serializers.BooleanField(help_text="It lies above existing systems.")


class SimilarIntegrationsSerializer(Shape):
    """The nearest first; at most eight."""

    results = SimilarSerializer(many=True)
