"""What the pages of the clarity profile show; the forms are given to them."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from audit.queries import history_of_object
from governance.clarity.catalogue import AREAS, Field, catalogue
from governance.clarity.coverage import Coverage, coverage_of
from governance.clarity.facts import facts_of
from governance.clarity.inputs import name_lists
from governance.clarity.naming import Names
from governance.clarity.owed import field_address
from governance.clarity.profile import FieldStanding, needs_confirming, profile_of
from governance.clarity.reading import ReadRow, in_short, read_kept, read_rows
from governance.clarity.suggestions import Suggestion, suggestion_for
from governance.clarity_forms import (
    AskerReplyForm,
    AskForm,
    FieldForm,
    GapForm,
    NotApplicableForm,
    QuestionAnswerForm,
)
from governance.clarity_told import sides_owe
from governance.models import ClarityAnswer, ClarityQuestion
from governance.policies import (
    asks_for,
    may_answer_field,
    may_answer_question,
    may_ask_about_field,
    speaks_for,
)
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User
from people.vocabulary import Party

_SHOWN_NEEDED = 3
_MOST_HISTORY = 50
_QUIET = frozenset({FieldState.ANSWERED, FieldState.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One field in the list.

    Attributes:
        word: the state in words, with its day where something stands there.
        is_open: whether the next move waits for it.
        short: what stands in it, on paper.
    """

    standing: FieldStanding
    address: str
    word: str
    is_open: bool
    short: str
    needed_before: str

    @property
    def owed_by(self) -> str:
        """Who owes it, as in "business and IT"."""
        return sides_in_words(self.standing.owing)


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question with the form that waits for the viewer, if any.

    Attributes:
        owe: who owes the answer, as a sentence begins.
    """

    question: ClarityQuestion
    answer_form: QuestionAnswerForm | None
    reply_form: AskerReplyForm | None
    is_own: bool = False
    owe: str = ""


def profile_context(initiative: Initiative, viewer: User) -> dict[str, Any]:
    """Everything of the profile page."""
    profile = profile_of(initiative)
    stage = Stage(initiative.stage)
    open_keys = {each.field.id for each in profile.needed}
    rows = {
        key: _row(initiative, each, is_open=key in open_keys)
        for key, each in profile.standings.items()
    }
    needed = [rows[each.field.id] for each in profile.needed]
    may_answer = may_answer_field(viewer, initiative) and not initiative.is_ended
    own = [row for row in needed if speaks_for(viewer, initiative) in row.standing.owing]
    return {
        "initiative": initiative,
        "profile": profile,
        "areas": [
            (area, label, [rows[field.id] for field in catalogue().by_area[area]])
            for area, label in AREAS.items()
        ],
        "needed": needed[:_SHOWN_NEEDED],
        "needed_more": needed[_SHOWN_NEEDED:],
        "coverage": coverage_of(initiative),
        "leaving": leaving_in_words(stage),
        "next_field": next(iter(own or needed), None) if may_answer else None,
        "may_answer": may_answer,
        "no_longer_asked": [(each, read_kept(each)) for each in profile.no_longer_asked],
    }


def field_context(
    initiative: Initiative, field_id: str, viewer: User, **forms: Any
) -> dict[str, Any]:
    """Everything of a field's page; a form that was sent stands in for the usual one.

    Raises:
        Http404: nobody ever asked for such a field here.
    """
    asked = catalogue().get(field_id)
    if asked is None:
        return _kept_context(initiative, field_id)
    standing = profile_of(initiative).standings[field_id]
    may_answer = may_answer_field(viewer, initiative) and not initiative.is_ended
    shown: dict[str, Any] = {
        "initiative": initiative,
        "field": asked,
        "standing": standing,
        "row": _row(initiative, standing, is_open=bool(standing.what_answers)),
        "rows": read_rows(asked, standing.answer, standing.facts),
        "questions": question_cards(initiative, field_id, viewer),
        "history": history_of_object(f"{initiative.reference}/clarity/{field_id}")[:_MOST_HISTORY],
        "may_answer": may_answer,
        "may_confirm": may_answer and _waits_for(standing, viewer),
        "parts_from": asked.parent and field_address_of(initiative, asked.parent),
        "short": in_short(standing),
        "kept": standing.kept,
        "plain_rows": read_rows(asked, standing.facts.plain.get(field_id), standing.facts),
    }
    if may_answer:
        shown |= answer_forms(initiative, asked, standing, viewer, forms)
    if may_ask_about_field(viewer, initiative) and not initiative.is_ended:
        shown["ask_form"] = AskForm()
    shown["questions"] = _with_sent(shown["questions"], forms)
    return shown | forms


def _with_sent(cards: list[QuestionCard], forms: dict[str, Any]) -> list[QuestionCard]:
    """The cards, one of them with the form that was sent."""
    form = forms.get("sent_form")
    return [
        card
        if form is None or card.question.pk != forms["sent_question"]
        else QuestionCard(
            card.question,
            form if isinstance(form, QuestionAnswerForm) else None,
            form if isinstance(form, AskerReplyForm) else None,
            owe=card.owe,
        )
        for card in cards
    ]


def answer_forms(
    initiative: Initiative,
    asked: Field,
    standing: FieldStanding,
    viewer: User,
    sent: dict[str, Any],
) -> dict[str, Any]:
    """The forms of a field that were not sent just now, and the names they offer."""
    names = sent.pop("names", None) or Names()
    suggestion = _suggested(initiative, asked, standing, viewer)
    forms: dict[str, Any] = {"suggestion": None, "form": None}
    if standing.kept is not None:
        sent.pop("form", None)
    elif asked.parts and "form" not in sent:
        forms["form"] = blank_form(asked, standing, names, suggestion)
        forms["suggestion"] = suggestion
    if not asked.derived and not (standing.kept and standing.kept.is_said):
        forms["gap_form"] = sent.get("gap_form") or GapForm(
            initial=gap_initial(standing.answer), names=names
        )
        forms["na_form"] = sent.get("na_form") or NotApplicableForm(
            initial={"version": _version(standing.answer)}
        )
    forms["lists"] = name_lists(names, {part.kind for part in asked.parts})
    return forms


def blank_form(
    asked: Field, standing: FieldStanding, names: Names, suggestion: Suggestion | None
) -> FieldForm:
    """The form with what stands there, or what is suggested."""
    answer = standing.answer
    rows = answer.rows if answer else []
    return FieldForm(
        asked,
        standing.facts,
        names,
        rows=suggestion.rows if suggestion else rows,
        initial={
            "version": _version(answer),
            "review_on": answer.review_on if answer else None,
            "evidence": answer.evidence if answer else [],
        },
    )


def gap_initial(answer: ClarityAnswer | None) -> dict[str, Any]:
    """The known gap as it stands."""
    if answer is None or answer.kind != ClarityAnswer.Kind.KNOWN_GAP:
        return {"version": _version(answer)}
    return {
        "version": answer.version,
        "gap_owner": answer.gap_owner.full_name if answer.gap_owner else "",
        "gap_due_on": answer.gap_due_on,
        "gap_safeguard": answer.gap_safeguard,
    }


def question_cards(initiative: Initiative, field_id: str, viewer: User) -> list[QuestionCard]:
    """Every question on a field, oldest first, with the form that waits for the viewer."""
    asked = ClarityQuestion.objects.filter(initiative=initiative, field=field_id)
    return [
        _card(question, initiative, viewer)
        for question in asked.select_related("asked_by", "answered_by")
    ]


def leaving_in_words(stage: Stage) -> str:
    """As in "needed to leave design"."""
    return {
        Stage.OPERATION: "kept current in operation",
        Stage.RETIRED: "needed",
    }.get(stage, f"needed to leave {stage.label.lower()}")


def coverage_in_words(coverage: Coverage) -> str:
    """As in "7 of 12 needed to leave design"."""
    there, needed = coverage.overall.there, coverage.overall.needed
    return f"{there} of {needed} {leaving_in_words(coverage.stage)}"


def sides_in_words(sides: tuple[Party, ...]) -> str:
    """As in "business and IT"."""
    return " and ".join("IT" if side == Party.IT else side.label.lower() for side in sides)


def field_address_of(initiative: Initiative, field_id: str) -> str:
    """The page of a field."""
    return reverse("governance:clarity-field", args=[initiative.reference, field_id])


def _row(initiative: Initiative, standing: FieldStanding, *, is_open: bool) -> TaskRow:
    first = standing.field.first_needed
    return TaskRow(
        standing,
        field_address(initiative, standing),
        _state_word(standing, is_open=is_open),
        is_open,
        in_short(standing),
        f"leaving {first.label.lower()}",
    )


def _state_word(standing: FieldStanding, *, is_open: bool) -> str:
    label = standing.state.label
    if standing.state == FieldState.UNANSWERED and not is_open:
        return f"Before leaving {standing.field.first_needed.label.lower()}"
    if standing.answer is None or standing.state not in _QUIET:
        return label
    return f"{label}, {date_format(timezone.localtime(standing.answer.written_at), 'j F')}"


def _waits_for(standing: FieldStanding, viewer: User) -> bool:
    answer = standing.answer
    if answer is None or not needs_confirming(standing.field, answer):
        return False
    side = speaks_for(viewer, standing.facts.initiative)
    return standing.owing == (side,) and standing.state == FieldState.DRAFTED


def _suggested(
    initiative: Initiative, asked: Field, standing: FieldStanding, viewer: User
) -> Suggestion | None:
    if standing.answer is not None or not asked.parts or asked.derived:
        return None
    return suggestion_for(initiative, asked, viewer)


def _card(question: ClarityQuestion, initiative: Initiative, viewer: User) -> QuestionCard:
    question.initiative = initiative
    initial = {"version": question.version}
    prefix = f"q{question.pk}"
    answers = question.answered_at is None and may_answer_question(viewer, question, initiative)
    replies = (
        question.answered_at is not None
        and not question.asker_view
        and question.asked_by_id == viewer.pk
    )
    return QuestionCard(
        question,
        QuestionAnswerForm(initial=initial, auto_id=f"{prefix}_%s")
        if answers and not initiative.is_ended
        else None,
        AskerReplyForm(initial=initial, auto_id=f"{prefix}_%s") if replies else None,
        is_own=asks_for(viewer, initiative) == question.asked_party,
        owe=sides_owe(question.answering_parties),
    )


def _kept_context(initiative: Initiative, field_id: str) -> dict[str, Any]:
    answer = facts_of(initiative).answers.get(field_id)
    if answer is None:
        raise Http404
    rows: list[ReadRow] = read_kept(answer)
    return {"initiative": initiative, "kept": answer, "rows": rows}


def _version(answer: ClarityAnswer | None) -> int:
    return answer.version if answer else 0
