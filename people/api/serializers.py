"""Shapes of people, units and keys."""

from typing import ClassVar

from rest_framework import serializers

from people.models import ApiToken, Site, Unit, User
from people.vocabulary import Party, Role


class TokenRequestSerializer(serializers.Serializer[None]):
    """Who wants a token, and what will use it."""

    email = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False, style={"input_type": "password"})
    name = serializers.CharField(
        default="API", help_text="What will use the token, as in: line planner, nightly."
    )


class IssuedTokenSerializer(serializers.Serializer[None]):
    """A new token; its text is not shown again."""

    token = serializers.CharField()


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its text."""

    class Meta:
        model = ApiToken
        fields: ClassVar = ["id", "name", "hint", "created_at", "last_used_on", "revoked_at"]
        read_only_fields = fields


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person as others see them."""

    class Meta:
        model = User
        fields: ClassVar = ["id", "full_name"]
        read_only_fields = fields


class ArchitectSerializer(serializers.ModelSerializer[User]):
    """A person who may be invited for IT."""

    class Meta:
        model = User
        fields: ClassVar = ["id", "full_name", "email"]
        read_only_fields = fields


class ProfileSerializer(serializers.ModelSerializer[User]):
    """The person who asks; name, time zone and language can be changed."""

    roles = serializers.SerializerMethodField()
    party = serializers.ChoiceField(choices=Party.choices, read_only=True, allow_null=True)

    class Meta:
        model = User
        fields: ClassVar = ["id", "email", "full_name", "time_zone", "language", "roles", "party"]
        read_only_fields: ClassVar = ["id", "email"]

    def get_roles(self, user: User) -> list[Role]:
        """Roles held now, in their usual order."""
        return [role for role in Role if role in user.roles]


class SiteSerializer(serializers.ModelSerializer[Site]):
    """A place where a unit works."""

    class Meta:
        model = Site
        fields: ClassVar = ["name", "country", "time_zone"]
        read_only_fields = fields


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit; `id` is what registering an initiative takes as `unit`."""

    sites = SiteSerializer(many=True, read_only=True)

    class Meta:
        model = Unit
        fields: ClassVar = ["id", "name", "parent", "sites"]
        read_only_fields = fields


class UnitDutySerializer(UnitSerializer):
    """A unit with who answers for IT there today."""

    on_duty = PersonSerializer(read_only=True, allow_null=True)

    class Meta(UnitSerializer.Meta):
        fields: ClassVar = [*UnitSerializer.Meta.fields, "on_duty"]
        read_only_fields = fields
