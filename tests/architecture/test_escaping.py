"""What people typed is text on every page."""

import re
from pathlib import Path

import pytest
from allauth.account.forms import SetPasswordForm
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Code says what is markup, with format_html; a template cannot know what it is handed.
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off")


def test_no_template_leaves_out_escaping() -> None:
    loose = [
        str(each.relative_to(TEMPLATES))
        for each in TEMPLATES.rglob("*.*")
        if UNESCAPED.search(each.read_text())
    ]
    assert not [name for name in loose if not name.endswith(".txt")]


@pytest.mark.django_db
def test_hints_that_are_markup_by_their_makers_word_stay_so() -> None:
    assert (
        '<a href="/accounts/password/reset/">' in Client().get("/accounts/login/").content.decode()
    )
    hint = render_to_string("django/forms/field.html", {"field": SetPasswordForm()["password1"]})
    assert "<ul><li>" in hint
