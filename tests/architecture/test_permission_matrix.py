"""Every page address against every role: who may open it, who meets a 404 or a refusal.

The endpoints of the API have a table of their own in tests/api; administration is for
administrators only. An address that stands in no table fails the first test here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.models import AuditEvent
from governance.actions import ask_about_field
from governance.models import SessionSeries
from governance.sessions.links import reply_links
from initiatives.actions import give_seat, invite_it, restrict_visibility, save_draft
from initiatives.models import Initiative
from people.actions import issue_token
from people.models import User
from people.stopping import stop_token
from people.vocabulary import Role
from tests.architecture_app.at_hand import designs_at_hand
from tests.architecture_app.catalogue_files import brought_catalogue
from tests.architecture_app.factories import SystemFactory
from tests.factories import (
    cast_at_hand,
    person_with,
    raised,
    registered,
)
from tests.governance.moving.at_hand import moving_at_hand
from tests.governance.sessions.scenes import agreed_action
from tests.governance.signals.test_answering import a_signal
from tests.initiatives.inventory.sample import bring
from tests.kept_scene import Scene, scene_of_one_initiative
from tests.vendors.comparing_cases import comparing_at_hand
from tests.vendors.room.at_hand import client_in_room, room_at_hand

ROLES = [
    "lead",
    "other_lead",
    "architect",
    "executive",
    "auditor",
    "participant",
    "outsider",
    "anonymous",
    # A contact of a vendor, who has come in by their link: nobody at every address but the room's.
    "vendor_contact",
]
OK, STOP, AWAY, FORBIDDEN, MISSING, NO_GET, NOT_NOW = 200, 286, 302, 403, 404, 405, 409
GONE = 410
Row = dict[str, int]


def row(**by_role: int) -> Row:
    """A full row: what is not named is refused with a reason; anonymous people sign in first.

    A vendor's contact meets what anonymous people meet, unless the row says otherwise.
    """
    default = by_role.pop("default", FORBIDDEN)
    anonymous = by_role.pop("anonymous", AWAY)
    nobody = {"anonymous": anonymous, "vendor_contact": anonymous}
    return {**dict.fromkeys(ROLES, default), **nobody, **by_role}


ANYBODY = row(default=OK, anonymous=OK)
SIGNED_IN = row(default=OK)
# Lists: somebody without a role learns whom to ask.
ROLES_ONLY = row(default=OK, outsider=FORBIDDEN)
ACROSS_TABLES = row(default=OK, participant=FORBIDDEN, outsider=FORBIDDEN)
# What belongs to an initiative is a 404 for somebody without a role.
READERS = row(default=OK, outsider=MISSING)
# A form that only those who work on a side, or only those at the table, may use.
BOTH_SIDES = row(lead=OK, other_lead=OK, architect=OK, participant=OK, outsider=MISSING)
AT_TABLE = row(lead=OK, architect=OK, outsider=MISSING)
POSTED_ONLY = row(default=NO_GET)
# Who opens such an address by hand is led back to the page it belongs to.
LED_BACK = row(default=AWAY, outsider=MISSING)
# Only those at the table work in a session; others are led to what may be read of it.
IN_THE_ROOM = row(default=AWAY, lead=OK, architect=OK, participant=OK, outsider=MISSING)
IMPORTERS = row(architect=OK)
# The architect holds the design.
HOLDER = row(architect=OK, outsider=MISSING)
CATALOGUE_PAGES: list[tuple[str, Row, tuple[str, ...]]] = [
    ("architecture:map", ACROSS_TABLES, ()),
    ("architecture:map-data", ACROSS_TABLES, ()),
    ("architecture:map-svg", ACROSS_TABLES, ()),
    ("architecture:sprawl-figures", ACROSS_TABLES, ()),
    ("architecture:sprawl", ACROSS_TABLES, ("sprawl",)),
    ("architecture:context", READERS, ("reference",)),
    ("architecture:systems", ACROSS_TABLES, ()),
    ("architecture:systems-csv", ACROSS_TABLES, ()),
    ("architecture:systems-backstage", ACROSS_TABLES, ()),
    ("architecture:system", ACROSS_TABLES, ("system",)),
    ("architecture:add-system", IMPORTERS, ()),
    ("architecture:change-system", IMPORTERS, ("system",)),
    ("architecture:merge-system", IMPORTERS, ("system",)),
    ("architecture:catalogue-import", IMPORTERS, ()),
    ("architecture:systems-mapping", IMPORTERS, ()),
    ("architecture:catalogue-import-show", IMPORTERS, ("catalogue_import",)),
    ("architecture:catalogue-import-take", POSTED_ONLY, ("catalogue_import",)),
    ("architecture:catalogue-import-findings", IMPORTERS, ("catalogue_import",)),
]
AUDITORS = row(auditor=OK)


@dataclass(frozen=True)
class Address:
    """A page: the name of its address, and which objects fill it."""

    name: str
    row: Row
    fills: tuple[str, ...] = ()


# The vendor room: for whoever has come in by a link, and for nobody else.
IN_VENDOR_ROOM = row(default=AWAY, vendor_contact=OK)
IN_ROOM_POSTED = row(default=AWAY, vendor_contact=NO_GET)
POSTED_IN_ROOM = row(default=NO_GET, anonymous=NO_GET)
COMPARING = row(lead=OK, architect=OK, outsider=MISSING)

INITIATIVE = ("reference",)
INPUT = ("reference", "in_ref")
DESIGN = ("reference", "int_ref")
DECISION = ("reference", "adr_ref")
FIELD = ("reference", "field")
SERIES = ("reference", "ws_ref")
SESSION = ("reference", "ws_ref", "slot")
SIDE = ("reference", "side")
CANDIDATE = ("reference", "candidate")
CELL = ("reference", "criterion_key", "candidate")
# Each side words its own criteria; those in the table are IT's.
ITS_OWN = row(architect=OK, outsider=MISSING)
KEEPERS = row(lead=OK, other_lead=OK, architect=OK)
PAGES = [
    Address("vendor_questions:questions", READERS, INITIATIVE),
    Address("vendor_questions:ask", COMPARING, INITIATIVE),
    Address("vendor_questions:question", READERS, ("reference", "vendor_question")),
    Address("vendor_questions:withdraw", POSTED_ONLY, ("reference", "vendor_question")),
    Address("vendor_questions:contacts", COMPARING, CANDIDATE),
    Address("vendor_questions:send-link", POSTED_ONLY, (*CANDIDATE, "contact")),
    Address("vendor_questions:end-access", POSTED_ONLY, (*CANDIDATE, "contact")),
    Address("vendor_questions:export", READERS, (*CANDIDATE, "ending")),
    Address("vendor_questions:bring", COMPARING, CANDIDATE),
    Address("vendor_questions:sheet", COMPARING, (*CANDIDATE, "our_sheet")),
    Address("vendor_questions:findings", COMPARING, (*CANDIDATE, "our_sheet")),
    Address("vendor_questions:evidence", READERS, ("reference", "evidence")),
    Address("vendor_room:home", IN_VENDOR_ROOM),
    Address("vendor_room:arrive", row(default=AWAY)),
    Address("vendor_room:enter", row(default=GONE, anonymous=GONE), ("used_link",)),
    Address("vendor_room:renew", POSTED_IN_ROOM, ("used_link",)),
    Address("vendor_room:sign-in", row(default=OK, anonymous=OK, vendor_contact=AWAY)),
    Address("vendor_room:sign-out", POSTED_IN_ROOM),
    Address("vendor_room:question", IN_VENDOR_ROOM, ("vendor_question",)),
    Address("vendor_room:ask-back", IN_ROOM_POSTED, ("vendor_question",)),
    Address("vendor_room:send-drafts", IN_ROOM_POSTED, ("candidate",)),
    Address("vendor_room:questions-file", IN_VENDOR_ROOM, ("candidate", "ending")),
    Address("vendor_room:bring", IN_VENDOR_ROOM, ("candidate",)),
    Address("vendor_room:sheet", IN_VENDOR_ROOM, ("candidate", "their_sheet")),
    Address("vendor_room:findings", IN_VENDOR_ROOM, ("candidate", "their_sheet")),
    Address("vendor_room:file", IN_VENDOR_ROOM, ("evidence",)),
    Address("vendor_room:remove-file", IN_ROOM_POSTED, ("evidence",)),
    Address("vendor_room:withdraw-file", IN_ROOM_POSTED, ("evidence",)),
    Address("vendor_room:nothing-here", row(default=MISSING, anonymous=MISSING), ("nothing",)),
    Address("desk", SIGNED_IN),
    Address("healthz", ANYBODY),
    Address("offline", ANYBODY),
    Address("service-worker", ANYBODY),
    Address("people:profile", SIGNED_IN),
    Address("people:notices", SIGNED_IN),
    Address("people:test-notice", POSTED_ONLY),
    Address("notices:inbox", SIGNED_IN),
    Address("notices:read-all", POSTED_ONLY),
    Address("notices:notice", row(default=MISSING, lead=OK), ("notice",)),
    Address("notices:stop", ANYBODY, ("stop",)),
    Address("portfolio:overview", ACROSS_TABLES),
    Address("portfolio:overview-later", ACROSS_TABLES),
    Address("record:explorer", AUDITORS),
    # Nothing is signed in these tests; an export of it is in tests/portfolio/record.
    Address("record:export", row(auditor=NOT_NOW)),
    Address("record:event", AUDITORS, ("event",)),
    Address("record:checkpoints", AUDITORS),
    Address("initiatives:list", ROLES_ONLY),
    Address("initiatives:export-csv", ROLES_ONLY),
    Address("initiatives:export-xlsx", ROLES_ONLY),
    Address("initiatives:register", row(lead=OK, other_lead=OK)),
    Address("initiatives:similar", SIGNED_IN),
    Address("initiatives:discard-draft", POSTED_ONLY, ("draft",)),
    Address("initiatives:workspace", READERS, INITIATIVE),
    Address("initiatives:workspace-later", READERS, INITIATIVE),
    Address("initiatives:take-lead", POSTED_ONLY, INITIATIVE),
    Address("initiatives:table", READERS, INITIATIVE),
    Address("initiatives:leave-table", READERS, ("reference", "seat")),
    Address("initiatives:use-case", READERS, INITIATIVE),
    Address("initiatives:invite", AT_TABLE, INITIATIVE),
    Address("initiatives:invitation", READERS, ("reference", "invitation")),
    Address("initiatives:decisions", READERS, INITIATIVE),
    Address("architecture:integrations", READERS, INITIATIVE),
    Address("architecture:propose", AT_TABLE, INITIATIVE),
    Address("architecture:integration", READERS, DESIGN),
    Address("architecture:authority", READERS, DESIGN),
    Address("architecture:state", HOLDER, DESIGN),
    Address("architecture:part", HOLDER, (*DESIGN, "part")),
    Address("architecture:close-debt", AT_TABLE, (*DESIGN, "debt")),
    Address("architecture:report-incident", AT_TABLE, DESIGN),
    Address("architecture:embodied", HOLDER, DESIGN),
    Address("architecture:interpretation", POSTED_ONLY, DESIGN),
    Address("architecture:why", READERS, DESIGN),
    Address("architecture:decisions", READERS, INITIATIVE),
    Address("architecture:write-decision", AT_TABLE, INITIATIVE),
    Address("architecture:take-decisions", AT_TABLE, INITIATIVE),
    Address("architecture:decisions-folder", READERS, INITIATIVE),
    Address("architecture:decision", READERS, DECISION),
    Address("architecture:change-decision", AT_TABLE, DECISION),
    Address("architecture:settle-decision", AT_TABLE, DECISION),
    Address("architecture:replace-decision", AT_TABLE, DECISION),
    Address("architecture:decision-embodied", AT_TABLE, DECISION),
    Address("architecture:decision-file", READERS, DECISION),
    Address("initiatives:status", READERS, INITIATIVE),
    Address("initiatives:operational-status", READERS, INITIATIVE),
    Address("initiatives:visibility", READERS, INITIATIVE),
    Address("initiatives:history", READERS, INITIATIVE),
    Address("initiatives:event", READERS, ("reference", "event")),
    Address("initiatives:import", IMPORTERS),
    Address("initiatives:import-mapping", IMPORTERS, ("mapping",)),
    Address("initiatives:import-show", IMPORTERS, ("import",)),
    Address("initiatives:import-take", POSTED_ONLY, ("import",)),
    Address("initiatives:import-progress", IMPORTERS, ("import",)),
    Address("initiatives:import-findings", IMPORTERS, ("import",)),
    *(Address(*given) for given in CATALOGUE_PAGES),
    Address("governance:owed", SIGNED_IN),
    Address("governance:inputs", READERS, INITIATIVE),
    Address("governance:raise", BOTH_SIDES, INITIATIVE),
    Address("governance:input", READERS, INPUT),
    Address("governance:dispose", READERS, INPUT),
    Address("governance:reply", READERS, INPUT),
    Address("governance:clarity", READERS, INITIATIVE),
    Address("governance:clarity-pdf", READERS, INITIATIVE),
    Address("governance:clarity-field", READERS, FIELD),
    Address("governance:clarity-gap", READERS, FIELD),
    Address("governance:clarity-not-applicable", READERS, FIELD),
    Address("governance:clarity-confirm", POSTED_ONLY, FIELD),
    Address("governance:clarity-ask", READERS, FIELD),
    Address("governance:clarity-question", LED_BACK, (*FIELD, "question")),
    Address("governance:clarity-question-reply", POSTED_ONLY, (*FIELD, "question")),
    Address("governance:sessions", READERS, INITIATIVE),
    # One has begun with the initiative.
    Address(
        "governance:begin-series",
        row(lead=NOT_NOW, architect=NOT_NOW, outsider=MISSING),
        INITIATIVE,
    ),
    Address("governance:change-rhythm", AT_TABLE, SERIES),
    Address("governance:arrange-series", AT_TABLE, SERIES),
    Address("governance:extra-session", AT_TABLE, SERIES),
    Address("governance:end-series", AT_TABLE, SERIES),
    Address("governance:session", READERS, SESSION),
    Address("governance:move-session", AT_TABLE, SESSION),
    Address("governance:cancel-session", AT_TABLE, SESSION),
    Address("governance:leave-out-session", AT_TABLE, SESSION),
    Address("governance:restore-session", AT_TABLE, SESSION),
    Address("governance:room", IN_THE_ROOM, SESSION),
    # The session is not on, so pages stop asking for news.
    Address(
        "governance:room-live",
        row(lead=STOP, architect=STOP, participant=STOP, outsider=MISSING),
        SESSION,
    ),
    Address("governance:add-agenda-item", READERS, SESSION),
    Address("governance:order-agenda", LED_BACK, SESSION),
    Address("governance:drop-agenda-item", LED_BACK, SESSION),
    Address("governance:open-session", LED_BACK, SESSION),
    Address("governance:note-presence", LED_BACK, SESSION),
    Address("governance:save-note", IN_THE_ROOM, SESSION),
    Address("governance:record-result", IN_THE_ROOM, SESSION),
    Address("governance:close-session", LED_BACK, SESSION),
    Address("governance:agreed-action", READERS, ("reference", "agreed")),
    Address("governance:signals", READERS, INITIATIVE),
    Address("governance:figures", READERS, INITIATIVE),
    # Executives hear of a signal only once neither side has replied for a while.
    Address(
        "governance:signal",
        row(default=OK, outsider=MISSING, executive=MISSING),
        ("reference", "signal"),
    ),
    Address("signals:all", ROLES_ONLY),
    Address("signals:pattern", ROLES_ONLY, ("detector",)),
    Address("signals:norms", row(executive=OK)),
    Address("signals:norm", row(), ("norm",)),
    Address("governance:go-aheads", READERS, INITIATIVE),
    Address("governance:record-go-ahead", READERS, INITIATIVE),
    Address("governance:go-back", READERS, INITIATIVE),
    Address("governance:go-ahead", READERS, ("reference", "go_ahead")),
    Address("governance:join-go-ahead", POSTED_ONLY, ("reference", "go_ahead")),
    Address("governance:withdraw-go-ahead", POSTED_ONLY, ("reference", "go_ahead")),
    Address("governance:carried-item", READERS, ("reference", "carried")),
    Address("governance:escalations", READERS, INITIATIVE),
    Address("governance:escalate", READERS, INITIATIVE),
    Address("governance:escalation", READERS, ("reference", "escalation")),
    Address("vendors:selection", READERS, INITIATIVE),
    Address("vendors:record-selection", READERS, INITIATIVE),
    Address("vendors:vendor-change", READERS, INITIATIVE),
    Address("vendors:comparison-pdf", READERS, INITIATIVE),
    Address("vendors:matrix", READERS, INITIATIVE),
    Address("vendors:weights", READERS, INITIATIVE),
    Address("vendors:cell", READERS, CELL),
    Address("vendors:score-next", LED_BACK, INITIATIVE),
    Address("vendors:score-criterion", READERS, ("reference", "criterion_key")),
    Address("vendors:criteria", READERS, SIDE),
    Address("vendors:request-criteria", POSTED_ONLY, SIDE),
    Address("vendors:draft-criteria", POSTED_ONLY, SIDE),
    Address("vendors:publish-criteria", LED_BACK, SIDE),
    Address("vendors:take-from-library", LED_BACK, SIDE),
    Address("vendors:add-criterion", ITS_OWN, SIDE),
    Address("vendors:change-criterion", ITS_OWN, ("reference", "criterion")),
    Address("vendors:withdraw-criterion", ITS_OWN, ("reference", "criterion")),
    Address("vendors:candidates", READERS, INITIATIVE),
    Address("vendors:longlist", AT_TABLE, INITIATIVE),
    Address("vendors:shortlist", AT_TABLE, INITIATIVE),
    Address("vendors:candidate", READERS, CANDIDATE),
    Address("vendors:leave-candidate", AT_TABLE, CANDIDATE),
    Address("vendors:score-candidate", READERS, (*CANDIDATE, "group")),
    Address("vendor_library:criteria", ACROSS_TABLES),
    Address("vendor_library:add", KEEPERS),
    Address("vendor_library:change", KEEPERS, ("template",)),
    Address("vendor_library:retire", KEEPERS, ("template",)),
    Address("vendor_library:vendors", ACROSS_TABLES),
    Address("vendor_library:vendor", ACROSS_TABLES, ("vendor",)),
    Address(
        "vendor_library:add-assurance",
        row(default=AWAY, participant=FORBIDDEN, outsider=FORBIDDEN),
        ("vendor",),
    ),
    Address(
        "vendor_library:remove-assurance",
        row(default=AWAY, participant=FORBIDDEN, outsider=FORBIDDEN),
        ("vendor", "assurance"),
    ),
    Address("calendar:feed", row(default=MISSING, anonymous=MISSING), ("calendar",)),
    Address("calendar:address", SIGNED_IN),
    Address("calendar:session-reply", ANYBODY, ("link",)),
]
# Sign-in itself is django-allauth's; the API's table is tests/api; readyz needs a worker.
ELSEWHERE = ("account_", "api", "schema", "readyz", "admin")


def _named(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if str(each.pattern).startswith(("api/", "admin/")):
                continue
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _named(each, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{namespace}{each.name}"


def opened(client: Client, address: str) -> HttpResponse:
    """The answer, read to its end so that its file is closed."""
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Built once for all addresses, and undone after the last."""
    uploads = tmp_path_factory.mktemp("uploads")
    with scene_of_one_initiative(django_db_blocker, uploads, _objects) as built:
        yield built


def _objects(initiative: Initiative, cast: dict[str, User]) -> dict[str, Any]:
    """The objects that fill addresses, by the name of their place."""
    lead, architect, executive = cast["lead"], cast["architect"], cast["executive"]
    design_input = raised(initiative, architect)
    invitation = invite_it(
        initiative, open_questions=["Where?"], invitee=cast["other_architect"], actor=lead
    )
    series = SessionSeries.objects.get(initiative=initiative)
    action = agreed_action(series, lead)
    participant = person_with(
        Role.SESSION_PARTICIPANT, full_name="Pia Sand", email="participant@example.org"
    )
    give_seat(initiative, participant, party="business", actor=lead)
    return {
        "ws_ref": series.reference,
        "slot": series.occurrences.order_by("starts_at")[1].slot_on.isoformat(),
        "agreed": action.pk,
        "field": "DO-1",
        "question": ask_about_field(initiative, "DO-1", text="Who?", actor=lead).pk,
        "signal": a_signal(initiative).pk,
        "detector": "D01",
        "norm": "rest_days",
        "seat": initiative.members.get(user=architect).pk,
        "notice": lead.notices.create(unique_key="a", subject="a", text="a").pk,
        "stop": stop_token(lead.pk, "design-input"),
        "calendar": "no-such-calendar",
        "link": reply_links(series, None, lead).split("/")[-2],
        "reference": initiative.reference,
        "in_ref": design_input.reference,
        "invitation": invitation.pk,
        "event": AuditEvent.objects.filter(initiative_ref=initiative.reference)[0].pk,
        "draft": save_draft({"title": "half"}, actor=lead).pk,
        "token": issue_token(lead, "tests", actor=lead)[0].pk,
        "mapping": "us-federal-2024",
        "import": bring(architect).pk,
        "system": SystemFactory.create().slug,
        "sprawl": "debt",
        "catalogue_import": brought_catalogue(architect).pk,
        **moving_at_hand(initiative, lead, executive),
        **comparing_at_hand(initiative, lead),
        **room_at_hand(initiative, lead, architect),
        **designs_at_hand(initiative, lead, architect),
    }


@pytest.fixture
def filled(scene: Scene, db: None, settings: Any) -> dict[str, Any]:
    """What fills addresses; what a test does with it is undone."""
    settings.MEDIA_ROOT = scene.uploads
    return scene.fills


@pytest.fixture
def cast(filled: dict[str, Any]) -> dict[str, User]:
    participant = User.objects.get(email="participant@example.org")
    return {**cast_at_hand(), "participant": participant}


@pytest.fixture
def initiative(filled: dict[str, Any]) -> Initiative:
    return Initiative.objects.get(reference=filled["reference"])


@pytest.fixture
def client_of(
    cast: dict[str, User], signed_in: Callable[[User], Client]
) -> Callable[[str], Client]:
    def client_of(role: str) -> Client:
        if role == "vendor_contact":
            return client_in_room()
        return Client() if role == "anonymous" else signed_in(cast[role])

    return client_of


def test_every_address_stands_in_a_table() -> None:
    known = {page.name for page in PAGES} | POSTED
    unknown = [
        name for name in _named(get_resolver()) if name not in known and not _elsewhere(name)
    ]
    assert not unknown


def _elsewhere(name: str) -> bool:
    return name.startswith(ELSEWHERE)


POSTED = {"people:tokens", "people:revoke-token"}


@pytest.mark.behaviour("B61", "B88")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_who_may_open_the_page(
    page: Address, filled: dict[str, Any], client_of: Callable[[str], Client]
) -> None:
    address = reverse(page.name, args=[filled[name] for name in page.fills])
    answers = {role: opened(client_of(role), address).status_code for role in ROLES}
    assert answers == page.row


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.fills[:1] == INITIATIVE], ids=lambda page: page.name
)
def test_a_session_participant_knows_of_no_other_initiative(
    page: Address,
    filled: dict[str, Any],
    initiative: Initiative,
    cast: dict[str, User],
    signed_in: Callable[[User], Client],
) -> None:
    other_lead = cast["other_lead"]
    guest = person_with(Role.SESSION_PARTICIPANT)
    elsewhere = registered(other_lead, title="Something else")
    give_seat(elsewhere, guest, party="business", actor=other_lead)
    client = signed_in(guest)

    answer = opened(client, reverse(page.name, args=[filled[name] for name in page.fills]))

    assert answer.status_code in {MISSING, NO_GET}
    assert initiative.title.encode() not in answer.getvalue()
    listed = client.get(reverse("initiatives:list")).content.decode()
    assert "Something else" in listed
    assert initiative.title not in listed


@pytest.mark.behaviour("A28")
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.fills[:1] == INITIATIVE], ids=lambda page: page.name
)
def test_a_restricted_initiative_is_missing_for_all_but_table_named_it_and_auditor(
    page: Address,
    filled: dict[str, Any],
    initiative: Initiative,
    cast: dict[str, User],
    tomorrow: Any,
    client_of: Callable[[str], Client],
) -> None:
    restrict_visibility(
        initiative,
        reason="A takeover",
        until=tomorrow,
        it_member=cast["architect"],
        actor=cast["lead"],
    )
    address = reverse(page.name, args=[filled[name] for name in page.fills])
    for role in ("other_lead", "executive"):
        answer = opened(client_of(role), address)
        assert answer.status_code in {MISSING, NO_GET}, role
        assert initiative.title.encode() not in answer.getvalue(), role
    for role in ("lead", "architect", "auditor"):
        assert opened(client_of(role), address).status_code == page.row[role]
