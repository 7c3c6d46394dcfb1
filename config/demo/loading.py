"""Loading the demo: places and people first, then every step of every story in its order."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.actors import SystemActor
from config.demo import content
from config.demo.clock import clock_at, moment_of, workday
from config.demo.content import Organisation, PersonTold
from config.demo.meetings import Meetings
from config.demo.telling import Telling
from initiatives.inventory.actions import take_inventory
from initiatives.inventory.inventory import InventoryFile, read_inventory
from initiatives.inventory.mapping import read_mapping
from people.actions import add_units, note_administration
from people.delivery import deliver_due_notices
from people.models import Duty, Notice, Post, RoleAssignment, Site, Unit, User
from people.vocabulary import Role

LOADER = SystemActor("demo")
FOUNDED = -75  # working days before today
SHEET_TAKEN = -51
SHEET_BY = "mei.tanaka"
LONGEST_SESSION = dt.timedelta(hours=2)
HEAD_OFFICE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is done at a moment of the past."""

    moment: dt.datetime
    do: Callable[[], None]


@transaction.atomic
def load_demo(password: str) -> None:
    """Make the demo, whole or not at all. Every person has the same password.

    Steps are done in the order of their moments, because event ids follow the order of creation.
    """
    today = timezone.localdate()
    told = content.organisation()
    with clock_at(moment_of(workday(today, FOUNDED), "08:00", HEAD_OFFICE)):
        people = _found(told, password)
    happenings = [_taking_of_sheet(people[SHEET_BY], today)]
    stories = content.stories()
    meetings = Meetings({story.title: story for story in stories}, people)
    for story in stories:
        telling = Telling(story, people, today)
        for step in story.steps:
            actor = people[step.by or story.lead]
            moment = moment_of(workday(today, step.day), step.at, actor.time_zone)
            do = partial(telling.tell, step.does, actor, step.told)
            happenings.append(Happening(moment, do))
    # Nobody reads the mail of people who do not exist; delivered into nothing, at its time.
    nowhere = get_connection("django.core.mail.backends.dummy.EmailBackend")
    for happening in sorted(happenings, key=lambda each: each.moment):
        meetings.hold_until(happening.moment, today=today)
        with clock_at(happening.moment):
            happening.do()
            deliver_due_notices(nowhere)
    meetings.hold_until(timezone.now() - LONGEST_SESSION, today=today)
    meetings.prepare()
    deliver_due_notices(nowhere)
    _read_what_is_old()


def _read_what_is_old() -> None:
    """Who works with Joinery has opened what was told more than a week ago."""
    week_ago = timezone.now() - dt.timedelta(days=7)
    Notice.objects.filter(appears_at__lt=week_ago).update(read_at=F("appears_at"))


def _taking_of_sheet(actor: User, today: dt.date) -> Happening:
    def take() -> None:
        sheet, mapping = content.inventory(today)
        inventory = read_inventory(
            sheet,
            read_mapping(mapping),
            file_name="what-already-runs.csv",
            today=timezone.localdate(),
            most_bytes=settings.INVENTORY_MAX_BYTES,
        )
        about = InventoryFile(inventory.mapping.name, inventory.file_name)
        take_inventory(inventory, about=about, only_good_rows=False, actor=actor)

    return Happening(moment_of(workday(today, SHEET_TAKEN), "16:30", actor.time_zone), take)


def _found(told: Organisation, password: str) -> dict[str, User]:
    """Places and people; people by the name that stories give them."""
    for site in told.sites:
        note_administration(Site.objects.create(**site), "added", actor=LOADER)
    units = add_units([unit["name"] for unit in told.units], actor=LOADER)
    for unit in told.units:
        _place(units[unit["name"]], unit["sites"], units.get(unit.get("parent", "")))
    # Hashed once: it is slow on purpose, and the password is the same.
    hashed = make_password(password)
    people = {person.key: _hire(person, units, hashed) for person in told.people}
    for person in told.people:
        _report(people[person.key], people.get(person.reports_to.partition("@")[0]))
    return people


def _place(unit: Unit, sites: list[str], parent: Unit | None) -> None:
    unit.sites.set(Site.objects.filter(name__in=sites))
    unit.parent = parent
    unit.save(update_fields=["parent"])
    above = f", under {parent}" if parent else ""
    note_administration(unit, f"placed in {', '.join(sites)}{above}", actor=LOADER)


def _hire(told: PersonTold, units: dict[str, Unit], hashed: str) -> User:
    person = User(
        email=told.email,
        full_name=told.name,
        time_zone=told.time_zone,
        password=hashed,
        is_staff=told.administrator,
        is_superuser=told.administrator,
    )
    person.save()
    note_administration(person, "added", actor=LOADER)
    for role in map(Role, told.roles):
        RoleAssignment.objects.create(user=person, role=role)
        note_administration(person, f"added the role {role.label}", actor=LOADER, rights=True)
    post = Post.objects.create(title=told.post, unit=units[told.unit], holder=person)
    note_administration(post, f"added, held by {person}", actor=LOADER)
    for name in told.duty:
        duty = Duty.objects.create(person=person, unit=units[name])
        note_administration(duty, "added", actor=LOADER)
    return person


def _report(person: User, above: User | None) -> None:
    if above is None:
        return
    post = person.posts.get()
    post.reports_to = above.posts.get()
    post.save(update_fields=["reports_to"])
    note_administration(post, f"reports to {post.reports_to}", actor=LOADER)
