"""Questions in plain words, as addresses."""

import datetime as dt

import pytest

from audit.kinds import all_event_kinds
from portfolio.record.questions import GROUPS, Asked, kind_choices, read_question, saved_questions

A_WEDNESDAY = dt.date(2026, 5, 6)


def test_each_group_names_kinds_that_exist() -> None:
    known = {kind.code for kind in all_event_kinds()}
    for group in GROUPS.values():
        assert group.kinds(), group.name
        assert set(group.kinds()) <= known
        for code in group.codes:
            assert code.endswith(".") or code in known, code


def test_saved_questions_tell_of_whole_weeks_and_months() -> None:
    asked = {each.words: each.asked for each in saved_questions(A_WEDNESDAY)}

    week = asked["What changed last week"]
    assert (week.since, week.until) == (dt.date(2026, 4, 27), dt.date(2026, 5, 3))
    answers = asked["Every answer to a design input in April"]
    assert (answers.since, answers.until) == (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    assert set(answers.kinds) == {
        "design_input.incorporated",
        "design_input.adapted",
        "design_input.declined",
        "design_input.deferred",
    }
    assert asked["Erasures"].kinds == ["record.erased"]


def test_a_question_survives_its_address() -> None:
    for saved in saved_questions(A_WEDNESDAY):
        assert read_question(saved.asked.parameters) == saved.asked
    asked = read_question({"q": "late orders", "initiative": "AI-2026-0001", "party": "it"})
    assert asked.address(after="x") == "?q=late+orders&initiative=AI-2026-0001&party=it&after=x"
    assert asked.without("q").parameters == {"initiative": "AI-2026-0001", "party": "it"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "made.up"),
        ("party", "person:1"),
        ("since", "yesterday"),
        ("since", "2026-02-30"),
        ("until", "9999-12-31"),
        ("until", "0001-01-01"),
        ("kind", "\0"),
    ],
)
def test_what_is_not_understood_is_named_and_left_aside(name: str, value: str) -> None:
    asked = read_question({name: value})

    if value != "\0":
        assert list(asked.not_understood) == [name]
    assert asked.parameters == {}


def test_nobody_can_be_asked_for_by_name() -> None:
    assert read_question({"actor": "Bea Lind", "person": "1", "actor_id": "person:1"}) == Asked()


def test_choices_of_one_label_can_be_told_apart() -> None:
    labels = [label for _, choices in kind_choices() for _, label in choices]
    single = dict(kind_choices())["One kind"]
    assert len({label for _, label in single}) == len(single)
    assert "Answers to design inputs" in labels
