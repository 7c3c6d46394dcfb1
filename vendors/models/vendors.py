"""Vendors, where they process data and who works for them (B15, B41)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Vendor(models.Model):
    """A company that offers something, known once for every initiative.

    The viability facts are what LOC-01 is judged by; `viability_checked_on` says how old they are.
    `review_on` is when somebody looks at the vendor again (B46).
    """

    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, as in DE")
    founded_year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1600), MaxValueValidator(2100)]
    )
    headcount = models.PositiveIntegerField(null=True, blank=True)
    ownership = models.CharField(max_length=500, blank=True)
    funding = models.CharField(max_length=500, blank=True)
    customers = models.CharField(max_length=500, blank=True)
    viability_checked_on = models.DateField(null=True, blank=True)
    contract_ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="vendor_name_once",
                violation_error_message="There is a vendor of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"vendor:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.name


class ProcessingPlace(models.Model):
    """Where a vendor stores, processes, backs up or views data (B15)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="processing_places")
    place = models.CharField(max_length=120, help_text="A country or region, as in Ireland")
    purpose = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vendor", "place", "purpose"], name="processing_place_once"
            ),
        ]

    def __str__(self) -> str:
        return self.place


class SubProcessor(models.Model):
    """A company that works for the vendor on our data (B15)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="sub_processors")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vendor", "name"], name="sub_processor_once"),
        ]

    def __str__(self) -> str:
        return self.name
