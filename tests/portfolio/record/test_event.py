"""One event with its proof, computed from its own bytes."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from audit import guards, merkle
from audit.actions import erase_payload
from audit.models import AuditEvent, RecordCheckpoint
from audit.reading import stated_by
from audit.sealing import seal
from initiatives.actions import change_use_case, pause_initiative
from initiatives.models import Initiative
from people.models import User
from portfolio.record import queries, soundness
from portfolio.record.proof_drawing import draw, in_words, written
from portfolio.record.proofs import Proof, prove, steps
from tests.audit.trees import reader

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
SIZES = [1, 2, 3, 4, 5, 7, 8, 13, 64, 65]


@pytest.fixture
def look(auditor: User, signed_in: SignIn) -> Callable[[AuditEvent], str]:
    """The page of an event, as an auditor reads it."""
    client = signed_in(auditor)

    def page(event: AuditEvent) -> str:
        answer = client.get(reverse("record:event", args=[event.pk]))
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    return page


def the(kind: str) -> AuditEvent:
    return AuditEvent.objects.get(kind=kind)


@pytest.mark.behaviour("B87", "B100", "B106")
def test_an_event_is_proved_against_the_signed_checkpoint(
    initiative: Initiative,
    lead: User,
    look: Callable[[AuditEvent], str],
    seal_all: Callable[[], None],
) -> None:
    for number in range(1, 12):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    event = the("initiative.registered")
    assert "Not sealed yet: the sealer takes it within seconds." in look(event)
    seal_all()

    page = look(event)

    checkpoint = RecordCheckpoint.objects.get()
    leaf = event.leaves.get()
    assert f"This event is event {leaf.index + 1} of {checkpoint.size} in the checkpoint" in page
    assert "signed today, " in page
    assert written(merkle.leaf_hash(bytes(event.body))) in page
    assert bytes(event.body).decode() in page
    assert "Worth a conversation" not in page
    assert "python -m audit.offline FILE" in page
    proof = prove(queries.find_event(event.pk))
    assert proof.holds
    for sibling in proof.path:
        assert written(sibling) in page
    assert written(stated_by(checkpoint.note).root) in page


def test_a_sealed_event_waits_for_its_checkpoint(
    initiative: Initiative,
    lead: User,
    look: Callable[[AuditEvent], str],
    seal_all: Callable[[], None],
) -> None:
    seal_all()
    pause_initiative(initiative, reason="Budget", resume_condition="In May", actor=lead)

    class StoppedError(Exception):
        """The sealer was killed."""

    def stop(step: str) -> None:
        if step == "batch":
            raise StoppedError

    with pytest.raises(StoppedError):
        seal(stop)

    page = look(the("initiative.paused"))

    assert "the checkpoint that covers it is signed within seconds" in page
    assert '<svg class="proof"' not in page


@pytest.mark.behaviour("B106")
def test_a_changed_body_is_shown_as_what_it_is(
    initiative: Initiative, look: Callable[[AuditEvent], str], seal_all: Callable[[], None]
) -> None:
    seal_all()
    event = the("initiative.registered")
    forged = bytes(event.body).replace(b"late orders", b"fine orders")
    with transaction.atomic():
        guards.remove(connection)
        AuditEvent.objects.filter(pk=event.pk).update(body=forged)
        guards.install(connection)

    page = look(event)

    assert "This event does not lead to the root that was signed" in page
    assert "manage.py audit verify" in page
    assert "Computed just now" not in page
    assert "Root, not the signed one" in page


@pytest.mark.behaviour("B106")
def test_a_changed_column_beside_the_body_is_told(
    initiative: Initiative, look: Callable[[AuditEvent], str], seal_all: Callable[[], None]
) -> None:
    seal_all()
    event = the("initiative.registered")
    with transaction.atomic():
        guards.remove(connection)
        AuditEvent.objects.filter(pk=event.pk).update(actor_party="it")
        guards.install(connection)

    page = look(event)

    assert "What is shown here is not all as it was written down" in page
    assert "actor_party" in page


def test_a_checkpoint_that_no_known_key_signed_proves_nothing(
    initiative: Initiative, look: Callable[[AuditEvent], str], seal_all: Callable[[], None]
) -> None:
    seal_all()
    checkpoint = RecordCheckpoint.objects.get()
    forged = checkpoint.note.replace("— ", "— other.", 1)
    with transaction.atomic():
        guards.remove(connection)
        RecordCheckpoint.objects.filter(pk=checkpoint.pk).update(note=forged)
        guards.install(connection)

    assert "No key that the record tells of has signed" in look(the("initiative.registered"))


@pytest.mark.behaviour("B107")
def test_an_event_names_who_acted_and_everything_that_was_recorded(
    initiative: Initiative, lead: User, look: Callable[[AuditEvent], str]
) -> None:
    pause_initiative(initiative, reason="<b>Budget</b> ends", resume_condition="In May", actor=lead)

    page = look(the("initiative.paused"))

    assert "Bea Lind paused the work: <b>Budget</b> ends" in page
    assert "Bea Lind, business" in page
    assert "In May" in page
    assert initiative.reference in page


@pytest.mark.behaviour("B106")
def test_an_erased_value_says_by_whom_and_why_and_the_proof_stays(
    initiative: Initiative,
    lead: User,
    other_lead: User,
    look: Callable[[AuditEvent], str],
    seal_all: Callable[[], None],
) -> None:
    seal_all()
    event = the("initiative.registered")
    erase_payload(event, "actor_label", reason="Asked for on 3 May", actor=other_lead)

    page = look(event)

    assert "Bea Lind" not in page
    assert "Erased today, " in page
    assert "by Otto Berg: Asked for on 3 May" in page
    assert reverse("record:event", args=[the("record.erased").pk]) in page
    assert "Computed just now from its own text" in page
    assert "Worth a conversation" not in page


def test_the_history_leads_auditors_to_the_proof(
    initiative: Initiative, lead: User, auditor: User, signed_in: SignIn
) -> None:
    event = the("initiative.registered")
    address = reverse("initiatives:event", args=[initiative.reference, event.pk])
    proof = reverse("record:event", args=[event.pk])

    assert proof in signed_in(auditor).get(address).content.decode()
    assert proof not in signed_in(lead).get(address).content.decode()


def test_an_event_that_is_not_there_is_missing(auditor: User, signed_in: SignIn) -> None:
    address = reverse("record:event", args=["01a1fa05-a33b-765d-9d02-13a5e4d9258b"])

    assert signed_in(auditor).get(address).status_code == 404


def test_one_event_asks_a_fixed_number_of_queries(
    initiative: Initiative,
    lead: User,
    auditor: User,
    signed_in: SignIn,
    seal_all: Callable[[], None],
    at_most_queries: AtMost,
) -> None:
    for number in range(1, 300):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    seal_all()
    client = signed_in(auditor)
    address = reverse("record:event", args=[the("initiative.registered").pk])

    with at_most_queries(16):
        assert "Computed just now" in client.get(address).content.decode()


# --- the drawing --------------------------------------------------------------------------------


def proof_in(size: int, index: int) -> Proof:
    leaves = [merkle.leaf_hash(bytes([each])) for each in range(size)]
    read = reader(leaves)
    path = merkle.inclusion_proof(index, size, read)
    way = steps(leaves[index], index, size, path)
    return Proof(index, leaves[index], RecordCheckpoint(size=size), path, way, included=True)


@pytest.mark.parametrize("size", SIZES)
def test_the_steps_end_in_the_root_of_the_tree(size: int) -> None:
    leaves = [merkle.leaf_hash(bytes([each])) for each in range(size)]
    root = merkle.root(size, reader(leaves))
    for index in range(size):
        proof = proof_in(size, index)
        assert (proof.steps[-1].above if proof.steps else proof.leaf) == root
        covered = [each for step in proof.steps for each in range(step.first, step.last + 1)]
        assert sorted([*covered, index]) == list(range(size))


@pytest.mark.parametrize("size", SIZES)
def test_the_drawing_says_what_the_words_say(size: int) -> None:
    for index in (0, size // 2, size - 1):
        proof = proof_in(size, index)
        drawing = draw(proof)
        words = in_words(proof.steps)

        beside = [box for box in drawing.boxes if box.look == "beside"]
        assert [box.words.lower() for box in beside] == [each.beside for each in words]
        for box, step in zip(beside, proof.steps, strict=True):
            assert (box.x < drawing.width // 2 - box.x) == step.sibling_first
        assert [box.look for box in drawing.boxes].count("root") == 1
        assert len(drawing.lines) == 2 * len(proof.steps)
        for box in drawing.boxes:
            assert box.x >= 0
            assert box.x + drawing.box_width <= drawing.width
            assert box.y >= 0
            assert box.y + drawing.box_height <= drawing.height


def test_the_drawing_has_no_inline_style_and_an_alternative_in_words(
    initiative: Initiative, look: Callable[[AuditEvent], str], seal_all: Callable[[], None]
) -> None:
    seal_all()
    page = look(the("initiative.registered"))

    drawn = re.search(r"<svg class=\"proof\".*?</svg>", page, re.DOTALL)
    assert drawn is not None
    assert "style=" not in drawn[0]
    assert 'role="img" aria-label="' in drawn[0]
    assert '<ol class="steps-up">' in page


def test_checkpoints_list_their_text_their_places_and_the_keys(
    initiative: Initiative,
    lead: User,
    auditor: User,
    outside: Any,
    signed_in: SignIn,
    seal_all: Callable[[], None],
    at_most_queries: AtMost,
) -> None:
    client = signed_in(auditor)
    assert "No checkpoint yet" in client.get(reverse("record:checkpoints")).content.decode()
    seal_all()
    for number in range(1, 60):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
        seal_all()

    with at_most_queries(10):
        page = html.unescape(client.get(reverse("record:checkpoints")).content.decode())

    notes = RecordCheckpoint.objects.order_by("-id")
    assert page.count('class="checkpoint"') == 50
    assert notes[0].note in page
    assert notes[55].note not in page
    assert f"Kept in the folder {outside}." in page
    assert soundness.record_keys()[0].verifier in page
    older = re.search(r'href="(\?after=[^"]+)"', page)
    assert older is not None
    rest = client.get(reverse("record:checkpoints") + older[1]).content.decode()
    assert rest.count('class="checkpoint"') == 10
