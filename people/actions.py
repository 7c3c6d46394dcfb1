"""Changes to people and their keys, each with its event."""

import hashlib
import secrets
from collections.abc import Container
from dataclasses import dataclass
from zoneinfo import available_timezones

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people import events
from people.errors import InvalidInput
from people.models import ApiToken, Notice, Unit, User
from people.text import required_text

TOKEN_PREFIX = "joinery_"  # noqa: S105 - lets secret scanners recognise a leaked token


def token_digest(token: str) -> str:
    """What is kept of a token: hex SHA-256. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(owner: User, name: str, *, actor: Actor) -> tuple[ApiToken, str]:
    """A new API token and its text, which is never shown again.

    Raises:
        InvalidInput: the name is empty or too long.
    """
    name = required_text(name, "name", label="The name of the token", most=100, lines=False)
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=owner, name=name, digest=token_digest(text), hint=text[-4:]
    )
    record(events.TOKEN_ISSUED, token, actor=actor, data={"name": token.name})
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> None:
    """End a token at once; ending it again changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(events.TOKEN_REVOKED, token, actor=actor, data={"name": token.name})


@transaction.atomic
def change_profile(
    user: User, *, full_name: str, time_zone: str, language: str, actor: Actor
) -> User:
    """Change what people may change about themselves; saving the same again records nothing.

    Raises:
        InvalidInput: the name is empty, or the time zone or language is not known.
    """
    full_name = required_text(full_name, "full_name", label="The name", most=150, lines=False)
    _refuse_unknown("time_zone", time_zone, available_timezones())
    _refuse_unknown("language", language, dict(settings.LANGUAGES))
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"full_name": full_name, "time_zone": time_zone, "language": language}
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    user.save(update_fields=changed)
    words = ", ".join(name.replace("_", " ") for name in changed)
    record(events.PROFILE_CHANGED, user, actor=actor, data={"fields": words})
    return user


def _refuse_unknown(field: str, value: str, known: Container[str]) -> None:
    if value not in known:
        words = field.replace("_", " ")
        raise InvalidInput(
            f"“{value}” is no {words} that Joinery knows.",
            way_out=f"Choose a {words} from the list.",
            field=field,
        )


@dataclass(frozen=True, slots=True)
class Administered:
    """Something that administrators keep, for the events about it.

    People are named by their number only; everything else by what it is.
    """

    audit_ref: str
    audit_label: str
    audit_initiative_ref: str = ""


def note_administration(
    thing: models.Model, change: str, *, actor: Actor, rights: bool = False
) -> None:
    """Record what an administrator changed, in the transaction of the change (B88).

    `rights` says that it changed what somebody may do. Call it before deleting `thing`.
    """
    kind = events.RIGHTS_CHANGED if rights else events.ADMINISTRATION_CHANGED
    meta = thing._meta  # noqa: SLF001 - Django documents it for use
    label = str(meta.verbose_name).capitalize()
    about = Administered(f"{meta.model_name}:{thing.pk}", f"{label} {thing.pk}")
    if isinstance(thing, User):
        about = Administered(thing.audit_ref, thing.audit_label)
    record(
        kind,
        about,
        actor=actor,
        data={"thing": str(meta.verbose_name)},
        # Names of people stand in both.
        personal={"name": str(thing), "change": change},
    )


@transaction.atomic
def add_units(names: list[str], *, actor: Actor) -> dict[str, Unit]:
    """Units by name; those not known yet are made, each with its event."""
    known = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
    for name in names:
        if name not in known:
            known[name] = Unit.objects.create(name=name)
            record(events.UNIT_ADDED, known[name], actor=actor, data={"name": name})
    return known


def write_notice(recipient: User, *, key: str, subject: str, text: str) -> None:
    """Queue a message in the caller's transaction; a second one under the key is dropped."""
    Notice.objects.get_or_create(
        unique_key=key, defaults={"recipient": recipient, "subject": subject, "text": text}
    )


@transaction.atomic
def retry_notice(notice: Notice, *, actor: Actor) -> bool:
    """Deliver a notice that was given up, from the first attempt on; whether there was a need."""
    given_up = Notice.objects.select_for_update(of=("self",)).filter(
        pk=notice.pk, state=Notice.State.GIVEN_UP
    )
    found = given_up.first()
    if found is None:
        return False
    found.state = Notice.State.WAITING
    found.attempts = 0
    found.due_at = timezone.now()
    found.save(update_fields=["state", "attempts", "due_at"])
    about = Administered(f"notice:{found.pk}", f"Notice {found.pk}")
    record(events.NOTICE_RETRIED, about, actor=actor)
    return True
