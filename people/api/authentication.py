"""Bearer tokens for the API."""

import datetime as dt

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from people.actions import token_digest
from people.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>` with a token of the profile page."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        if len(header) != 2:
            raise AuthenticationFailed("Send the header as: Authorization: Bearer <token>.")
        digest = token_digest(header[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(digest=digest).first()
        if token is None or token.revoked_at or not token.user.is_active:
            raise AuthenticationFailed(
                "This token is not valid or has been revoked. Issue a new one in your profile."
            )
        _note_use(token, timezone.localdate(timezone=dt.UTC))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def _note_use(token: ApiToken, today: dt.date) -> None:
    """Keep the day of the last use, so that unused tokens can be found; once a day."""
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the tokens in the OpenAPI schema."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
