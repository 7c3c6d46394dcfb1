"""The library of criteria, and what each side asks of the candidates of one initiative."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.vocabulary import CriteriaState, CriterionGroup, ScoredBy

_SCORED_BY_WORDS = {
    ScoredBy.IT: "IT alone",
    ScoredBy.BUSINESS: "business alone",
    ScoredBy.BOTH: "both sides",
}


class CriterionWords(models.Model):
    """What a criterion says, in the library as in a set.

    `framework_refs` are texts of the form `scheme:id@edition`, as in `OWASP-LLM:LLM03@2026`.
    """

    group = models.CharField(max_length=3, choices=CriterionGroup.choices)
    question = models.CharField(max_length=300)
    anchor_0 = models.CharField("what earns 0", max_length=300)
    anchor_2 = models.CharField("what earns 2", max_length=300)
    anchor_4 = models.CharField("what earns 4", max_length=300)
    evidence_wanted = models.CharField(max_length=500, blank=True)
    scored_by = models.CharField(max_length=10, choices=ScoredBy.choices)
    framework_refs = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def sides(self) -> tuple[Party, ...]:
        """The sides that owe a score."""
        return ScoredBy(self.scored_by).sides

    @property
    def scored_by_words(self) -> str:
        """Who scores it, within a sentence."""
        return _SCORED_BY_WORDS[ScoredBy(self.scored_by)]


# The names of those fields.
WORDING = tuple(each.name for each in CriterionWords._meta.fields)  # noqa: SLF001 - public in Django


class CriterionTemplate(CriterionWords):
    """A criterion in the library: one of the shipped ones or one of our own (DOMAIN 3).

    `topics` are words of a use case that bring it up, `stages` those in which it can be judged;
    an empty list means every use case and every stage.
    """

    key = models.CharField(max_length=20, unique=True)
    topics = models.JSONField(default=list, blank=True)
    stages = models.JSONField(default=list, blank=True)
    is_shipped = models.BooleanField(default=False, editable=False)
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["group", "key"]

    def __str__(self) -> str:
        return f"{self.key} {self.question}"

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"criterion:{self.key}"

    @property
    def audit_label(self) -> str:
        return self.question[:200]


class CriteriaSet(models.Model):
    """One version of what one side asks of the candidates of an initiative (A17).

    A later version is drafted beside the published one and takes its place when it is published.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="criteria_sets"
    )
    party = models.CharField(max_length=20, choices=Party.choices)
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=CriteriaState.choices)
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["party", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "party", "number"], name="criteria_set_number_once"
            ),
            models.UniqueConstraint(
                fields=["initiative", "party"],
                condition=~models.Q(state="published"),
                name="criteria_set_draft_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} criteria, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("vendors:criteria", args=[self.initiative.reference, self.party])

    @property
    def is_published(self) -> bool:
        """Whether the other side and the vendors may rely on it."""
        return self.state == CriteriaState.PUBLISHED

    @property
    def is_unasked(self) -> bool:
        """Whether a side began its first criteria by itself and nobody waits for them yet."""
        return self.number == 1 and not self.is_published and self.asked_at is None

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/criteria/{self.party}/{self.number}"

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """Finds criteria by whether they count."""

    def in_effect(self) -> "CriterionQuerySet":
        """What each side goes by now, as `vendors.queries.in_effect` says it of versions.

        What a draft ends counts until the draft is published; what it brings counts before that
        only where the side has published nothing yet.
        """
        published = CriteriaSet.objects.filter(
            initiative=models.OuterRef("initiative"),
            party=models.OuterRef("party"),
            state=CriteriaState.PUBLISHED,
        )
        is_published = models.Q(introduced_in__state=CriteriaState.PUBLISHED)
        lives_on = models.Q(ended_in=None) | ~models.Q(ended_in__state=CriteriaState.PUBLISHED)
        is_first_draft = models.Q(ended_in=None) & ~models.Exists(published)
        return self.filter(is_published & lives_on | is_first_draft)


class Criterion(CriterionWords):
    """A criterion of one side, from the set version that brought it to the one that ends it.

    It is part of a version when it was introduced in it or before and not ended in it or before.
    Words that somebody has scored by are never changed in place: a changed criterion is a row of
    its own with the same key, which `replaces` the ended one.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=20)
    party = models.CharField("owner", max_length=20, choices=Party.choices)
    introduced_in = models.ForeignKey(
        CriteriaSet, on_delete=models.CASCADE, related_name="introduced"
    )
    ended_in = models.ForeignKey(
        CriteriaSet, null=True, blank=True, on_delete=models.CASCADE, related_name="ended"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(max_length=2000, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    template = models.ForeignKey(
        CriterionTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    weight = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["group", "key", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "party", "ended_in"], name="criterion_live"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "key"],
                condition=models.Q(ended_in=None),
                name="criterion_key_once",
            ),
            models.CheckConstraint(
                condition=models.Q(weight=None) | models.Q(weight__gte=0),
                name="criterion_weight_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.question}"

    @property
    def is_left(self) -> bool:
        """Whether no version that counts has it any more; a draft that ends it changes nothing."""
        if self.ended_in_id is None:
            return False
        return not Criterion.objects.in_effect().filter(pk=self.pk).exists()

    @property
    def weight_words(self) -> str:
        """The weight without needless zeros; empty where there is none."""
        return "" if self.weight is None else format(self.weight.normalize(), "f")

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/criterion/{self.key}"

    @property
    def audit_label(self) -> str:
        return self.question[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
