"""The profile's pages: what is needed first, forms that keep what was typed, paper."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from governance.actions import ask_about_field
from governance.carried import load_carried, open_carried
from governance.clarity.catalogue import catalogue
from governance.clarity.facts import facts_of
from governance.clarity.paper import _content, profile_as_pdf
from governance.clarity.reading import read_rows
from governance.models import ClarityAnswer, ClarityQuestion
from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User
from tests.factories import registered
from tests.governance.clarity.answers import answer_all, answered, good_rows, stands
from tests.governance.moving.at_hand import moving_at_hand

SignIn = Callable[[User], Client]
NASTY = '#eval("1") $x$ *b* _i_ `c` <lab> @ref \\ [x] // ' + '#read("/etc/passwd") "'


def _at(initiative: Initiative, name: str, *more: object) -> str:
    return reverse(f"governance:{name}", args=[initiative.reference, *more])


def _sent(field_id: str, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    typed = {f"r{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {"version": "0", **typed, **more}


@pytest.mark.behaviour("B22", "B103", "M13")
def test_the_profile_begins_with_what_the_next_move_needs(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    shown = signed_in(lead).get(_at(initiative, "clarity")).content.decode()

    assert "<strong>1 of 12</strong> needed to leave design" in shown
    assert 'class="business">Business</span>' in shown
    assert 'class="it">IT</span>' in shown
    assert shown.index("What the next move needs") < shown.index("Decision ownership")
    assert shown.count("Answer next field") == 1
    assert "Record go-ahead" in shown
    assert all(field.label in shown for field in catalogue())


def test_every_field_has_a_page(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    for field in catalogue():
        assert client.get(_at(initiative, "clarity-field", field.id)).status_code == 200
    answer_all(initiative, lead, architect)
    for field in catalogue():
        assert client.get(_at(initiative, "clarity-field", field.id)).status_code == 200


def test_every_good_answer_can_be_sent_through_its_form(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answer_all(initiative, lead, architect)
    before = {each.field: each.rows for each in ClarityAnswer.objects.all()}
    client = signed_in(lead)

    for field in catalogue():
        if not field.parts or field.derived:
            continue
        form = client.get(_at(initiative, "clarity-field", field.id)).context["form"]
        sent = {"version": form["version"].value(), "e0-address": "", "e0-title": ""}
        for bound in (each for row in form.rows for each in (*row.inputs, *row.hidden)):
            value = bound.value()
            if value is not None and value is not False and value != "":
                sent[bound.html_name] = value
        answer = client.post(_at(initiative, "clarity-field", field.id), sent)
        assert answer.status_code == 302, field.id

    assert {each.field: each.rows for each in ClarityAnswer.objects.all()} == before


@pytest.mark.behaviour("B27", "D18")
def test_a_risk_says_which_decisions_it_is_about(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answer_all(initiative, lead, architect)
    client, address = signed_in(lead), _at(initiative, "clarity-field", "RB-6")
    rows = good_rows(initiative, lead, architect)["RB-6"]
    answered(initiative, "RB-6", [{**rows[0], "asset": "The date we promise"}], lead)

    shown = client.get(address).content.decode()
    assert '<option value="t1" selected>reschedule an order</option>' in shown
    assert '<option value="">The whole initiative</option>' in shown
    risk = ClarityAnswer.objects.get(field="RB-6")
    (read,) = read_rows(catalogue().by_id["RB-6"], risk, facts_of(initiative))
    assert ("What it is about", "reschedule an order") in read.pairs
    told = AuditEvent.objects.filter(object_ref__endswith="RB-6").latest("id").content["data"]
    assert "What it is about: reschedule an order" in told["words"]

    version = str(ClarityAnswer.objects.get(field="RB-6").version)
    sent = _sent("RB-6", [{**rows[0], "owner": lead.full_name, "about": "t9"}], version=version)
    refused = client.post(address, sent).content.decode()
    assert "t9 is not one of the available choices" in refused
    assert ClarityAnswer.objects.get(field="RB-6").rows[0]["about"] == "t1"


@pytest.mark.behaviour("B27", "D18")
def test_a_risk_is_about_nothing_of_another_initiative(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answer_all(initiative, lead, architect)
    rows = good_rows(initiative, lead, architect)["RB-6"]

    with pytest.raises(InvalidInput) as refusal:
        answered(initiative, "RB-6", [{**rows[0], "about": "INT-9999"}], lead)
    assert (refusal.value.field, "decision types" in refusal.value.way_out) == ("r0-about", True)
    assert ClarityAnswer.objects.get(field="RB-6").rows[0]["about"] == "t1"


def test_what_was_typed_stays_when_it_cannot_be_used(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    sent = _sent("DO-6", [{"system_owner": "it-support@example.org", "service_owner": "Bea Lind"}])

    shown = signed_in(lead).post(_at(initiative, "clarity-field", "DO-6"), sent).content.decode()

    assert 'value="it-support@example.org"' in shown
    assert 'value="Bea Lind"' in shown
    assert "Nobody active" in shown
    assert not ClarityAnswer.objects.exists()


def test_who_comes_second_sees_what_changed_and_keeps_what_they_typed(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answered(initiative, "AR-8", [{"place": "Data platform"}], architect)
    client, page = signed_in(lead), _at(initiative, "clarity-field", "AR-8")

    refused = client.post(page, _sent("AR-8", [{"place": "Warehouse"}]))

    assert refused.status_code == 409
    shown = refused.content.decode()
    assert 'value="Warehouse"' in shown
    assert "Data platform" in shown
    assert "Something happened meanwhile" in shown
    sent = _sent(
        "AR-8", [{"place": "Warehouse"}], version=refused.context["form"]["version"].value()
    )
    assert client.post(page, sent).status_code == 302
    assert ClarityAnswer.objects.get().rows == [{"place": "Warehouse"}]


def test_the_other_side_confirms_with_one_press(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answered(initiative, "AR-8", [{"place": "Data platform"}], architect)
    page = _at(initiative, "clarity-field", "AR-8")
    assert ">Confirm<" not in signed_in(architect).get(page).content.decode()
    assert ">Confirm<" in signed_in(lead).get(page).content.decode()

    signed_in(lead).post(_at(initiative, "clarity-confirm", "AR-8"), {"version": "1"})

    assert ClarityAnswer.objects.get().confirmed_party == "business"


@pytest.mark.behaviour("B68", "B58")
def test_gap_reason_and_question_are_behind_a_quiet_choice(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(architect)
    gap = {
        "version": "0",
        "gap_owner": "Ira Novak",
        "gap_due_on": "2099-01-01",
        "gap_safeguard": "",
    }
    shown = client.post(_at(initiative, "clarity-gap", "RB-1"), gap).content.decode()
    assert "Say it in one sentence." in shown
    assert 'value="Ira Novak"' in shown

    client.post(_at(initiative, "clarity-gap", "RB-1"), {**gap, "gap_safeguard": "By hand"})
    assert ClarityAnswer.objects.get().kind == "known_gap"
    reason = {"version": "0", "reason": "Nobody reads it"}
    client.post(_at(initiative, "clarity-not-applicable", "EX-2"), reason)
    assert ClarityAnswer.objects.filter(kind="not_applicable").exists()
    client.post(_at(initiative, "clarity-ask", "DO-1"), {"text": "Who?"})
    question = ClarityQuestion.objects.get()

    page = _at(initiative, "clarity-question", "DO-1", question.pk)
    signed_in(lead).post(page, {"answer": "Planners", "version": "1"})
    reply = _at(initiative, "clarity-question-reply", "DO-1", question.pk)
    client.post(reply, {"view": "see_it_differently", "text": "Too many", "version": "2"})
    question.refresh_from_db()
    assert (question.answer, question.asker_reply) == ("Planners", "Too many")


def test_an_earlier_initiative_of_the_unit_suggests_and_keeps_nothing(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    earlier = registered(lead, unit=initiative.unit, title="Earlier")
    stands(earlier, "SU-1", good_rows(earlier, lead, architect)["SU-1"])

    shown = signed_in(lead).get(_at(initiative, "clarity-field", "SU-1")).content.decode()

    assert f"Filled in from {earlier.reference}" in shown
    assert 'value="Ira Novak"' in shown
    assert not ClarityAnswer.objects.filter(initiative=initiative).exists()


def test_what_is_no_longer_asked_can_still_be_read(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    stands(initiative, "DO-99", [{"old": "Kept as it was"}])
    client = signed_in(lead)

    assert "DO-99" in client.get(_at(initiative, "clarity")).content.decode()
    assert (
        "Kept as it was" in client.get(_at(initiative, "clarity-field", "DO-99")).content.decode()
    )
    assert client.get(_at(initiative, "clarity-field", "DO-98")).status_code == 404


def test_who_only_reads_finds_no_forms(
    initiative: Initiative, executive: User, signed_in: SignIn
) -> None:
    page = _at(initiative, "clarity-field", "AR-8")
    client = signed_in(executive)

    assert "<form class" not in client.get(page).content.decode()
    assert client.post(page, _sent("AR-8", [{"place": "x"}])).status_code == 403
    assert not ClarityAnswer.objects.exists()


def test_the_page_costs_the_same_with_everything_answered(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn, at_most_queries: Any
) -> None:
    answer_all(initiative, lead, architect)
    client = signed_in(lead)
    client.get(_at(initiative, "clarity"))

    with at_most_queries(16):
        client.get(_at(initiative, "clarity"))


@pytest.mark.behaviour("B103")
def test_the_pdf_is_one_tagged_page_with_title_and_language(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answer_all(initiative, lead, architect)

    answer = signed_in(lead).get(_at(initiative, "clarity-pdf"))

    assert answer["Content-Type"] == "application/pdf"
    pdf = answer.content
    assert pdf.startswith(b"%PDF-")
    assert b"/Count 1" in pdf
    assert b"/Lang(en)" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf


def test_nothing_that_people_write_is_markup_on_paper(
    initiative: Initiative, lead: User, architect: User
) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title=NASTY)
    answer_all(initiative, lead, architect)
    for answer in ClarityAnswer.objects.all():
        rows = [
            {
                k: NASTY if k in {"name", "process", "asset", "place", "system"} else v
                for k, v in row.items()
            }
            for row in answer.rows
        ]
        ClarityAnswer.objects.filter(pk=answer.pk).update(rows=rows)
    ask_about_field(initiative, "DO-6", text=NASTY, actor=architect)
    nasty = Initiative.objects.select_related("unit").get(pk=initiative.pk)

    assert profile_as_pdf(nasty).startswith(b"%PDF-")
    assert '#eval("1") $x$' in _content(nasty)["heading"]


def test_letters_that_the_font_lacks_do_not_stop_the_page(initiative: Initiative) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(title="看得見 😀 عربى \u2062 Überstunden")
    found = Initiative.objects.select_related("unit").get(pk=initiative.pk)

    assert profile_as_pdf(found).startswith(b"%PDF-")


def test_the_paper_says_what_is_carried_forward(
    initiative: Initiative, lead: User, executive: User, signed_in: SignIn
) -> None:
    moving_at_hand(initiative, lead, executive)
    found = Initiative.objects.select_related("unit").get(pk=initiative.pk)
    load_carried([found])

    (item,) = _content(found, open_carried(found))["carried"]
    assert item["label"] == "Output users"
    assert item["owner"] == lead.full_name
    assert "A planner looks" in item["safeguard"]
    paper = signed_in(lead).get(_at(initiative, "clarity-pdf"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
