"""The administration pages: who may open them, and what they leave in the record (B88)."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from initiatives.notices import INVITATION_SENT
from people.actions import issue_token, write_notice
from people.models import ApiToken, Duty, Notice, Post, RoleAssignment, Site, Unit, User
from tests.factories import UnitFactory, UserFactory, raised

SignIn = Callable[[User], Client]


@pytest.fixture
def administrator(db: None) -> User:
    """Somebody who keeps people and places and holds no role."""
    return UserFactory.create(
        full_name="Lena Brandt", email="administrator@example.org", is_staff=True
    )


@pytest.fixture
def office(administrator: User, signed_in: SignIn) -> Client:
    """The administrator's browser."""
    return signed_in(administrator)


def _person(user: User | None = None, **changes: Any) -> dict[str, Any]:
    roles = list(user.role_assignments.all()) if user else []
    form: dict[str, Any] = {
        "full_name": user.full_name if user else "New Colleague",
        "email": user.email if user else "New.Colleague@Example.org",
        "time_zone": "Europe/Berlin",
        "language": "en",
        "is_active": "on",
        "role_assignments-TOTAL_FORMS": len(roles),
        "role_assignments-INITIAL_FORMS": len(roles),
    }
    for number, role in enumerate(roles):
        form[f"role_assignments-{number}-id"] = role.pk
        form[f"role_assignments-{number}-user"] = role.user_id
        form[f"role_assignments-{number}-role"] = role.role
    return {**form, **changes}


def _change(user: User) -> str:
    return reverse("admin:people_user_change", args=[user.pk])


PAGES = [
    "admin:index",
    "admin:people_user_changelist",
    "admin:people_unit_changelist",
    "admin:people_site_changelist",
    "admin:people_post_changelist",
    "admin:people_duty_changelist",
    "admin:people_notice_changelist",
    "admin:people_apitoken_changelist",
    "admin:initiatives_initiative_changelist",
    "admin:governance_designinput_changelist",
    "admin:audit_auditevent_changelist",
]


@pytest.mark.parametrize("name", PAGES)
def test_administrators_open_every_page_and_nobody_else_does(
    name: str,
    office: Client,
    lead: User,
    architect: User,
    executive: User,
    auditor: User,
    outsider: User,
    signed_in: SignIn,
    client: Client,
) -> None:
    url = reverse(name)

    assert office.get(url).status_code == 200
    for user in (lead, architect, executive, auditor, outsider):
        answer = signed_in(user).get(url, follow=True)
        assert answer.status_code == 403
    way = client.get(url, follow=True).redirect_chain
    assert way[-1][0].startswith(reverse("account_login"))


def test_its_own_sign_in_page_is_not_used(client: Client, db: None) -> None:
    answer = client.get(reverse("admin:login"))

    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.behaviour("B88")
def test_a_new_person_has_no_password_and_gets_a_link(office: Client) -> None:
    form = _person(
        **{
            "role_assignments-TOTAL_FORMS": 1,
            "role_assignments-0-role": "it_architect",
        }
    )
    office.post(reverse("admin:people_user_add"), form)

    added = User.objects.get(email="new.colleague@example.org")
    assert not added.has_usable_password()
    assert {str(role) for role in added.roles} == {"it_architect"}
    (message,) = mail.outbox
    assert message.to == ["new.colleague@example.org"]
    assert "/accounts/password/reset/" in message.body
    event, link = AuditEvent.objects.filter(kind="rights.changed").order_by("id")
    assert "link to set the password" in link.sentence
    assert event.object_ref == f"person:{added.pk}"
    assert event.actor_label == "Lena Brandt"
    assert "IT architect" in event.sentence


@pytest.mark.behaviour("B88")
@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"role_assignments-0-DELETE": "on"}, "rights.changed", "Business lead"),
        ({"role_assignments-0-role": "auditor"}, "rights.changed", "Auditor"),
        ({"is_active": ""}, "rights.changed", "Active"),
        ({"is_staff": "on"}, "rights.changed", "Administrator"),
        ({"email": "new@example.org"}, "rights.changed", "E-mail"),
        ({"full_name": "Bea Roth"}, "administration.changed", "Full name"),
    ],
)
def test_a_change_of_a_person_is_recorded(
    changes: dict[str, str], kind: str, words: str, office: Client, lead: User
) -> None:
    lead.time_zone = "Europe/Berlin"
    lead.save()

    assert office.post(_change(lead), _person(lead, **changes)).status_code == 302

    event = AuditEvent.objects.latest("id")
    assert event.kind == kind
    assert words in event.sentence
    assert str(lead.full_name) not in bytes(event.body).decode()


def test_saving_without_a_change_records_nothing(office: Client, lead: User) -> None:
    lead.time_zone = "Europe/Berlin"
    lead.save()
    events = AuditEvent.objects.count()

    assert office.post(_change(lead), _person(lead)).status_code == 302
    assert AuditEvent.objects.count() == events


@pytest.mark.behaviour("B88")
def test_a_change_that_cannot_be_recorded_is_not_made(
    office: Client, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("people.admin.note_administration", fail)

    with pytest.raises(RuntimeError):
        office.post(_change(lead), _person(lead, **{"role_assignments-0-DELETE": "on"}))

    assert RoleAssignment.objects.filter(user=lead).exists()


def test_people_are_switched_off_not_deleted(office: Client, lead: User) -> None:
    assert office.get(reverse("admin:people_user_delete", args=[lead.pk])).status_code == 403
    assert office.post(_change(lead), _person(lead, is_active="")).status_code == 302

    lead.refresh_from_db()
    assert not lead.is_active


def test_administrators_cannot_lock_themselves_out(office: Client, administrator: User) -> None:
    office.post(_change(administrator), _person(administrator, is_active="", is_staff=""))

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_staff


def test_a_link_is_sent_on_request_and_not_to_people_switched_off(
    office: Client, lead: User, other_lead: User
) -> None:
    User.objects.filter(pk=other_lead.pk).update(is_active=False)

    office.post(
        reverse("admin:people_user_changelist"),
        {"action": "send_password_link", "_selected_action": [lead.pk, other_lead.pk]},
    )

    assert [message.to for message in mail.outbox] == [[lead.email]]


def test_nothing_is_deleted_by_ticking_boxes() -> None:
    assert "delete_selected" not in dict(admin.site.actions)


@pytest.mark.behaviour("B88")
def test_places_posts_and_duty_are_kept_and_recorded(
    office: Client, architect: User, unit: Unit
) -> None:
    site = Site.objects.create(name="Kassel")
    office.post(reverse("admin:people_unit_add"), {"name": "Foundry", "sites": [site.pk]})
    office.post(
        reverse("admin:people_post_add"),
        {"title": "Foundry head", "unit": unit.pk, "holder": "", "reports_to": ""},
    )
    office.post(
        reverse("admin:people_duty_add"),
        {"unit": unit.pk, "person": architect.pk, "starts_on": "2026-01-01", "ends_on": ""},
    )
    office.post(
        reverse("admin:people_site_change", args=[site.pk]),
        {"name": "Kassel", "country": "DE", "time_zone": "Europe/Berlin"},
    )

    assert Unit.objects.get(name="Foundry").sites.get() == site
    assert Post.objects.filter(title="Foundry head").exists()
    assert Duty.objects.filter(starts_on=dt.date(2026, 1, 1)).exists()
    events = AuditEvent.objects.filter(kind="administration.changed").order_by("id")
    assert [event.object_ref.partition(":")[0] for event in events] == [
        "unit",
        "post",
        "duty",
        "site",
    ]


@pytest.mark.behaviour("B88")
def test_removing_is_recorded_with_the_name(office: Client, unit: Unit) -> None:
    duty = Duty.objects.get(unit=unit)

    office.post(reverse("admin:people_duty_delete", args=[duty.pk]), {"post": "yes"})

    assert not Duty.objects.exists()
    assert "Ira Novak, Plant North" in AuditEvent.objects.latest("id").sentence


def test_only_it_architects_can_be_on_duty(office: Client, lead: User, unit: Unit) -> None:
    answer = office.post(
        reverse("admin:people_duty_add"),
        {"unit": unit.pk, "person": lead.pk, "starts_on": "2026-01-01"},
    )

    assert "person" in answer.context["adminform"].form.errors


def test_a_unit_is_not_placed_below_itself(office: Client, unit: Unit) -> None:
    below = UnitFactory.create(parent=unit)

    for parent in (unit, below):
        answer = office.post(
            reverse("admin:people_unit_change", args=[unit.pk]),
            {"name": unit.name, "parent": parent.pk},
        )
        assert "parent" in answer.context["adminform"].form.errors
    unit.refresh_from_db()
    assert unit.parent is None


def test_given_up_notices_are_tried_again(office: Client, lead: User) -> None:
    write_notice(
        lead, key="invitation-sent:1", kind=INVITATION_SENT, subject="A secret title", text="-"
    )
    Notice.objects.update(state="given_up", attempts=6, last_error="No such mailbox")
    url = reverse("admin:people_notice_changelist")
    page = office.get(url, {"state__exact": "given_up"}).content.decode()
    assert "No such mailbox" in page
    assert "A secret title" not in page

    office.post(url, {"action": "try_again", "_selected_action": [Notice.objects.get().pk]})

    assert Notice.objects.get().state == "waiting"
    assert AuditEvent.objects.latest("id").kind == "notice.retried"


def test_what_notices_say_stays_with_their_readers(office: Client, lead: User) -> None:
    write_notice(
        lead, key="invitation-sent:1", kind=INVITATION_SENT, subject="A secret title", text="-"
    )
    url = reverse("admin:people_notice_change", args=[Notice.objects.get().pk])

    assert office.get(url).status_code == 403


def test_tokens_can_be_revoked_and_not_changed(office: Client, lead: User) -> None:
    token, _ = issue_token(lead, "line planner", actor=lead)
    detail = reverse("admin:people_apitoken_change", args=[token.pk])
    assert office.post(detail, {"name": "other"}).status_code == 403

    office.post(
        reverse("admin:people_apitoken_changelist"),
        {"action": "revoke", "_selected_action": [token.pk]},
    )

    assert ApiToken.objects.get().revoked_at
    assert AuditEvent.objects.latest("id").actor_label == "Lena Brandt"


def test_initiatives_inputs_and_the_record_are_read_only(
    office: Client, initiative: Initiative, architect: User
) -> None:
    things = {
        "initiatives_initiative": initiative,
        "governance_designinput": raised(initiative, architect),
        "audit_auditevent": AuditEvent.objects.latest("id"),
    }
    for name, thing in things.items():
        detail = reverse(f"admin:{name}_change", args=[thing.pk])
        assert office.get(detail).status_code == 200
        assert office.post(detail, {}).status_code == 403
        assert office.get(reverse(f"admin:{name}_delete", args=[thing.pk])).status_code == 403
        assert office.get(reverse(f"admin:{name}_add")).status_code == 403


@pytest.mark.behaviour("A28")
def test_administrators_do_not_see_what_is_restricted(
    office: Client, initiative: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(initiative, architect)
    event = AuditEvent.objects.latest("id")
    restrict_visibility(
        initiative,
        reason="Not told yet",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )

    for name, thing in (
        ("initiatives_initiative", initiative),
        ("governance_designinput", design_input),
        ("audit_auditevent", event),
    ):
        listed = office.get(reverse(f"admin:{name}_changelist")).content.decode()
        assert initiative.title not in listed
        assert design_input.title not in listed
        answer = office.get(reverse(f"admin:{name}_change", args=[thing.pk]))
        assert answer.status_code == 302


def test_the_record_is_searched_by_reference(
    office: Client, initiative: Initiative, architect: User
) -> None:
    design_input = raised(initiative, architect)
    url = reverse("admin:audit_auditevent_changelist")

    found = office.get(url, {"q": design_input.reference.lower()})
    assert [event.object_ref for event in found.context["cl"].result_list] == [
        design_input.reference
    ]
    kinds = office.get(url, {"kind": "initiative.registered"}).context["cl"].result_list
    assert [event.kind for event in kinds] == ["initiative.registered"]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("people_user", 7),
        ("people_unit", 6),
        ("people_duty", 7),
        ("governance_designinput", 6),
        ("audit_auditevent", 7),
    ],
)
def test_lists_ask_the_same_number_of_queries_however_long(
    name: str,
    most: int,
    office: Client,
    initiative: Initiative,
    architect: User,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(12):
        raised(initiative, architect)
        place = UnitFactory.create()
        person = UserFactory.create()
        RoleAssignment.objects.create(user=person, role="auditor", unit=place)
        Duty.objects.create(unit=place, person=architect)

    with at_most_queries(most):
        assert office.get(reverse(f"admin:{name}_changelist")).status_code == 200
