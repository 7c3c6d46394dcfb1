"""What we know of a vendor: facts, places, sub-processors, assurance (B15, B41)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.recording import record
from initiatives.actions.table import permit
from people.checking import require_choice
from people.errors import InvalidInput, NotVisible
from people.models import User
from people.text import optional_text, required_text
from vendors import events, policies
from vendors.actions.checking import link, listed, refuse_if_changed
from vendors.models import (
    AssuranceArtifact,
    EvidenceFile,
    ProcessingPlace,
    SubProcessor,
    Vendor,
)
from vendors.queries import files_of
from vendors.vocabulary import AssuranceKind

MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """What is known of a vendor; empty is not known."""

    name: str
    website: str = ""
    country: str = ""
    founded_year: int | None = None
    headcount: int | None = None
    ownership: str = ""
    funding: str = ""
    customers: str = ""
    viability_checked_on: dt.date | None = None
    contract_ends_on: dt.date | None = None
    review_on: dt.date | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Assurance:
    """A report or questionnaire by which others vouch for a vendor.

    Attributes:
        file: one that the vendor has sent; where the report is elsewhere, `link` says where.
    """

    kind: str
    edition: str = ""
    scope: str = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    link: str = ""
    file: EvidenceFile | None = None


def vendor_named(name: str, *, field: str, actor: User) -> Vendor:
    """The vendor of that name, whatever its capitals; added where nobody has named it before.

    Part of the caller's transaction.

    Raises:
        InvalidInput: the name is empty or too long.
    """
    name = required_text(name, field, label="The vendor's name", most=200, lines=False)
    found = Vendor.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            vendor = Vendor.objects.create(name=name)
    except IntegrityError:
        # Another initiative named it in the same moment.
        return Vendor.objects.get(name__iexact=name)
    record(events.VENDOR_ADDED, vendor, actor=actor, data={"name": vendor.name})
    return vendor


@transaction.atomic
def change_vendor(
    vendor: Vendor,
    facts: VendorFacts,
    *,
    actor: User,
    places: Sequence[tuple[str, str]] | None = None,
    sub_processors: Sequence[tuple[str, str, str]] | None = None,
    version: int | None = None,
) -> Vendor:
    """Say what is known now; saying the same again changes nothing.

    `places` are pairs of place and purpose, `sub_processors` name, place and purpose; None leaves
    them as they are.

    Raises:
        NotPermitted: the actor works on neither side.
        ChangedMeanwhile: somebody changed it after the actor loaded it.
        InvalidInput: a text is missing or too long, or the name is another vendor's.
    """
    vendor = _locked(vendor, actor)
    refuse_if_changed(version, vendor.version, vendor.name)
    wanted = _tidied(facts, vendor)
    changed = [name for name, value in wanted.items() if getattr(vendor, name) != value]
    for name, value in wanted.items():
        setattr(vendor, name, value)
    if places is not None and _replace_places(vendor, places):
        changed.append("processing places")
    if sub_processors is not None and _replace_sub_processors(vendor, sub_processors):
        changed.append("sub-processors")
    if not changed:
        return vendor
    vendor.version += 1
    vendor.save()
    words = listed([name.replace("_", " ") for name in changed])
    data = {"name": vendor.name, "fields": words}
    record(events.VENDOR_CHANGED, vendor, actor=actor, data=data)
    return vendor


@transaction.atomic
def add_assurance(vendor: Vendor, given: Assurance, *, actor: User) -> AssuranceArtifact:
    """Note a report by which others vouch for the vendor.

    Raises:
        NotPermitted: the actor works on neither side.
        InvalidInput: the kind is unknown, a text is too long, it ends before it begins, or the
            vendor has sent no such file that the actor may open.
    """
    vendor = _locked(vendor, actor)
    require_choice(AssuranceKind, given.kind, "kind")
    if given.issued_on and given.expires_on and given.expires_on < given.issued_on:
        raise InvalidInput(
            "It would expire before it was issued.",
            way_out="Look at both days.",
            field="expires_on",
        )
    artifact = AssuranceArtifact.objects.create(
        vendor=vendor,
        kind=given.kind,
        edition=optional_text(given.edition, "edition", label="The edition", most=60, lines=False),
        scope=optional_text(given.scope, "scope", label="The scope", most=500),
        issued_on=given.issued_on,
        expires_on=given.expires_on,
        link=link(given.link, "link"),
        file=_sent_file(vendor, given.file, actor),
    )
    data = {
        "kind": str(artifact),
        "name": vendor.name,
        "expires_on": given.expires_on or "no day told",
        "file": artifact.file.audit_ref if artifact.file else "",
    }
    record(events.ASSURANCE_ADDED, artifact, actor=actor, data=data)
    return artifact


@transaction.atomic
def remove_assurance(artifact: AssuranceArtifact, *, actor: User) -> AssuranceArtifact:
    """Take a report off the vendor's page; it stays on record. Once is enough.

    Raises:
        NotPermitted: the actor works on neither side.
    """
    vendor = _locked(artifact.vendor, actor)
    artifact = AssuranceArtifact.objects.get(pk=artifact.pk)
    if artifact.removed_at is None:
        artifact.removed_at = timezone.now()
        artifact.save(update_fields=["removed_at"])
        data = {"kind": str(artifact), "name": vendor.name}
        record(events.ASSURANCE_REMOVED, artifact, actor=actor, data=data)
    return artifact


def _sent_file(vendor: Vendor, file: EvidenceFile | None, actor: User) -> EvidenceFile | None:
    if file is None:
        return None
    found = files_of(vendor, actor).filter(pk=file.pk).first()
    if found is None:
        raise InvalidInput(
            f"{vendor.name} has sent no such file.",
            way_out="Choose one that came with an answer, or say where the report is.",
            field="file",
        )
    return found


def _locked(vendor: Vendor, actor: User) -> Vendor:
    permit(
        policies.may_keep_vendors(actor),
        "What we know of vendors is kept by business and IT.",
        way_out="Ask a business lead or an IT architect.",
    )
    found = Vendor.objects.select_for_update().filter(pk=vendor.pk).first()
    if found is None:
        raise NotVisible("There is no such vendor.", way_out="Look for it by name.")
    return found


def _tidied(facts: VendorFacts, vendor: Vendor) -> dict[str, Any]:
    wanted = asdict(facts)
    wanted["name"] = required_text(
        facts.name, "name", label="The vendor's name", most=200, lines=False
    )
    if Vendor.objects.filter(name__iexact=wanted["name"]).exclude(pk=vendor.pk).exists():
        raise InvalidInput(
            f"There is another vendor called {wanted['name']}.",
            way_out="Give it the name by which you tell them apart.",
            field="name",
        )
    for name, most in {"ownership": 500, "funding": 500, "customers": 500, "notes": 5000}.items():
        wanted[name] = optional_text(wanted[name], name, label=name.capitalize(), most=most)
    wanted["website"] = link(facts.website, "website")[:300]
    wanted["country"] = _country(facts.country)
    return {each.name: wanted[each.name] for each in fields(VendorFacts)}


def _country(code: str) -> str:
    code = code.strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise InvalidInput(
            f"“{code[:20]}” is no country code.", way_out="Two letters, as in DE.", field="country"
        )
    return code


def _replace_places(vendor: Vendor, given: Sequence[tuple[str, str]]) -> bool:
    wanted = list(
        dict.fromkeys(
            (_short(place, "places", 120), _short(purpose, "places", 300))
            for place, purpose in given[:MOST_ROWS]
            if place.strip()
        )
    )
    there = list(vendor.processing_places.values_list("place", "purpose"))
    if sorted(wanted) == sorted(there):
        return False
    vendor.processing_places.all().delete()
    ProcessingPlace.objects.bulk_create(
        ProcessingPlace(vendor=vendor, place=place, purpose=purpose) for place, purpose in wanted
    )
    return True


def _replace_sub_processors(vendor: Vendor, given: Sequence[tuple[str, str, str]]) -> bool:
    wanted = {
        _short(name, "sub_processors", 200): (
            _short(place, "sub_processors", 120),
            _short(purpose, "sub_processors", 300),
        )
        for name, place, purpose in given[:MOST_ROWS]
        if name.strip()
    }
    there = {
        name: (place, purpose)
        for name, place, purpose in vendor.sub_processors.values_list("name", "place", "purpose")
    }
    if wanted == there:
        return False
    vendor.sub_processors.all().delete()
    SubProcessor.objects.bulk_create(
        SubProcessor(vendor=vendor, name=name, place=place, purpose=purpose)
        for name, (place, purpose) in wanted.items()
    )
    return True


def _short(text: str, field: str, most: int) -> str:
    return optional_text(text, field, label="This entry", most=most, lines=False)
