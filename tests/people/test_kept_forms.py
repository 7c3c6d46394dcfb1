"""What was typed survives an ended session; secrets do not."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User


@pytest.mark.django_db
def test_passwords_are_not_kept(client: Client) -> None:
    address = reverse("account_change_password")

    client.post(address, {"oldpassword": "old secret", "password1": "new secret", "note": "x"})

    assert client.session["kept_form"]["typed"] == {"note": ["x"]}


def test_typed_text_comes_back_once_and_only_on_its_own_page(lead: User, client: Client) -> None:
    register = reverse("initiatives:register")
    client.post(register, {"title": "Half an idea"})
    client.force_login(lead)

    assert "Half an idea" not in client.get(reverse("people:profile")).content.decode()
    assert "Half an idea" in client.get(register).content.decode()
    assert "Half an idea" not in client.get(register).content.decode()
