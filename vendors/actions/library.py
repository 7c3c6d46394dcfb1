"""Criteria of our own in the library."""

import uuid
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.actions.table import permit
from people.errors import NotPossibleNow, NotVisible
from people.models import User
from people.text import required_text
from vendors import events, policies
from vendors.actions.checking import refuse_if_changed
from vendors.actions.wording import Wording, tidied
from vendors.models import CriterionTemplate

FIRST_OF_OURS = 51


@transaction.atomic
def add_template(
    wording: Wording, *, actor: User, submission_key: uuid.UUID | None = None
) -> CriterionTemplate:
    """A criterion of our own, for every initiative from now on.

    Raises:
        NotPermitted: the actor works on neither side.
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    _permit(actor)
    words = tidied(wording)
    # One writer at a time, so that two do not take the same number.
    keys = list(
        CriterionTemplate.objects.select_for_update()
        .filter(group=words.group)
        .values_list("key", flat=True)
    )
    if submission_key:
        sent = CriterionTemplate.objects.filter(submission_key=submission_key).first()
        if sent:
            return sent
    numbers = [int(tail) for key in keys if (tail := key.rpartition("-")[2]).isdecimal()]
    template = CriterionTemplate.objects.create(
        key=f"{words.group}-{max([FIRST_OF_OURS - 1, *numbers]) + 1}",
        added_by=actor,
        added_party=actor.party or "",
        submission_key=submission_key,
        **asdict(words),
    )
    data = {"key": template.key, **asdict(words)}
    record(events.TEMPLATE_ADDED, template, actor=actor, data=data)
    return template


@transaction.atomic
def change_template(
    template: CriterionTemplate, wording: Wording, *, actor: User, version: int | None = None
) -> CriterionTemplate:
    """Word one of our own anew; what initiatives took from it keeps its words.

    Raises:
        NotPermitted: the actor works on neither side.
        NotPossibleNow: it is shipped with Joinery, or was taken from the library.
        ChangedMeanwhile: somebody changed it after the actor loaded it.
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    template = _own(template, actor)
    refuse_if_changed(version, template.version, template.key)
    words = asdict(tidied(wording))
    if all(getattr(template, name) == value for name, value in words.items()):
        return template
    for name, value in words.items():
        setattr(template, name, value)
    template.version += 1
    template.save()
    data = {"key": template.key, **words}
    record(events.TEMPLATE_CHANGED, template, actor=actor, data=data)
    return template


@transaction.atomic
def retire_template(template: CriterionTemplate, *, reason: str, actor: User) -> CriterionTemplate:
    """Take one of our own from the library; initiatives that ask it go on asking.

    Raises:
        NotPermitted: the actor works on neither side.
        NotPossibleNow: it is shipped with Joinery, or was taken out before.
        InvalidInput: the reason is empty.
    """
    template = _own(template, actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    template.retired_at = timezone.now()
    template.version += 1
    template.save()
    data = {"key": template.key, "reason": reason}
    record(events.TEMPLATE_RETIRED, template, actor=actor, data=data)
    return template


def _permit(actor: User) -> None:
    permit(
        policies.may_keep_library(actor),
        "The library is kept by business and IT.",
        way_out="Ask a business lead or an IT architect.",
    )


def _own(template: CriterionTemplate, actor: User) -> CriterionTemplate:
    _permit(actor)
    found = CriterionTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if found is None:
        raise NotVisible("There is no such criterion.", way_out="Look for it in the library.")
    if found.is_shipped:
        raise NotPossibleNow(
            f"{found.key} is shipped with Joinery.",
            way_out="Add one of our own beside it, or change it within an initiative.",
        )
    if found.retired_at is not None:
        raise NotPossibleNow(
            f"{found.key} was taken from the library.", way_out="Add it anew if it is needed."
        )
    return found
