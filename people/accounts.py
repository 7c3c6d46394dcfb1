"""How django-allauth signs people in here."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are added by administrators; nobody signs up."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This email address and this password do not belong together.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
